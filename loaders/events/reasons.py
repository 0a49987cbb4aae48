"""Turns the values that decided on a sentence into reasons, one after another; refuses to weigh anything anew."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from loaders.events.actors import actor_names
from loaders.events.modality import load_ladder
from loaders.events.sayings import Both, Reason, knows, listed, name_of, phrase, quote, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.events.decisions import SentenceReading, Verdict
    from loaders.events.draft import Draft
    from loaders.events.lexicon import Admission
    from loaders.events.reader import Reader
    from loaders.events.several import Weighed
    from loaders.model import Document, Figure, SectorTag
    from loaders.sectors.taxonomy import Taxonomy

    Span = tuple[int, int]

NOTHING = Both("", "")


def sentence_reasons(reader: Reader, reading: SentenceReading) -> Iterator[Reason]:
    """What holds for the whole sentence: its sectors, its cues, when it was said, and why it may not be read on."""
    yield from sector_reasons(reader.text, reading.tags, reader.tagger.taxonomy)
    if reading.heading:
        yield say("heading")
    kinds: dict[str, list[Span]] = defaultdict(list)
    for hit in reading.cues:
        kinds[hit.cue.kind].append((hit.start, hit.end))
    for kind, spans in kinds.items():
        yield say("cues", spans, kind=_capital(name_of("fact", kind)), words=_words(reader.text, spans))
    if reading.refusal:
        yield say(reading.refusal)
    elif not reading.verdicts:
        yield say("no_act")
    created = reader.document.created
    if created:
        yield say("announced", edtf=created.edtf, basis=name_of("basis", created.created_by))
    else:
        yield say("unannounced")


def sector_reasons(text: str, tags: Iterable[SectorTag], taxonomy: Taxonomy) -> Iterator[Reason]:
    """Each sector with the words that earned it."""
    for tag in tags:
        key = "inherited" if tag.inherited else "sector"
        yield say(key, tag.evidence, sector=_sector(taxonomy, tag.code), words=_words(text, tag.evidence))


def blanked_reasons(reader: Reader, span: Span) -> Iterator[Reason]:
    """Each term that a false friend covers, with what it is part of."""
    for code, term, friend in reader.tagger.blanked(*span):
        sector = _sector(reader.tagger.taxonomy, code)
        words, whole = _words(reader.text, [term]), _words(reader.text, [friend])
        yield say("blanked", [term, friend], words=words, sector=sector, friend=whole)


def clause_reasons(reader: Reader, reading: SentenceReading, verdict: Verdict) -> Iterator[Reason]:
    """Why a clause is an event or none, and how its time, status and other fields came about."""
    act = (verdict.clause.act.start, verdict.clause.act.end)
    acted = _words(reader.text, [act])
    if verdict.refusal:
        yield say("act", [act], status=name_of("status", verdict.clause.status.value), words=acted)
        yield _refusal(reader, reading, verdict)
        return
    rule = next(rule for rule in reader.lexicon.admissions if rule.name == verdict.rule)
    yield say("admitted", rule=name_of("rule", rule.name), needs=_facts(rule.needs))
    for status, reason in dict.fromkeys((d.status, r) for d, r in zip(verdict.drafts, verdict.reasons, strict=True)):
        key = reason if knows(reason) else "settled"
        yield say(key, [act], status=name_of("status", status.value), words=acted)
    yield from _times(reader.text, verdict)
    wording = reader.fields_of(reading).wording(verdict.clause, verdict.drafts[0].status, verdict.drafts[0].sectors)
    if wording and verdict.drafts[0].modality:
        rung = next(rung for rung in load_ladder() if rung.code == wording.code)
        span = (wording.start, wording.end)
        yield say("modality", [span], rung=Both(rung.label_en, rung.label_zh), words=_words(reader.text, [span]))
    yield from _holdings(reader.text, verdict.drafts)


def row_reasons(document: Document, draft: Draft, taxonomy: Taxonomy) -> Iterator[Reason]:
    """Why a row of a table is an event."""
    yield from sector_reasons(document.text, draft.sectors, taxonomy)
    spans = [draft.when.evidence] if draft.when and draft.when.evidence else []
    edtf = draft.when.edtf if draft.when else quote(())
    yield say("row", spans, status=name_of("status", draft.status.value), edtf=edtf)
    yield from _holdings(document.text, (draft,))


def _refusal(reader: Reader, reading: SentenceReading, verdict: Verdict) -> Reason:
    if verdict.refusal == "denied":
        spans = _spans_of(reading, verdict, {"denied", "unreal"})
        return say("denied", spans, words=_words(reader.text, spans))
    if verdict.refusal != "no_rule":
        return say(verdict.refusal or "no_act")
    barred = [rule for rule in reader.lexicon.admissions if rule.needs <= verdict.facts]
    if barred:
        rule = min(barred, key=lambda rule: len(rule.unless & verdict.facts))
        blockers = rule.unless & verdict.facts
        spans = _spans_of(reading, verdict, blockers)
        told = listed(_blocker(reader.text, reading, verdict, kind) for kind in sorted(blockers))
        return say("forbidden", spans, rule=name_of("rule", rule.name), blockers=told)
    rule = min(reader.lexicon.admissions, key=lambda rule: _distance(rule, verdict.facts))
    against = frozenset().union(*(rule.unless for rule in reader.lexicon.admissions)) & verdict.facts
    told = listed(_blocker(reader.text, reading, verdict, kind) for kind in sorted(against))
    return say(
        "lacking",
        _spans_of(reading, verdict, against),
        rule=name_of("rule", rule.name),
        missing=_facts(rule.needs - verdict.facts),
        against=phrase("against", blockers=told) if against else NOTHING,
    )


def _distance(rule: Admission, facts: frozenset[str]) -> tuple[int, int]:
    return len(rule.needs - facts), len(rule.unless & facts)


def _blocker(text: str, reading: SentenceReading, verdict: Verdict, kind: str) -> Both:
    name, spans = name_of("fact", kind), _spans_of(reading, verdict, {kind})
    words = _words(text, spans)
    return Both(f"{name.en} ({words.en})", f"{name.zh}（{words.zh}）") if spans else name


def _spans_of(reading: SentenceReading, verdict: Verdict, kinds: Iterable[str]) -> list[Span]:
    """Where cues of some kinds stand: in the clause, else anywhere in the sentence."""
    wanted = set(kinds)
    for cues in (verdict.clause.cues, reading.cues):
        if spans := [(hit.start, hit.end) for hit in cues if hit.cue.kind in wanted]:
            return spans
    return []


def _times(text: str, verdict: Verdict) -> Iterator[Reason]:
    chosen = {when.evidence: when for when in verdict.choice.whens}
    for weighed in verdict.choice.weighed:
        span = (weighed.timex.start, weighed.timex.end)
        because = _because(weighed)
        if when := chosen.get(span):
            yield say(
                "when",
                [span],
                edtf=when.edtf,
                role=name_of("role", when.role.value),
                words=_words(text, [span]),
                rule=weighed.timex.rule,
                place=name_of("place", weighed.place),
                because=because,
            )
        else:
            place = "farther" if weighed.place in ("own", "leading", "spare") else weighed.place
            yield say("passed_over", [span], words=_words(text, [span]), place=name_of("place", place), because=because)
    if not chosen:
        yield say("no_time")


def _because(weighed: Weighed) -> Both:
    rules = ", ".join(rule.name for rule in weighed.rules)
    return phrase("because", rules=rules) if rules else NOTHING


def _holdings(text: str, drafts: Iterable[Draft]) -> Iterator[Reason]:
    """Figures, bodies, speaker and instrument of the events of one clause, each said once."""
    said: list[Reason] = []
    for draft in drafts:
        said += [_figure(text, figure) for figure in draft.figures]
        about = draft.about
        if about.actors:
            said.append(say("actors", bodies=listed(Both(*actor_names(slug)) for slug in about.actors)))
        if about.speaker:
            said.append(say("speaker", speaker=about.speaker))
        if draft.instrument:
            said.append(say("instrument", instrument=name_of("instrument", draft.instrument)))
    yield from dict.fromkeys(said)


def _figure(text: str, figure: Figure) -> Reason:
    span = (figure.start, figure.end)
    change = phrase("change", way=name_of("way", figure.change)) if figure.change else NOTHING
    base = phrase("base", base=name_of("base", figure.base)) if figure.base else NOTHING
    return say(
        "figure",
        [span],
        number=f"{figure.number:,.12g}",
        unit=name_of("unit", figure.unit),
        measures=phrase("measures", what=figure.measures) if figure.measures else NOTHING,
        change=Both(change.en + base.en, change.zh + base.zh),
        words=_words(text, [span]),
    )


def _sector(taxonomy: Taxonomy, code: str) -> Both:
    sector = taxonomy[code]
    return Both(sector.label_en, sector.label_zh)


def _facts(kinds: Iterable[str]) -> Both:
    return listed(name_of("fact", kind) for kind in sorted(kinds))


def _words(text: str, spans: Iterable[Span]) -> Both:
    return quote(" ".join(text[first:last].split()) for first, last in spans)


def _capital(name: Both) -> Both:
    return Both(name.en[:1].upper() + name.en[1:], name.zh)
