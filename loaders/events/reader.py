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
from loaders.events.clauses import SUBJECTS, Clause, is_finished, nearest_subject, part_sentence
from loaders.events.cues import Cue, CueHit
from loaders.events.decisions import SentenceReading, Verdict, is_heading, without_echoes
from loaders.events.draft import About, Draft, make_title
from loaders.events.fields import Fields
from loaders.events.inheriting import inherit, inherit_title
from loaders.events.lexicon import EventLexicon
from loaders.events.outlook import Outlook, find_topic, own_tags
from loaders.events.times import Choice, choose_whens
from loaders.model import Passage, PassageKind, Role, Status, When
from loaders.sectors.tag import Tagger, tag_span
from loaders.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.model import Document, SectorTag, Timex
    from loaders.sectors.taxonomy import Taxonomy

_STALE = 500  # days after which a past act of a known day or month is only referred to
_SILENT = frozenset({PassageKind.FURNITURE, PassageKind.ROW, PassageKind.FIELD})
_MUTE_ROLES = frozenset({"journalist"})
_OFFICIAL_KINDS = frozenset({"plan", "notice", "conference"})
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
_DUE = {**_TO_COME, Status.IN_FORCE: Status.PLANNED}  # so is what must be by a day
_YOUNG = 120  # days of a year in which "this year" still lies ahead
_TURNED = {**_TO_COME, Status.PLANNED: Status.DONE}  # what a time makes of an act without tense
_REFUSED = frozenset({"denied", "unreal"})  # what did not happen, or only might have
_TITLED_FIGURE = frozenset({"titled", "statistic"})  # it may count more than the sector that the title names
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
        self.document, self.text, self.lexicon, self.taxonomy = document, document.text, lexicon, taxonomy
        self.created: Interval | None = document.created.interval if document.created else None

    @cached_property
    def tagger(self) -> Tagger:
        """The terms of the whole text."""
        return Tagger(self.text, self.taxonomy)

    @cached_property
    def _timexes(self) -> list[Timex]:
        """The times of the whole text, found once when first asked for: a sentence may go on from one told before."""
        return find_timexes(self.text, created=self.created, language=self.document.language)

    def times_of(self, start: int, end: int) -> list[Timex]:
        """The times that stand wholly within a stretch of the text."""
        first = bisect_left(self._timexes, start, key=lambda timex: timex.start)
        return [t for t in takewhile(lambda timex: timex.start < end, self._timexes[first:]) if t.end <= end]

    def events(self) -> Iterator[Draft]:
        """The drafts of all events, in the order of the text."""
        for reading in self.readings():
            for verdict in reading.verdicts:
                yield from verdict.drafts

    def readings(self) -> Iterator[SentenceReading]:
        """What was decided on each sentence, in the order of the text; one without a sector is not read.

        A sentence has the sectors that it names, those it plainly takes over from the one before, else the title's.
        """
        before: tuple[int, int] | None = None
        tags: tuple[SectorTag, ...] = ()
        outlook = Outlook(self.lexicon)
        for passage, span in read_sentences(self.document):
            ahead = outlook.is_over(self.text, passage, span)
            named = inherit(self.lexicon, self.taxonomy, self.text, span, tags=self.tagger.tags(*span), before=tags)
            if tags := named or inherit_title(self.lexicon, self.tagger, span, self._titled):
                yield self._read(SentenceReading(passage, span, span, tags, ahead=ahead, titled=not named), before)
            before = span

    @cached_property
    def _titled(self) -> tuple[str, ...]:
        title = self.document.title or ""
        return tuple(tag.code for tag in tag_span(title, 0, len(title), self.taxonomy))

    def _read(self, blank: SentenceReading, before: tuple[int, int] | None) -> SentenceReading:
        start, end = blank.span
        dateline = self.lexicon.dateline.match(self.text, start, end)
        body = (dateline.end() if dateline else start, end)
        if self.lexicon.question.search(self.text, *body):
            return replace(blank, body=body, refusal="question")
        heading = is_heading(self.text, blank.passage, blank.span)
        cues = self._cues(*body, heading=heading)
        reading = replace(blank, body=body, cues=tuple(cues), heading=heading)
        clauses = part_sentence(self.lexicon, self.text, *body, cues, over=blank.ahead)
        return replace(reading, verdicts=without_echoes(self._judge(reading, clauses, before))) if clauses else reading

    def _judge(
        self, reading: SentenceReading, clauses: list[Clause], before: tuple[int, int] | None
    ) -> Iterator[Verdict]:
        """A verdict on each clause; what one clause has told, another of the sentence does not tell again."""
        context = {hit.cue.kind for hit in reading.cues} | {f"sector_{tag.code}" for tag in reading.tags}
        context |= self._voices(reading.passage, reading.heading) | ({"next_step"} if reading.ahead else set())
        context |= {"titled"} if reading.titled else set()
        topic = find_topic(self.lexicon, self.text, reading.body)
        fields: Fields | None = None
        told: set[tuple[Status, str | None, tuple[str, ...]]] = set()
        for clause in clauses:
            if reading.heading and clause.act.cue.weak:
                yield Verdict(clause, refusal="weak_heading")
                continue
            sectors = own_tags(reading.tags, clause, topic)
            read, choice = self._time(clause, sectors, reading.body)
            facts = self._facts(clause, reading.cues, context | ({"dated"} if choice.whens else set()), before)
            rule = self._admit(facts)
            verdict = Verdict(read, choice, facts, rule)
            if rule is None:
                yield replace(verdict, refusal="denied" if facts & _REFUSED else "no_rule")
                continue
            fields = fields or self.fields_of(reading)
            settled: list[tuple[Status, When | None, tuple[SectorTag, ...]]] = []
            reasons: list[str] = []
            whens = choice.whens or (None,)
            for when, tags in zip(whens, fields.shared(sectors, whens), strict=True):
                status, reason = self._settle(read, when)
                key = (status, when.edtf if when else None, tuple(tag.code for tag in tags))
                if key not in told:
                    told.add(key)
                    settled.append((status, when, tags))
                    reasons.append(reason)
            drafts = fields.drafts(verdict, settled)
            yield replace(verdict, drafts=drafts, reasons=tuple(reasons), refusal=None if drafts else "told")

    def fields_of(self, reading: SentenceReading) -> Fields:
        """What fills the events of a sentence beside their sectors, times and status."""
        about, body = self._about(reading), reading.body
        return Fields(self.lexicon, self.text, reading, about, self.times_of(*body))

    def _about(self, reading: SentenceReading) -> About:
        (start, end), body, passage = reading.span, reading.body, reading.passage
        return About(
            start=start,
            end=end,
            title=make_title(self.text[body[0] : body[1]]),
            actors=find_actors(self.text, *body, self.lexicon.deferring),
            speaker=passage.speaker or find_speaker(self.lexicon, self.text, *body),
            page=self.document.page_at(start),
        )

    def _time(self, clause: Clause, tags: tuple[SectorTag, ...], body: tuple[int, int]) -> tuple[Clause, Choice]:
        """The times of a clause; what would be done or counted at a time to come is planned or a target."""
        other = (_TURNED if clause.act.cue.tenseless else _DUE).get(clause.status)
        first = self._times(clause, tags, body)
        if other and (not first.whens or self._may_be_due(clause)):
            turned = replace(clause, status=other)
            choice = self._times(turned, tags, body, sure=not clause.act.cue.tenseless)
            if choice.is_due or (choice.whens and not first.whens):
                return turned, choice
        return clause, first

    def _times(
        self, clause: Clause, tags: tuple[SectorTag, ...], body: tuple[int, int], *, sure: bool = False
    ) -> Choice:
        return choose_whens(
            self.lexicon,
            clause,
            self.times_of(*body),
            text=self.text,
            sentence=body,
            about=[span for tag in tags for span in tag.evidence],
            created=self.created,
            sure=sure,
        )

    def _may_be_due(self, clause: Clause) -> bool:
        """Whether an act may still be to come: nobody knows when it was told, and no word says that it is done."""
        unsure = self.created is None and clause.status in _TO_COME
        return unsure and not any(is_finished(self.lexicon, self.text, span) for span in clause.spans)

    def _cues(self, start: int, end: int, *, heading: bool = False) -> list[CueHit]:
        """The lexicon's cues, the bodies of the gazetteer and the officials of this text."""
        cues = self.lexicon.find_cues(self.text, start, end, heading=heading)
        return self._with_names(cues, start, end)

    def _with_names(self, cues: list[CueHit], start: int, end: int) -> list[CueHit]:
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
    def is_policy(self) -> bool:
        """Whether the text is about policy, by its title, its first sentences and the drift of all its words."""
        policy, title = self.lexicon.policy, self.document.title or ""
        drift, against = (sum(self._told[kind] for kind in kinds) for kinds in (policy.drift, policy.against))
        if self._is_company_text or drift > against:
            return not self._is_company_text
        leads = [self._cues(*span) for _, span in islice(read_sentences(self.document), _LEAD)]
        shown = any(
            self._shows_policy(cues) for cues in [*leads, self.lexicon.find_cues(title, 0, len(title), heading=True)]
        )
        return shown and 2 * drift >= against

    @cached_property
    def _told(self) -> Counter[str]:
        end = min(len(self.text), _DRIFT)
        return Counter(hit.cue.kind for hit in self._with_names(self.lexicon.find_drift(self.text, 0, end), 0, end))

    @property
    def _is_company_text(self) -> bool:
        return not self.lexicon.policy.never.isdisjoint(self._told)

    def _shows_policy(self, cues: list[CueHit]) -> bool:
        kinds = {hit.cue.kind for hit in cues}
        acts = [hit for hit in cues if hit.cue.kind == "act"]
        return bool(acts) and any(rule <= kinds for rule in self.lexicon.policy.shown_by)

    def _voices(self, passage: Passage, heading: bool) -> set[str]:
        voices = set()
        if self.is_policy:
            voices.add("policy_document")
        elif self._is_company_text:
            voices.add("company_text")
        if passage.role == "official" or self.document.kind in _OFFICIAL_KINDS:
            voices.add("official")
        if heading:
            voices.add("heading")
        return voices

    def _facts(
        self, clause: Clause, cues: Sequence[CueHit], context: set[str], before: tuple[int, int] | None
    ) -> frozenset[str]:
        """All that the rules of admission may ask about a clause."""
        past = {Status.DONE.value} if clause.status == Status.BACKGROUND else set()
        told = {clause.status.value, self._subject(clause, cues, before)} | past
        told |= set() if clause.act.cue.weak else {"firm_act"}
        return frozenset(context - _OWN | clause.kinds | told)

    def _admit(self, facts: frozenset[str]) -> str | None:
        if facts & _REFUSED or facts >= _TITLED_FIGURE:
            return None
        return next((rule.name for rule in self.lexicon.admissions if rule.fits(facts)), None)

    def _subject(self, clause: Clause, cues: Sequence[CueHit], before: tuple[int, int] | None) -> str:
        """Who acts: the nearest subject before the act, a pronoun standing for that of the sentence before."""
        preceding = [hit for hit in cues if hit.cue.kind in SUBJECTS and hit.start <= clause.act.start]
        kind = nearest_subject(preceding)
        if kind == "pronoun":
            earlier = [hit for hit in preceding if hit.cue.kind != "pronoun"]
            if earlier:
                kind = earlier[-1].cue.kind
            elif before:
                earlier = self.lexicon.find_cues(self.text, *before)
                named = [hit for hit in earlier if hit.cue.kind in SUBJECTS - {"pronoun"}]
                kind = named[0].cue.kind if named else "nobody"
        return f"{kind}_acts"

    def _settle(self, clause: Clause, when: When | None) -> tuple[Status, str]:
        """The status with its reason; a measured plan, a count by a day and a stale act are known by their time."""
        kinds, status = clause.kinds, clause.status
        reason = "to_come" if status == _DUE.get(clause.act.cue.status or Status.STATISTIC) else "act"
        if status == Status.PLANNED and when and self._holds_from(when) and "ending" not in kinds:
            return Status.IN_FORCE, "effective"
        if status == Status.PLANNED:
            proofs = [_is_yearly(when), "figure" in kinds, "outcome" in kinds]
            measured = sum(proofs) > 1 and "errand" not in kinds
            return (Status.TARGET, "measured_plan") if measured else (status, reason)
        if status == Status.TARGET and reason == "to_come" and "errand" in kinds:
            return Status.PLANNED, reason
        if status in _TO_COME and self._lies_ahead(clause, when):
            return _TO_COME[status], "year_begun"
        if status == Status.BACKGROUND and not when:
            status, reason = Status.DONE, "undated"
        if status in _PAST and when and "figure" in kinds and (when.role == Role.AS_OF or self._to_date(when)):
            return Status.STATISTIC, "counted"
        if status == Status.DONE and when and self.created and self.created.start and when.interval.end:
            short = when.interval.start is not None and (when.interval.days or 0) <= 31
            if short and (self.created.start - when.interval.end).days > _STALE:
                return Status.BACKGROUND, "stale"
        return status, reason

    def _holds_from(self, when: When) -> bool:
        """Whether a time is the day from which a rule holds, or has no end and began before the telling."""
        start, told = when.interval.start, self.created and self.created.start
        begun = when.interval.end is None and bool(start and told and start < told)
        return begun or (when.role == Role.EFFECTIVE and when.interval.days == 1)

    def _lies_ahead(self, clause: Clause, when: When | None) -> bool:
        """Whether an act without tense is told of a year that has just begun, and no word says that it is done."""
        if not (when and self.created and self.created.start and when.interval.start and clause.act.cue.tenseless):
            return False
        begun = (self.created.start - when.interval.start).days
        young = when.interval.granularity == Granularity.YEAR and 0 <= begun <= _YOUNG
        return young and not any(is_finished(self.lexicon, self.text, span) for span in clause.spans)

    def _to_date(self, when: When) -> bool:
        """Whether a time runs from some past day to the telling."""
        end, told = when.interval.end, self.created and self.created.end
        return when.role == Role.DURING and bool(end and told and 0 <= (end - told).days <= 31) and _is_drawn(when)


def _is_drawn(when: When) -> bool:
    return when.interval.granularity == Granularity.OTHER


def _is_yearly(when: When | None) -> bool:
    """Whether a time is a deadline stated as a year."""
    return when is not None and when.role == Role.DEADLINE and when.interval.granularity == Granularity.YEAR
