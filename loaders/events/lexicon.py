"""Loads and compiles ``events.toml`` of each language: cues, admissions, roles of times; refuses a rule it cannot read.

The engine knows no word of any language. Patterns are matched against folded, lowered text (``loaders.sectors.fold``),
those marked ``case`` against folded text; ``{name}`` in a pattern is a word list of ``[words]``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.errors import ResourceError, did_you_mean
from loaders.events.cues import Cue, CueFinder, CueHit, Sought
from loaders.expressions import compile_expression
from loaders.model import Role, Status
from loaders.openings import LENGTH
from loaders.resources import find_resource, languages, load_toml
from loaders.sectors.fold import fold, lower
from loaders.sectors.terms import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PLACE = re.compile(r"\{([a-z_]+)\}")
TABLES = ("words", "cues", "structure", "policy_document", "admit", "times", "table")
SHAPES = (
    "dateline", "question", "boundary", "joint", "leading", "opener", "respectively", "listing", "range", "between",
    "edge",
)  # fmt: skip
MAY_SHAPES = (
    "start", "leads", "finished", "continued", "takes_force", "looks_ahead", "numbered", "topic",
    "either", "ends_with", "deferring", "again", "beside", "compared",
)  # fmt: skip
BOUNDS = ("until", "last", "since", "rest", "so_far", "about")


@dataclass(frozen=True, slots=True)
class Admission:
    """A clause is an event when all of ``needs`` are there and none of ``unless``; the first rule that fits signs."""

    name: str
    needs: frozenset[str]
    unless: frozenset[str]

    def fits(self, facts: frozenset[str]) -> bool:
        """Whether all that is needed is among the facts, and nothing that forbids it."""
        return self.needs <= facts and not self.unless & facts


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """What shows that a text is about policy: kinds in its lead beside an act, and kinds weighed in all of it.

    A text with a kind of ``never`` is a company's own.
    """

    shown_by: tuple[frozenset[str], ...]
    drift: frozenset[str]
    against: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class TimeRule:
    """What the words around a time make of it: a role, how its interval is drawn out, or that it is ``void``.

    Of a range of two times only rules with ``ranges`` are asked.
    A ``spare`` time serves only where there is no other; one that lies ``ahead`` keeps its year, or takes one to come.
    ``bound``: ``until`` (open start, to its last day), ``last``
    (its last day alone), ``since`` (from its first day on), ``rest`` (from the document's date to its end), ``so_far``
    (from its start to the document's date), ``about`` (some days about it).
    """

    name: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    inside: re.Pattern[str] | None
    role: Role | None
    bound: str | None
    void: bool
    spare: bool
    ahead: bool
    ranges: bool
    statuses: frozenset[Status]
    reads: tuple[str, ...]
    passes_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """All rules of one language, compiled."""

    language: str
    cues: tuple[Cue, ...]
    finder: CueFinder
    drift: CueFinder
    dateline: re.Pattern[str]
    question: re.Pattern[str]
    boundary: re.Pattern[str]
    joint: re.Pattern[str]
    leading: re.Pattern[str]
    opener: re.Pattern[str]
    respectively: re.Pattern[str]
    listing: re.Pattern[str]
    range: re.Pattern[str]
    between: re.Pattern[str]
    edge: re.Pattern[str]
    leads: re.Pattern[str] | None
    finished: re.Pattern[str] | None
    continued: re.Pattern[str] | None
    takes_force: re.Pattern[str] | None
    looks_ahead: re.Pattern[str] | None
    numbered: re.Pattern[str] | None
    topic: re.Pattern[str] | None
    either: re.Pattern[str] | None
    ends_with: re.Pattern[str] | None
    deferring: re.Pattern[str] | None
    again: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    compared: re.Pattern[str] | None
    speakers: tuple[re.Pattern[str], ...]
    officials: tuple[re.Pattern[str], ...]
    policy: PolicyWords
    admissions: tuple[Admission, ...]
    times: tuple[TimeRule, ...]
    statuses: dict[str, Status]

    def find_cues(self, text: str, start: int, end: int, *, heading: bool = False) -> list[CueHit]:
        """All cues in ``text[start:end]``, by start; kinds may overlap one another, cues of one kind do not.

        Cues of headings (the present tense) are heard in a ``heading`` alone.
        """
        return self._heard(self.finder, text, start, end, heading=heading)

    def find_drift(self, text: str, start: int, end: int) -> list[CueHit]:
        """Those of the cues by which it is judged whether a text is about policy."""
        return self._heard(self.drift, text, start, end, heading=False)

    def _heard(self, finder: CueFinder, text: str, start: int, end: int, *, heading: bool) -> list[CueHit]:
        found = finder.find(text[start:end])
        hits = [CueHit(start + first, start + last, cue) for first, last, cue in found if not cue.void]
        if heading:
            return hits
        plain = (hit for hit in hits if not hit.cue.heading)
        return [hit for hit in plain if not (hit.cue.status and hit.start > start and _is_name(text, hit))]

    def find_names(self, text: str) -> list[str]:
        """The names of all cues heard in a text, void ones and those of headings too; for the test of the rules."""
        return [cue.name for _, _, cue in self.finder.find(text)]


def _is_name(text: str, hit: CueHit) -> bool:
    """Whether an act is part of a name, by the capital of its last word: "the Licensed Pilots Act"."""
    return text[max(hit.start, text.rfind(" ", hit.start, hit.end) + 1)].isupper()


@cache
def load_event_lexicons() -> dict[str, EventLexicon]:
    """The lexicon of every language that has an ``events.toml``, by language code."""
    paths = {language: find_resource("lexicons") / language / "events.toml" for language in languages()}
    return {language: _load(language, path) for language, path in paths.items() if path.exists()}


def lexicon_for(language: str) -> EventLexicon | None:
    """The lexicon of a document's language; None where there is none: such a document yields no event."""
    known = load_event_lexicons()
    return known.get(language) or known.get(language.partition("-")[0])


def _load(language: str, path: Path) -> EventLexicon:
    data = load_toml(path)
    _check_keys(f"{path}", data, (*TABLES, "speakers", "officials"), TABLES)
    _check_keys(f"{path}, structure", data["structure"], (*SHAPES, *MAY_SHAPES), SHAPES)
    words = _word_lists(data["words"])
    cues = tuple(_read_cue(path, name, table) for name, table in data["cues"].items())
    shape = {name: _compile(path, f"structure.{name}", pattern, words) for name, pattern in data["structure"].items()}
    shape.pop("start", None)
    finder = CueFinder(
        _sought(path, cues, words, _word_lists(data["words"], LENGTH), data["structure"].get("start", ""))
    )
    policy = _read_policy(path, data["policy_document"])
    return EventLexicon(
        language=language,
        cues=cues,
        finder=finder,
        drift=finder.of_kinds(policy.drift | policy.against | policy.never),
        dateline=shape["dateline"],
        question=shape["question"],
        boundary=shape["boundary"],
        joint=shape["joint"],
        leading=shape["leading"],
        opener=shape["opener"],
        respectively=shape["respectively"],
        listing=shape["listing"],
        range=shape["range"],
        between=shape["between"],
        edge=shape["edge"],
        leads=shape.get("leads"),
        finished=shape.get("finished"),
        continued=shape.get("continued"),
        takes_force=shape.get("takes_force"),
        looks_ahead=shape.get("looks_ahead"),
        numbered=shape.get("numbered"),
        topic=shape.get("topic"),
        either=shape.get("either"),
        ends_with=shape.get("ends_with"),
        deferring=shape.get("deferring"),
        again=shape.get("again"),
        beside=shape.get("beside"),
        compared=shape.get("compared"),
        speakers=tuple(_compile(path, "speakers", pattern, {}) for pattern in data.get("speakers", ())),
        officials=tuple(_compile(path, "officials", pattern, {}) for pattern in data.get("officials", ())),
        policy=policy,
        admissions=tuple(_read_admission(path, table) for table in data["admit"]),
        times=tuple(_read_time(path, name, table, words) for name, table in data["times"].items()),
        statuses={
            word.casefold(): Status(status) for status, listed in data["table"]["status"].items() for word in listed
        },
    )


def _check_keys(where: str, table: dict[str, Any], known: Iterable[str], needed: Iterable[str]) -> None:
    """What is misspelt or missing is named: a key nobody reads would be silent."""
    known = tuple(known)
    for name in table:
        if name not in known:
            raise ResourceError(f"{where}: there is no '{name}' in it.{did_you_mean(name, known)}")
    for name in needed:
        if name not in table:
            raise ResourceError(f"{where}: it lacks '{name}'. docs/cues.md says what belongs there.")


def keys_of(kind: type) -> tuple[str, ...]:
    """The keys that a record of a kind (Cue, Admission, TimeRule, PolicyWords) can have in the file."""
    named = kind in (Cue, TimeRule)  # their names are those of their tables
    return tuple(field.name for field in fields(kind) if not (named and field.name == "name"))


def _expand(path: Path, where: str, pattern: str, words: dict[str, str]) -> str:
    def place(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise ResourceError(f"{path}, {where}: there is no word list '{found[1]}'.{did_you_mean(found[1], words)}")
        return f"(?:{words[found[1]]})"

    return _PLACE.sub(place, pattern)


def _compile(path: Path, where: str, pattern: str, words: dict[str, str]) -> re.Pattern[str]:
    try:
        return compile_expression(_expand(path, where, pattern, words))
    except re.error as error:
        raise ResourceError(f"{path}, {where}: the pattern is not well-formed: {error}.") from error


def _read_cue(path: Path, name: str, table: dict[str, Any]) -> Cue:
    where = f"{path}, cue '{name}'"
    _check_keys(where, table, keys_of(Cue), ("kind", "pattern"))
    try:
        return Cue(
            name=name,
            kind=table["kind"],
            pattern=table["pattern"],
            status=Status(table["status"]) if "status" in table else None,
            instrument=table.get("instrument"),
            void=table.get("void", False),
            case=table.get("case", False),
            heading=table.get("heading", False),
            weak=table.get("weak", False),
            anywhere=table.get("anywhere", False),
            apart=table.get("apart", False),
            tenseless=table.get("tenseless", False),
            reads=tuple(table.get("reads", ())),
            passes_over=tuple(table.get("passes_over", ())),
        )
    except ValueError as error:
        raise ResourceError(f"{where}: {error}.{did_you_mean(table['status'], list(Status))}") from error


def _word_lists(listed: dict[str, list[str]], length: int | None = None) -> dict[str, str]:
    """The expressions of the word lists; of the first ``length`` characters of their words alone, if given."""
    return {
        name: trie_pattern(sorted({lower(fold(word))[:length] for word in words})) for name, words in listed.items()
    }


def _sought(
    path: Path, cues: tuple[Cue, ...], words: dict[str, str], openings: dict[str, str], start: str
) -> Iterable[Sought]:
    """The cues with their expressions, those of one kind (and case) together; ``openings`` are those of the words.

    ``start`` is where a cue of this language can begin (a word's first letter); it spares all other places.
    """
    groups: dict[tuple[str, bool], list[Cue]] = defaultdict(list)
    for cue in cues:
        groups[cue.kind, cue.case].append(cue)
    rank = 0
    for group, members in enumerate(groups.values()):
        before = "" if any(cue.anywhere for cue in members) else start
        for cue in members:
            where = f"cue {cue.name!r}"
            opening = _expand(path, where, cue.pattern, openings)
            yield Sought(cue, _expand(path, where, cue.pattern, words), before, group=group, rank=rank, opening=opening)
            rank += 1


def _read_policy(path: Path, table: dict[str, Any]) -> PolicyWords:
    _check_keys(f"{path}, policy_document", table, keys_of(PolicyWords), ("shown_by", "drift", "against"))
    shown = tuple(frozenset(kinds) for kinds in table["shown_by"])
    return PolicyWords(shown, *(frozenset(table.get(key, ())) for key in ("drift", "against", "never")))


def _read_admission(path: Path, table: dict[str, Any]) -> Admission:
    _check_keys(f"{path}, admit '{table.get('name', '')}'", table, keys_of(Admission), ("name", "needs"))
    return Admission(table["name"], frozenset(table["needs"]), frozenset(table.get("unless", ())))


def _read_time(path: Path, name: str, table: dict[str, Any], words: dict[str, str]) -> TimeRule:
    where = f"{path}, times.{name}"
    _check_keys(where, table, keys_of(TimeRule), ())
    if (bound := table.get("bound", BOUNDS[0])) not in BOUNDS:
        raise ResourceError(f"{where}: there is no bound '{bound}'.{did_you_mean(bound, BOUNDS)}")
    sides = {
        side: _compile(path, f"times.{name}.{side}", table[side], words) if side in table else None
        for side in ("before", "after", "inside")
    }
    return TimeRule(
        name=name,
        before=sides["before"],
        after=sides["after"],
        inside=sides["inside"],
        role=Role(table["role"]) if "role" in table else None,
        bound=table.get("bound"),
        void=table.get("void", False),
        spare=table.get("spare", False),
        ahead=table.get("ahead", False),
        ranges=table.get("ranges", False),
        statuses=frozenset(Status(status) for status in table.get("statuses", ())),
        reads=tuple(table.get("reads", ())),
        passes_over=tuple(table.get("passes_over", ())),
    )
