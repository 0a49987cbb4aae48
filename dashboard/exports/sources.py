"""The sources behind what is shown: who published them, when and where, those nearest to the act first; cites none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = 4  # how near a teller stands to the body that acts where nothing is known of it
FIELDS = {
    "publisher": "publisher",
    "document_title": "title",
    "document_name": "name",
    "created": "date",
    "url": "url",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document behind what is shown: who published it, its title, its date (EDTF), its address.

    ``standing`` is how near its teller is to the body that acts: 1 the body itself to 5 a re-post, None where unknown.
    """

    publisher: str | None
    title: str | None
    date: str | None
    url: str | None
    standing: int | None = None


def find_sources(
    events: pd.DataFrame, documents: pd.DataFrame | None = None, standings: Mapping[str, int] | None = None
) -> tuple[Source, ...]:
    """The documents behind events, each once: original publishers first, then by publisher, date and title.

    ``standings`` gives the standing of documents by their ids; without it the column of the events does, if they
    have one.
    """
    known = find_standings(events) if standings is None else standings
    return tuple(sorted({make_source(row, known) for row in list_documents(events, documents)}, key=_order))


def list_documents(events: pd.DataFrame, documents: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """What is known of each document behind events, in the order of its first event; None where nothing is.

    Keys: ``id``, ``publisher``, ``title``, ``name`` (of its file or record), ``date`` (EDTF), ``url``, ``kind`` and
    ``language``.
    """
    wanted = ["document", *FIELDS, "kind", "language"]
    part = events.drop_duplicates("document").reindex(columns=wanted).rename(columns=FIELDS).astype(object)
    if documents is not None and len(documents):
        held = documents.drop_duplicates("id").set_index("id")
        for name, column in ((name, "created" if name == "date" else name) for name in FIELDS.values()):
            if column in held:
                part[name] = part[name].where(part[name].notna(), part["document"].map(held[column]))
    part = part.where(part.notna(), None).rename(columns={"document": "id"})
    return cast("list[dict[str, Any]]", part.to_dict("records"))


def find_standings(events: pd.DataFrame) -> dict[str, int]:
    """The nearest standing that the events of each document have; nothing for a document without any."""
    if "standing" not in events:
        return {}
    nearest = events.groupby("document", observed=True)["standing"].min().dropna()
    return {str(name): int(value) for name, value in nearest.items()}


def make_source(row: Mapping[str, Any], standings: Mapping[str, int]) -> Source:
    """The source that a row of ``list_documents`` tells of."""
    return Source(row["publisher"], row["title"], row["date"], row["url"], standings.get(row["id"]))


def _order(source: Source) -> tuple[Any, ...]:
    named = source.publisher is None, source.standing or UNKNOWN, source.publisher or ""
    return *named, source.date or "", source.title or "", source.url or ""
