"""Says for every sentence with a sector why it is an event or none, out of the values that decided; decides nothing.

Sentences whose only terms were false friends are told too. Each reason is a key with its words in two languages and the
spans it rests on (``loaders.events.sayings``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders.events.extract import row_drafts
from loaders.events.lexicon import lexicon_for
from loaders.events.reader import Reader, read_sentences
from loaders.events.reasons import blanked_reasons, clause_reasons, row_reasons, sentence_reasons
from loaders.events.sayings import Reason, say
from loaders.model import event_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.events.decisions import SentenceReading
    from loaders.model import Document
    from loaders.sectors.taxonomy import Taxonomy

    Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClauseExplanation:
    """Why one clause of a sentence gave events (their ids), or none."""

    spans: tuple[Span, ...]
    events: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a sentence is an event or none: reasons that hold for all of it, and those of each clause."""

    start: int
    end: int
    text: str
    reasons: tuple[Reason, ...]
    clauses: tuple[ClauseExplanation, ...] = ()

    @property
    def events(self) -> tuple[str, ...]:
        """Ids of the events of this sentence; none when it was refused."""
        return tuple(event for clause in self.clauses for event in clause.events)

    def row(self) -> dict[str, Any]:
        """JSON-ready: ``start``, ``end``, ``text``, ``events``, ``reasons`` and ``clauses`` with theirs."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "events": list(self.events),
            "reasons": [reason.row() for reason in self.reasons],
            "clauses": [
                {
                    "spans": [list(span) for span in clause.spans],
                    "events": list(clause.events),
                    "reasons": [reason.row() for reason in clause.reasons],
                }
                for clause in self.clauses
            ],
        }

    def lines(self, language: str = "en") -> Iterator[str]:
        """The explanation as lines of text, in one of the two languages."""
        yield f"[{self.start}, {self.end})  {' '.join(self.text.split())}"
        for reason in self.reasons:
            yield f"    {getattr(reason, language)}"
        for clause in self.clauses:
            yield f"  {'=>' if clause.events else '--'} {' ... '.join(self._words(span) for span in clause.spans)}"
            for reason in clause.reasons:
                yield f"       {getattr(reason, language)}"

    def _words(self, span: Span) -> str:
        return " ".join(self.text[span[0] - self.start : span[1] - self.start].split())


def explain(document: Document, taxonomy: Taxonomy, *, only: Span | None = None) -> list[Explanation]:
    """The explanations of a dated document in the order of its text; ``only`` those of the sentence with that span."""
    lexicon = lexicon_for(document.language)
    reader = Reader(document, taxonomy, lexicon) if lexicon else None
    told = list(_explain_rows(document, taxonomy, reader))
    if reader and not (told and document.kind == "table"):
        told = sorted([*told, *_explain_sentences(reader, only)], key=lambda each: each.start)
    return [each for each in told if only is None or (each.start, each.end) == only]


def _explain_sentences(reader: Reader, only: Span | None) -> Iterator[Explanation]:
    readings = {reading.span: reading for reading in reader.readings()}
    for _, span in read_sentences(reader.document):
        if only is not None and span != only:
            continue
        blanked = tuple(blanked_reasons(reader, span))
        if reading := readings.get(span):
            yield _explain_sentence(reader, reading, blanked)
        elif blanked:
            yield Explanation(*span, reader.text[slice(*span)], (*blanked, say("false_friend")))


def _explain_sentence(reader: Reader, reading: SentenceReading, blanked: tuple[Reason, ...]) -> Explanation:
    clauses: list[ClauseExplanation] = []
    ordinal = 0
    for verdict in reading.verdicts:
        numbers = range(ordinal, ordinal + len(verdict.drafts))
        ordinal += len(verdict.drafts)
        ids = tuple(event_id(reader.document.id, *reading.span, number) for number in numbers)
        clauses.append(ClauseExplanation(verdict.clause.spans, ids, tuple(clause_reasons(reader, reading, verdict))))
    start, end = reading.span
    reasons = tuple(sentence_reasons(reader, reading))
    return Explanation(start, end, reader.text[start:end], (*reasons[:1], *blanked, *reasons[1:]), tuple(clauses))


def _explain_rows(document: Document, taxonomy: Taxonomy, reader: Reader | None) -> Iterator[Explanation]:
    ordinals: dict[Span, int] = {}
    for draft in row_drafts(document, taxonomy, reader):
        span = (draft.about.start, draft.about.end)
        ordinals[span] = ordinals.get(span, -1) + 1
        reasons = tuple(row_reasons(document, draft, taxonomy))
        clause = ClauseExplanation((span,), (event_id(document.id, *span, ordinals[span]),), reasons)
        yield Explanation(*span, document.text[slice(*span)], (), (clause,))
