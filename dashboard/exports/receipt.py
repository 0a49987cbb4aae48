"""The receipt of an export: what was shown, from which sources, at which version; refuses to vouch for a look alone.

A receipt pins the content, a figure's own JSON or a table's rows, not a picture of it: Plotly puts a random id into
every SVG.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.exports.sources import Source, find_sources
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SUFFIX = ".receipt.json"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an exported file rests on. ``selection`` is in words, ``url`` is the query that shows it again.

    ``figure`` names the picture (``timeline``, ``heatmap``), ``form`` the ending of the file. ``committed`` is when
    the data version came to be (UTC), ``made`` the day of the export. Counts are of the events shown, their stories
    and documents, of these events those that nobody reviewed, and the events that have no date. ``settings`` are what
    the address does not say, as the width in pixels, ``left_out`` events that the format has no place for.
    ``figure_sha256`` pins the content; ``file_sha256`` pins the file and stands only beside it.
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
    form: str | None = None
    committed: str | None = None
    made: str | None = None
    stories: int | None = None
    unreviewed: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    file_sha256: str | None = None

    def to_json(self, *, indent: int | None = 2) -> str:
        """JSON in the order of the fields."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=indent) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Read a receipt back; raises UsageError when it is none."""
        try:
            data = json.loads(text)
            sources = tuple(Source(**source) for source in data.pop("sources"))
            return cls(sources=sources, left_out=tuple(data.pop("left_out", ())), **data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"this is no receipt of ours: {error}. Give the file that lies beside an export."
            ) from error

    def inside(self) -> Receipt:
        """The receipt as it stands in the file itself, which cannot hold its own hash."""
        return replace(self, file_sha256=None)


def make_receipt(
    events: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    figure: go.Figure | pd.DataFrame | None = None,
    kind: str,
    data_version: int,
    selection: str,
    url: str,
    as_of: date | None = None,
    undated: int = 0,
    form: str | None = None,
    committed: str | None = None,
    made: date | None = None,
    standings: Mapping[str, int] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Receipt:
    """The receipt for ``events`` (columns of ``Store.events()`` or ``Store.index()``), the rows that the export shows.

    ``figure`` is the content to pin, a figure or a table. ``undated`` is the number of events of the selection that
    have no date; ``documents`` (``Store.documents()``) gives what the events do not tell of their sources,
    ``standings`` how near the teller of each document is to the body that acts.
    """
    reviewed = events["reviewed"].eq(True) if "reviewed" in events else pd.Series(False, index=events.index)
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
        sources=find_sources(events, documents, standings),
        figure_sha256=content_digest(figure) if figure is not None else None,
        form=form,
        committed=committed,
        made=made.isoformat() if made else None,
        stories=int(events["story"].nunique()) if "story" in events else None,
        unreviewed=int((~reviewed).sum()),
        settings=dict(settings or {}),
    )


def content_digest(content: go.Figure | pd.DataFrame) -> str:
    """SHA-256 of a figure's JSON or of a table's rows: the same for the same data, selection and code."""
    if isinstance(content, pd.DataFrame):
        rows = content.astype(object).where(content.notna(), None)
        data: Any = {"columns": list(rows.columns), "rows": rows.to_numpy().tolist()}
    else:
        data = json.loads(content.to_json())
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


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
    """Write the receipt of the file at ``path`` beside it, with the hash of that file; returns where."""
    beside = receipt_path(path)
    sealed = replace(receipt, file_sha256=sha256(path.read_bytes()).hexdigest()) if path.exists() else receipt
    beside.write_text(sealed.to_json(), encoding="utf-8")
    return beside
