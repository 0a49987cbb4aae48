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
from loaders.edtf import Interval
from loaders.events.actors import find_actors, find_bodies, find_officials, find_speaker
from loaders.events.clauses import SUBJECTS, Clause, is_finished, nearest_subject, part_sentence
from loaders.events.cues import Cue, CueHit
from loaders.events.decisions import SentenceReading, Verdict, is_heading, without_echoes
from loaders.events.draft import About, Draft, make_title
from loaders.events.fields import Fields
from loaders.events.inheriting import inherit, inherit_title
from loaders.events.lexicon import EventLexicon
from loaders.events.outlook import Outlook, find_topic, own_tags
from loaders.events.settling import DUE, TO_COME, TURNED, settle
from loaders.events.times import Choice, choose_whens
from loaders.model import Passage, PassageKind, Status, When
from loaders.sectors.tag import Tagger, tag_span
from loaders.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.model import Document, SectorTag, Timex
    from loaders.sectors.taxonomy import Taxonomy

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
        heard: Passage | None = None
        for passage, span in read_sentences(self.document):
            ahead = outlook.is_over(self.text, passage, span)
            tags, heard = (tags if passage is heard else self._said_before(passage, tags)), passage
            named = inherit(self.lexicon, self.taxonomy, self.text, span, tags=self.tagger.tags(*span), before=tags)
            if tags := named or inherit_title(self.lexicon, self.tagger, span, self._titled):
                yield self._read(SentenceReading(passage, span, span, tags, ahead=ahead, titled=not named), before)
            before = span

    def _said_before(self, passage: Passage, tags: tuple[SectorTag, ...]) -> tuple[SectorTag, ...]:
        """The sectors of what was said before a passage: in talk those of the question that it answers."""
        if passage.kind != PassageKind.TURN:
            return tags
        passages = self.document.passages
        place = bisect_left(passages, passage.start, key=lambda each: each.start)
        earlier = [each for each in passages[:place] if each.kind == PassageKind.TURN]
        asked = list(takewhile(lambda each: each.role in _MUTE_ROLES, reversed(earlier)))
        if asked:
            return self.tagger.tags(asked[-1].start, asked[0].end)
        return tags if earlier and earlier[-1].speaker == passage.speaker else ()

    @cached_property
    def _titled(self) -> tuple[str, ...]:
        title = self.document.title or ""
        return tuple(tag.code for tag in tag_span(title, 0, len(title), self.taxonomy))

    def read_line(self, line: Passage, tags: tuple[SectorTag, ...]) -> list[Draft]:
        """The drafts of a line with its sectors, read as a headline; none where it tells of a deed without a time."""
        span = (line.start, line.end)
        reading = self._read(SentenceReading(replace(line, kind=PassageKind.HEADING), span, span, tags), None)
        drafts = [draft for verdict in reading.verdicts for draft in verdict.drafts]
        return drafts if any(draft.when or draft.status != Status.DONE for draft in drafts) else []

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
        due = False
        told: set[tuple[Status, str | None, tuple[str, ...]]] = set()
        for clause in clauses:
            if reading.heading and clause.act.cue.weak:
                yield Verdict(clause, refusal="weak_heading")
                continue
            sectors = own_tags(reading.tags, clause, topic)
            read, choice = self._time(clause, sectors, reading.body, due=due)
            due = due or (read.status != clause.status and self.created is None)
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
                status, reason = settle(read, when, self.created, is_finished=self._is_finished(read))
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

    def _time(
        self, clause: Clause, tags: tuple[SectorTag, ...], body: tuple[int, int], *, due: bool
    ) -> tuple[Clause, Choice]:
        """The times of a clause; what would be done or counted at a time to come is planned or a target.

        So is what goes on from something ``due`` where nobody knows when it was told: 2025年底前建成…，2026年实现….
        """
        other = (TURNED if clause.act.cue.tenseless else DUE).get(clause.status)
        first = self._times(clause, tags, body)
        if other and (not first.whens or self._may_be_due(clause)):
            turned = replace(clause, status=other)
            choice = self._times(turned, tags, body, sure=not clause.act.cue.tenseless)
            if choice.is_due or (choice.whens and (due or not first.whens)):
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
        unsure = self.created is None and clause.status in TO_COME
        return unsure and not self._is_finished(clause)

    def _is_finished(self, clause: Clause) -> bool:
        return any(is_finished(self.lexicon, self.text, span) for span in clause.spans)

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
