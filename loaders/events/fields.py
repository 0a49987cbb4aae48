"""Fills what an event holds beside sectors, time and status: instrument, rung of wording, figures; decides nothing."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.events.draft import Draft
from loaders.events.figures import find_figures
from loaders.events.modality import TELLING, Wording, find_wording, modality_for
from loaders.events.quantities import figures_for
from loaders.events.sharing import share_figures, share_tags
from loaders.model import Status
from loaders.sectors.fold import small

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loaders.events.clauses import Clause
    from loaders.events.cues import CueHit
    from loaders.events.decisions import SentenceReading, Verdict
    from loaders.events.draft import About
    from loaders.events.lexicon import EventLexicon
    from loaders.model import Figure, SectorTag, Timex, When

    Span = tuple[int, int]

_TOLD = frozenset({"act", "measure"})
_COUNTED, _SAID = "statistic", "statement"  # instruments of a figure, and of a turn in which none is named


class Fields:
    """The fields of one sentence's events; its figures are found once, when there is an event to hold them."""

    def __init__(
        self, lexicon: EventLexicon, text: str, reading: SentenceReading, about: About, timexes: Sequence[Timex]
    ) -> None:
        self.lexicon, self.text, self.reading, self.about, self.timexes = lexicon, text, reading, about, timexes

    def shared(self, tags: tuple[SectorTag, ...], whens: Sequence[When | None]) -> list[tuple[SectorTag, ...]]:
        """The sectors of each of a clause's times."""
        respectively = self.lexicon.respectively.search(small(self.text[slice(*self.reading.body)])) is not None
        return share_tags(tags, whens, respectively=respectively)

    def drafts(
        self, verdict: Verdict, told: Sequence[tuple[Status, When | None, tuple[SectorTag, ...]]]
    ) -> tuple[Draft, ...]:
        """The events of one clause, each with its own fields; a series of times shares out the figures."""
        names = dict.fromkeys(hit.cue.name for hit in verdict.clause.cues if hit.cue.kind in _TOLD)
        figures = [figure for figure in self._figures if verdict.clause.holds(figure.start, figure.end)]
        shares = share_figures(figures, [when for _, when, _ in told])
        return tuple(
            Draft(
                self.about,
                status=status,
                when=when,
                sectors=sectors,
                instrument=self._instrument(verdict.clause, status),
                cues=(verdict.rule or "", *names),
                modality=wording.code if (wording := self.wording(verdict.clause, status, sectors)) else None,
                figures=share,
            )
            for (status, when, sectors), share in zip(told, shares, strict=True)
        )

    def wording(self, clause: Clause, status: Status, sectors: Sequence[SectorTag]) -> Wording | None:
        """The rung that an act was told with, and its words; None for what was done, and for statistics."""
        if status not in TELLING:
            return None
        evidence = [span for tag in sectors for span in tag.evidence]
        return find_wording(modality_for(self.lexicon.language), self.text, self._stretches(clause), evidence)

    def _stretches(self, clause: Clause) -> list[Span]:
        return [
            (first, last)
            for start, end in clause.spans
            for first, last in pairwise(
                [start, *(found.end() for found in self.lexicon.boundary.finditer(self.text, start, end)), end]
            )
        ]

    @cached_property
    def _figures(self) -> list[Figure]:
        return find_figures(self.text, self.reading.body, self.timexes, figures_for(self.lexicon.language))

    def _instrument(self, clause: Clause, status: Status) -> str | None:
        """The clause's instrument, else the sentence's; a figure's is a statistic, mere saying a statement."""
        if status == Status.STATISTIC:
            return _COUNTED
        named = [hit for hit in (*clause.cues, *self.reading.cues) if hit.cue.instrument]
        said = _SAID if self.about.speaker else None
        return _first(hit for hit in named if hit.cue.kind == "instrument") or _first(named) or said


def _first(hits: Iterable[CueHit]) -> str | None:
    return next((hit.cue.instrument for hit in hits), None)
