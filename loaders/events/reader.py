"""Reads the sentences of one document and tells their events; refuses questions, furniture and what no rule admits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from loaders.dates.find import find_timexes
from loaders.edtf import Granularity, Interval
from loaders.events.actors import find_actors, find_bodies, find_officials, find_speaker
from loaders.events.clauses import SUBJECTS, Clause, part_sentence
from loaders.events.draft import About, Draft, make_title
from loaders.events.lexicon import Cue, CueHit, EventLexicon
from loaders.events.times import choose_whens
from loaders.model import Passage, PassageKind, Role, Status, When
from loaders.sectors.tag import Tagger
from loaders.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.model import Document, SectorTag, Timex
    from loaders.sectors.taxonomy import Taxonomy

_STALE = 500  # days after which a past act of a known day or month is only referred to
_SILENT = frozenset({PassageKind.FURNITURE, PassageKind.ROW, PassageKind.FIELD})
_MUTE_ROLES = frozenset({"journalist"})
_OFFICIAL_KINDS = frozenset({"plan", "notice", "conference"})
_HEADLINE = 120  # longest headline, in characters
_BESIDE = 2  # characters between an office and the name of its holder
_DRIFT = 8000  # characters of a text by which its drift is judged
_LEAD = 3  # sentences, after the title, in which a policy document shows that an authority acts
_NAMED = {
    "authority": Cue("a body of the gazetteer", "authority", ""),
    "association": Cue("an association of the gazetteer", "source", ""),
    "enterprise": Cue("an enterprise of the gazetteer", "company", ""),
}
_OWN = frozenset(
    {"figure", "measure", "opinion", "research", "perhaps", "review", "effect", "essence", "denied"}
)  # heard in a clause alone
_PAST = frozenset({Status.DONE, Status.BACKGROUND})
_TO_COME = {Status.DONE: Status.PLANNED, Status.STATISTIC: Status.TARGET}
_REFUSED = frozenset({"denied", "unreal"})  # what did not happen, or only might have
_TOLD = frozenset({"act", "measure"})
_OFFICIAL = Cue("an official of this text", "official_name", "")


def read_sentences(document: Document) -> Iterator[tuple[Passage, tuple[int, int]]]:
    """The sentences that somebody entitled speaks, with their passages; a journalist and furniture do not."""
    passages = document.passages or (Passage(0, len(document.text)),)
    for passage in passages:
        if passage.kind in _SILENT or passage.role in _MUTE_ROLES:
            continue
        for span in split_sentences(document.text, passage.start, passage.end, document.language):
            yield passage, span


class Reader:
    """Reads the sentences of one document; terms are found once, times only where they are asked for."""

    def __init__(self, document: Document, taxonomy: Taxonomy, lexicon: EventLexicon) -> None:
        self.document, self.lexicon = document, lexicon
        self.text = document.text
        self.created: Interval | None = document.created.interval if document.created else None
        self.tagger = Tagger(document.text, taxonomy)

    @cached_property
    def _timexes(self) -> list[Timex]:
        """The times of the whole text, found once when first asked for: a sentence may go on from one told before."""
        return find_timexes(self.text, created=self.created, language=self.document.language)

    def _times_of(self, start: int, end: int) -> list[Timex]:
        """The times that stand wholly within a stretch of the text."""
        first = bisect_left(self._timexes, start, key=lambda timex: timex.start)
        return [t for t in takewhile(lambda timex: timex.start < end, self._timexes[first:]) if t.end <= end]

    def events(self) -> Iterator[Draft]:
        """The drafts of all events, in the order of the text; a sentence without a sector is not read."""
        before: tuple[int, int] | None = None
        for passage, span in read_sentences(self.document):
            if tags := self.tagger.tags(*span):
                yield from self._read(passage, span, tags, before)
            before = span

    def _read(
        self, passage: Passage, span: tuple[int, int], tags: tuple[SectorTag, ...], before: tuple[int, int] | None
    ) -> Iterator[Draft]:
        start, end = span
        dateline = self.lexicon.dateline.match(self.text, start, end)
        body = dateline.end() if dateline else start
        if self.lexicon.question.search(self.text, body, end):
            return
        heading = _is_heading(self.text, passage, span)
        cues = self._cues(body, end, heading=heading)
        clauses = part_sentence(self.lexicon, self.text, body, end, cues)
        if not clauses:
            return
        context = (
            {cue.cue.kind for cue in cues} | self._voices(passage, heading) | {f"sector_{tag.code}" for tag in tags}
        )
        about = About(
            start=start,
            end=end,
            title=make_title(self.text[body:end]),
            actors=find_actors(self.text, body, end),
            speaker=passage.speaker or find_speaker(self.lexicon, self.text, body, end),
            page=self.document.page_at(start),
        )
        told: set[tuple[Status, str | None, tuple[str, ...]]] = set()
        for clause in clauses:
            if heading and clause.act.cue.weak:
                continue
            read, whens = self._time(clause, _own(tags, clause), (body, end))
            rule = self._admit(clause, cues, context | ({"dated"} if whens != [None] else set()), before)
            for when in whens if rule else ():
                status, sectors = self._settle(read, when), _own(tags, clause)
                key = (status, when.edtf if when else None, tuple(tag.code for tag in sectors))
                if key in told:
                    continue
                told.add(key)
                yield Draft(
                    about,
                    status=status,
                    when=when,
                    sectors=sectors,
                    instrument=_instrument(clause.cues) or _instrument(cues),
                    cues=(rule or "", *dict.fromkeys(hit.cue.name for hit in clause.cues if hit.cue.kind in _TOLD)),
                )

    def _time(
        self, clause: Clause, tags: tuple[SectorTag, ...], body: tuple[int, int]
    ) -> tuple[Clause, Sequence[When | None]]:
        """The times of a clause; what would be done or counted at a time to come is planned or a target."""
        for status in (clause.status, _TO_COME.get(clause.status)):
            if status:
                read = replace(clause, status=status)
                about = [span for tag in tags for span in tag.evidence]
                whens = choose_whens(
                    self.lexicon,
                    read,
                    self._times_of(*body),
                    text=self.text,
                    sentence=body,
                    about=about,
                    created=self.created,
                    sure=status != clause.status,
                )
                if whens:
                    return read, whens
        return clause, [None]

    def _cues(self, start: int, end: int, *, heading: bool = False) -> list[CueHit]:
        """The lexicon's cues, the bodies of the gazetteer and the officials of this text."""
        cues = self.lexicon.find_cues(self.text, start, end, heading=heading)
        cues += [CueHit(hit.start, hit.end, _NAMED[hit.use.kind]) for hit in find_bodies(self.text, start, end)]
        if self._officials:
            found = self._officials.finditer(self.text, start, end)
            cues += [CueHit(name.start(), name.end(), _OFFICIAL) for name in found]
        return sorted(cues, key=lambda hit: (hit.start, -hit.end))

    @cached_property
    def _officials(self) -> re.Pattern[str] | None:
        names = sorted(find_officials(self.lexicon, self.text), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None

    @cached_property
    def _is_policy(self) -> bool:
        """Whether the text is about policy, by its title, its first sentences and the drift of all its words."""
        policy, title = self.lexicon.policy, self.document.title or ""
        told = Counter(hit.cue.kind for hit in self._cues(0, min(len(self.text), _DRIFT)))
        drift, against = (sum(told[kind] for kind in kinds) for kinds in (policy.drift, policy.against))
        if drift > against:
            return True
        leads = [self._cues(*span) for _, span in islice(read_sentences(self.document), _LEAD)]
        shown = any(
            self._shows_policy(cues) for cues in [*leads, self.lexicon.find_cues(title, 0, len(title), heading=True)]
        )
        return shown and 2 * drift >= against

    def _shows_policy(self, cues: list[CueHit]) -> bool:
        kinds = {hit.cue.kind for hit in cues}
        acts = [hit for hit in cues if hit.cue.kind == "act"]
        return bool(acts) and any(rule <= kinds for rule in self.lexicon.policy.shown_by)

    def _voices(self, passage: Passage, heading: bool) -> set[str]:
        voices = set()
        if self._is_policy:
            voices.add("policy_document")
        if passage.role == "official" or self.document.kind in _OFFICIAL_KINDS:
            voices.add("official")
        if heading:
            voices.add("heading")
        return voices

    def _admit(
        self, clause: Clause, cues: list[CueHit], context: set[str], before: tuple[int, int] | None
    ) -> str | None:
        past = {Status.DONE.value} if clause.status == Status.BACKGROUND else set()
        told = {clause.status.value, self._subject(clause, cues, before)} | past
        told |= set() if clause.act.cue.weak else {"firm_act"}
        kinds = context - _OWN | clause.kinds | told
        if kinds & _REFUSED:
            return None
        fitting = (rule for rule in self.lexicon.admissions if rule.needs <= kinds and not rule.unless & kinds)
        return next((rule.name for rule in fitting), None)

    def _subject(self, clause: Clause, cues: list[CueHit], before: tuple[int, int] | None) -> str:
        """Who acts: the nearest subject before the act, a pronoun standing for that of the sentence before."""
        preceding = [hit for hit in cues if hit.cue.kind in SUBJECTS and hit.start <= clause.act.start]
        kind = _nearest(preceding)
        if kind == "pronoun":
            earlier = [hit for hit in preceding if hit.cue.kind != "pronoun"]
            if earlier:
                kind = earlier[-1].cue.kind
            elif before:
                earlier = self.lexicon.find_cues(self.text, *before)
                named = [hit for hit in earlier if hit.cue.kind in SUBJECTS - {"pronoun"}]
                kind = named[0].cue.kind if named else "nobody"
        return f"{kind}_acts"

    def _settle(self, clause: Clause, when: When | None) -> Status:
        """Some wait for the time: a measured plan is a target, a count by a day a statistic, a stale act background."""
        kinds, status = clause.kinds, clause.status
        if status == Status.PLANNED:
            proofs = [_is_yearly(when), "figure" in kinds, "outcome" in kinds]
            return Status.TARGET if sum(proofs) > 1 else status
        if status == Status.BACKGROUND:
            status = Status.BACKGROUND if when else Status.DONE
        if status in _PAST and when and "figure" in kinds and (when.role == Role.AS_OF or self._to_date(when)):
            return Status.STATISTIC
        if status == Status.DONE and when and self.created and self.created.start and when.interval.end:
            short = when.interval.start is not None and (when.interval.days or 0) <= 31
            if short and (self.created.start - when.interval.end).days > _STALE:
                return Status.BACKGROUND
        return status

    def _to_date(self, when: When) -> bool:
        """Whether a time runs from some past day to the telling."""
        end, told = when.interval.end, self.created and self.created.end
        return when.role == Role.DURING and bool(end and told and 0 <= (end - told).days <= 31) and _is_drawn(when)


def _is_drawn(when: When) -> bool:
    return when.interval.granularity == Granularity.OTHER


def _is_yearly(when: When | None) -> bool:
    """Whether a time is a deadline stated as a year."""
    return when is not None and when.role == Role.DEADLINE and when.interval.granularity == Granularity.YEAR


def _is_heading(text: str, passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a sentence is a heading: marked as one, or a short passage by itself that no full stop ends."""
    if passage.kind == PassageKind.HEADING:
        return True
    whole = text[passage.start : passage.end].strip() == text[span[0] : span[1]]
    return (
        whole
        and passage.kind == PassageKind.PARAGRAPH
        and span[1] - span[0] <= _HEADLINE
        and text[span[1] - 1].isalnum()
    )


def _nearest(subjects: list[CueHit]) -> str:
    """The kind of the last subject; a proper name that an authority's word overlaps or introduces is that authority."""
    if not subjects:
        return "nobody"
    last = subjects[-1]
    if last.cue.kind == "other":
        for hit in reversed(subjects):
            if hit.cue.kind in {"authority", "official_name"} and hit.end + _BESIDE >= last.start:
                return hit.cue.kind
    return last.cue.kind


def _instrument(cues: Sequence[CueHit]) -> str | None:
    return next((hit.cue.instrument for hit in cues if hit.cue.instrument), None)


def _own(tags: tuple[SectorTag, ...], clause: Clause) -> tuple[SectorTag, ...]:
    """The tags that have evidence in the clause; all of the sentence's when none has."""
    own = tuple(tag for tag in tags if any(clause.holds(*span) for span in tag.evidence))
    return own or tags
