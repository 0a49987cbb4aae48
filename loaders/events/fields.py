"""Fills what an event holds beside sectors, time and status: instrument, rung of wording, figures; decides nothing."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.events.draft import Draft
from loaders.events.figures import find_figures
from loaders.events.modality import TELLING, Wording, find_wording, modality_for
from loaders.events.quantities import figures_for
from loaders.model import Status

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

    def drafts(
        self, verdict: Verdict, told: Sequence[tuple[Status, When | None]], sectors: tuple[SectorTag, ...]
    ) -> tuple[Draft, ...]:
        """The events of one clause, each with its own fields; a series of times shares out the figures."""
        names = dict.fromkeys(hit.cue.name for hit in verdict.clause.cues if hit.cue.kind in _TOLD)
        figures = [figure for figure in self._figures if verdict.clause.holds(figure.start, figure.end)]
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
            for (status, when), share in zip(told, _share(figures, [when for _, when in told]), strict=True)
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


def _share(figures: list[Figure], whens: Sequence[When | None]) -> list[tuple[Figure, ...]]:
    """The figures of each time: all, where there is one; in a series those told with it."""
    at = [when.evidence[0] if when and when.evidence else 0 for when in whens]
    if len(whens) < 2 or not figures:
        return [tuple(figures) for _ in whens]
    order = sorted(at)
    leads = order[0] < figures[0].start  # each time stands before its figures: "in 2019 10 percent, in 2020 12"
    owners = [_owner(each, order, leads=leads) for each in figures]
    return [tuple(each for each, owner in zip(figures, owners, strict=True) if owner == time) for time in at]


def _owner(figure: Figure, times: list[int], *, leads: bool) -> int:
    if leads:
        return max((time for time in times if time < figure.start), default=times[0])
    return min((time for time in times if time > figure.start), default=times[-1])
