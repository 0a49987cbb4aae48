"""An event before it has its identity: what was read, ready to be numbered; refuses to know how it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.model import Announced, Event, Figure, Status, TextQuote, When, event_id

if TYPE_CHECKING:
    from loaders.model import Document, SectorTag

TITLE = 90  # longest title, in characters
_MARKS = re.compile(r"\*\*|__|!?\[([^\[\]]+)\]\([^()\s]+\)")


@dataclass(frozen=True, slots=True)
class About:
    """What all events of one sentence share."""

    start: int
    end: int
    title: str
    actors: tuple[str, ...] = ()
    speaker: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An event without its identity."""

    about: About
    status: Status
    when: When | None
    sectors: tuple[SectorTag, ...]
    instrument: str | None = None
    cues: tuple[str, ...] = ()
    modality: str | None = None
    figures: tuple[Figure, ...] = ()

    def finish(self, document: Document, ordinal: int) -> Event:
        """The event, numbered ``ordinal`` among those of its sentence, announced when its document was."""
        created, about = document.created, self.about
        return Event(
            id=event_id(document.id, about.start, about.end, ordinal),
            document=document.id,
            quote=TextQuote.of(document.text, about.start, about.end),
            title=about.title,
            status=self.status,
            announced=Announced(created.edtf, created.interval, created.created_by) if created else None,
            when=self.when,
            sectors=self.sectors,
            actors=about.actors,
            speaker=about.speaker,
            instrument=self.instrument,
            modality=self.modality,
            figures=self.figures,
            page=about.page,
            cues=self.cues,
        )


def make_title(text: str) -> str:
    """A label of at most 90 characters, cut at a word, without the marks of Markdown.

    >>> make_title("**Mon 12 May**: the [ministry](https://example.org) issued licences.")
    'Mon 12 May: the ministry issued licences'
    """
    line = _MARKS.sub(r"\1", " ".join(text.split())).rstrip("。.；;")
    if len(line) <= TITLE:
        return line
    cut = line[: TITLE - 1]
    at = max(cut.rfind(" "), *(cut.rfind(mark) + 1 for mark in "，、；："))
    return cut[: at if at > TITLE // 2 else TITLE - 1].rstrip(" ,，、;；:：") + "…"
