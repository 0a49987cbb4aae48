"""The receipt of an export: what was shown, from which sources, at which version; refuses to vouch for a look alone.

A receipt pins the figure's own JSON, not a picture of it: Plotly puts a random id into every SVG.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from loaders.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

SUFFIX = ".receipt.json"


@dataclass(frozen=True, slots=True)
class Source:
    """A document behind what is shown: who published it, its title, its date (EDTF), its address."""

    publisher: str | None
    title: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an exported file rests on. ``selection`` is in words, ``url`` is the query that shows it again.

    ``figure`` names the picture or table (``timeline``, ``heatmap``, ``events``); ``figure_sha256`` pins its JSON.
    Counts are of the events shown, their documents, and the events that have no date.
    """

    figure: str
    data_version: int
    code_version: str
    selection: str
    url: str
    as_of: str | None
    events: int
    documents: int
    undated: int
    sources: tuple[Source, ...]
    figure_sha256: str | None = None

    def to_json(self) -> str:
        """Indented JSON, in the order of the fields."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Read a receipt back; raises UsageError when it is none."""
        try:
            data = json.loads(text)
            sources = tuple(Source(**source) for source in data.pop("sources"))
            return cls(sources=sources, **data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"this is no receipt of ours: {error}. Give the file that lies beside an export."
            ) from error


def make_receipt(
    events: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    figure: go.Figure | None = None,
    kind: str,
    data_version: int,
    selection: str,
    url: str,
    as_of: date | None = None,
    undated: int = 0,
) -> Receipt:
    """The receipt for ``events`` (columns of ``Store.events()``), the rows that the export shows.

    ``undated`` is the number of events of the selection that have no date; ``documents`` (``Store.documents()``)
    gives the titles of sources, else the events' own columns do.
    """
    return Receipt(
        figure=kind,
        data_version=data_version,
        code_version=code_version(),
        selection=selection,
        url=url,
        as_of=as_of.isoformat() if as_of else None,
        events=len(events),
        documents=int(events["document"].nunique()),
        undated=undated,
        sources=find_sources(events, documents),
        figure_sha256=figure_digest(figure) if figure is not None else None,
    )


def find_sources(events: pd.DataFrame, documents: pd.DataFrame | None = None) -> tuple[Source, ...]:
    """The documents behind events, each once, by publisher, date and title; those with a publisher first."""
    names = {"publisher": "publisher", "document_title": "title", "created": "date", "url": "url"}
    part = events.drop_duplicates("document").reindex(columns=["document", *names]).rename(columns=names)
    if documents is not None and "title" in documents:
        titles = documents.drop_duplicates("id").set_index("id")["title"]
        part["title"] = part["title"].where(part["title"].notna(), part["document"].map(titles))
    rows = part.drop(columns="document").drop_duplicates().astype(object).where(lambda frame: frame.notna(), None)
    found = [Source(**{str(name): value for name, value in row.items()}) for row in rows.to_dict("records")]
    return tuple(sorted(found, key=lambda s: (s.publisher is None, s.publisher or "", s.date or "", s.title or "")))


def figure_digest(figure: go.Figure) -> str:
    """SHA-256 of a figure's JSON with sorted keys: the same for the same data, selection and code."""
    data: dict[str, Any] = json.loads(figure.to_json())
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def code_version() -> str:
    """Version of this program, as installed or as its ``pyproject.toml`` says."""
    try:
        return version("policy-timeline")
    except PackageNotFoundError:
        path = Path(__file__).resolve().parents[2] / "pyproject.toml"
        return str(tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"])


def receipt_path(path: Path) -> Path:
    """Where the receipt of an exported file lies: beside it, under its whole name."""
    return path.with_name(path.name + SUFFIX)


def write_receipt(path: Path, receipt: Receipt) -> Path:
    """Write the receipt of ``path`` beside it, and return where."""
    beside = receipt_path(path)
    beside.write_text(receipt.to_json(), encoding="utf-8")
    return beside
