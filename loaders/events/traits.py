"""Reads what a sentence says that tells events apart: numbers, places, names, words; refuses to compare two of them.

The words are data: ``stories.toml`` of each language and ``places.csv``. A language without that file is cut into words
at blanks, and only what is written in digits is a number there.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Any

from loaders.dates.numerals import Numerals
from loaders.errors import ResourceError
from loaders.events.actors import find_bodies
from loaders.expressions import compile_expression
from loaders.resources import find_resource, load_rows, load_toml
from loaders.sectors.fold import fold, lower
from loaders.sectors.terms import TermFinder

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = re.compile("[\u3400-\u9fff]")
CUES = ("moved", "done", "done_with_number", "not_done")
_PLAIN = re.compile(r"[^\W_]+|(?<=\d)\.(?=\d)")
_CLAUSE = re.compile(r"[,.;:!?()，。；：、]")
_PART, _NEXT = "\n", "\t"  # between the facts of one kind and the next, and between two of a kind
Number = tuple[str, float]


class Traits:
    """What one sentence says; each trait is read when it is first asked for.

    A number is its kind (``%`` or nothing) and its value.
    """

    def __init__(self, text: str, language: _Words) -> None:
        self._text, self._language = text, language
        self._folded = " ".join(fold(text).split())
        self._low = lower(self._folded)

    @cached_property
    def plain(self) -> str:
        """Its letters and digits, and points between digits: two sentences with the same are the same."""
        return "".join(_PLAIN.findall(self._low))

    @cached_property
    def _tokens(self) -> list[str]:
        return self._language.tokens(self._low)

    @cached_property
    def _pairs(self) -> list[str]:
        return [f"{one} {other}" for one, other in pairwise(self._tokens)]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that say what it is about; pairs of characters where a language has no blanks."""
        empty = self._language.empty
        return frozenset(each for each in self._tokens if each not in empty) if self._spaced else frozenset(self._pairs)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Its words and pairs of words, by which similarity is measured."""
        found = (self.words if self._spaced else frozenset[str]()) | frozenset(self._pairs)
        return found or frozenset(self._tokens) or frozenset([self._low])

    @property
    def _spaced(self) -> bool:
        return "word" in self._language.together

    @cached_property
    def _without_times(self) -> str:
        return self._language.no_figure.sub(lambda found: " " * len(found[0]), self._low)

    @cached_property
    def counted(self) -> dict[Number, str]:
        """Its numbers, each with the word behind it that tells what is counted, or nothing."""
        return dict(self._language.numbers(self._without_times, self._low))

    @cached_property
    def numbers(self) -> frozenset[Number]:
        """Its numbers; dates, durations and names like 5G are none."""
        return frozenset(self.counted)

    @cached_property
    def ordinals(self) -> frozenset[int]:
        """Which of several: the second batch is 2."""
        return frozenset(self._language.ordinals_in(self._without_times))

    @cached_property
    def places(self) -> frozenset[str]:
        """The places of ``places.csv`` that it names."""
        return frozenset(hit.use for hit in _places().find(self._text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that no gazetteer knows: bodies and places of ours are compared by their codes."""
        return frozenset(self._language.names(self._folded if self._language.blank else _without_bodies(self._text)))

    @cached_property
    def sides(self) -> frozenset[tuple[int, str]]:
        """For each pair of opposites the side that is told, where it is one alone."""
        return frozenset(self._language.sides(self._low))

    @cached_property
    def things(self) -> frozenset[str]:
        """What a promise and its news have in common: no bodies, no numbers, no words for how far it has come."""
        return self._language.things(lower(" ".join(fold(_without_bodies(self._text, "|")).split())))

    def facts(self, *, promised: bool) -> str:
        """What takes long to read of it, for :func:`recall_traits`; its things only where something is ``promised``.

        Nothing where a name has a sign that parts one fact from the next.
        """
        counted = [each for (kind, value), thing in self.counted.items() for each in (f"{value!r}{kind}", thing)]
        kinds = counted, map(str, sorted(self.ordinals)), sorted(self.places), sorted(self.names)
        parts = [list(kind) for kind in (*kinds, *([sorted(self.things)] if promised else ()))]
        told = _PART.join(map(_NEXT.join, parts))
        apart = told.count(_NEXT) + told.count(_PART) == sum(max(1, len(part)) for part in parts) - 1
        return told if apart else ""

    @cached_property
    def says(self) -> frozenset[str]:
        """The cues of such news: ``moved``, ``done``, ``done_with_number``, ``not_done``."""
        return frozenset(name for name, cue in self._language.cues.items() if cue.search(self._low))


def recall_traits(text: str, language: str, facts: str) -> Traits:
    """The same as ``read_traits``, by the ``facts`` that it gave before; what these do not tell is read when asked."""
    traits = Traits(text, _words_for(language))
    counted, ordinals, places, names, *things = (part.split(_NEXT) if part else [] for part in facts.split(_PART))
    numbers = {_number(number): thing for number, thing in zip(counted[::2], counted[1::2], strict=True)}
    known = {"ordinals": frozenset(map(int, ordinals)), "places": frozenset(places), "names": frozenset(names)}
    vars(traits).update(known | {"counted": numbers, "numbers": frozenset(numbers)})
    if things:
        vars(traits)["things"] = frozenset(things[0])
    return traits


def _number(told: str) -> Number:
    return ("%", float(told[:-1])) if told.endswith("%") else ("", float(told))


@lru_cache(maxsize=256)  # some kilobytes each; a sentence that tells several events is asked about for each
def read_traits(text: str, language: str) -> Traits:
    """The traits of a sentence in a language."""
    return Traits(text, _words_for(language))


@cache
def _words_for(language: str) -> _Words:
    path = find_resource("lexicons") / language.partition("-")[0] / "stories.toml"
    return _Words(load_toml(path) if path.exists() else {}, str(path))


@cache
def _places() -> TermFinder[str]:
    finder: TermFinder[str] = TermFinder()
    for row in load_rows(find_resource("places.csv"), ("name_en", "name_zh", "kind")):
        for name in (*row["name_en"].split("|"), row["name_zh"]):
            finder.add(name, row["name_en"], exact=False)
    return finder


class _Words:
    """The compiled words of one language."""

    def __init__(self, data: dict[str, Any], origin: str) -> None:
        try:
            self._compile(data)
        except (re.error, KeyError, TypeError) as error:
            raise ResourceError(f"{origin}: cannot be read ({error}). Mend that entry and try again.") from error

    def _compile(self, data: dict[str, Any]) -> None:
        numbers, ordinals, names = (data.get(key, {}) for key in ("numbers", "ordinals", "names"))
        self.token = re.compile(data.get("token", r"\w+"))
        self.stem = re.compile(data["stem"]) if data.get("stem") else None
        self._stemmed = lru_cache(maxsize=16384)(self._stem)
        self.together = frozenset(data.get("together", ("word", "pair")))
        # Han words are taken out of the running text, others are left out of the list of words.
        empty = data.get("empty", ())
        self.empty = frozenset(empty)
        han = sorted((word for word in empty if _HAN.search(word)), key=len, reverse=True)
        self.blank = re.compile("|".join(map(re.escape, han))) if han else None
        self.no_figure = re.compile("|".join(numbers.get("no_figure", ())) or r"(?!)")
        self.scales: dict[str, int] = dict(numbers.get("scales", {}))
        spelled = {key: numbers.get(key, {}) for key in ("words", "joiner")} | {"multipliers": self.scales}
        self.numerals = Numerals(spelled, {}, r"\s+")
        scale = "|".join(map(re.escape, sorted(self.scales, key=len, reverse=True))) or "(?!)"
        told = self.numerals.spelled() or "(?!)"
        edge = "" if self.blank else r"\b"
        self.number = compile_expression(
            rf"(?P<digits>(?<![\d.,a-z]){_DIGITS})(?P<scale>(?:\s*(?:{scale}){edge})*)(?P<percent>\s*(?:"
            rf"{numbers.get('percent', '%')}))?|{edge}(?P<before>{numbers.get('percent_before', '(?!)')})?"
            rf"(?P<spelled>{told}){edge}(?P<share>\s*(?:{numbers.get('percent', '%')}))?"
        )
        self.scale = re.compile(scale)
        self.counted = re.compile(numbers.get("counted_after", r"\s*"))
        self.ordinals: dict[str, int] = dict(ordinals.get("words", {}))
        word = "|".join(self.ordinals) or "(?!)"
        self.ordinal = re.compile(ordinals.get("of", "(?!)").replace("{word}", f"({word})"))
        self.ordinal_digits = re.compile(ordinals.get("digits", "(?!)(?P<number>)"))
        self.opposed = [tuple(self._any(pair[side]) for side in ("one", "other")) for pair in data.get("opposed", ())]
        promises = data.get("commitments", {})
        self.spent_words = frozenset(promises.get("empty", ()))
        spent = sorted(self.spent_words, key=len, reverse=True)
        self.spent = re.compile("|".join(map(re.escape, spent))) if spent else None
        self.cues = {name: compile_expression(promises[name]) for name in CUES if name in promises}
        self.name = re.compile(names.get("pattern", "(?!)"))
        self.no_name = re.compile(names.get("never", "(?!)"))

    def _any(self, words: list[str]) -> re.Pattern[str]:
        edge = "" if self.blank else r"\b"
        return re.compile(f"{edge}(?:{'|'.join(map(re.escape, words))}){edge}")

    def tokens(self, low: str) -> list[str]:
        tokens: list[str] = self.token.findall(self.blank.sub(" ", low) if self.blank else low)
        return [*map(self._stemmed, tokens)] if self.stem else tokens

    def _stem(self, token: str) -> str:
        return self.stem.sub("", token) if self.stem and token not in self.empty else token

    def numbers(self, bare: str, low: str) -> list[tuple[Number, str]]:
        found = []
        for hit in self.number.finditer(bare):
            if hit["digits"]:
                value = float(hit["digits"].replace(",", ""))
                for scale in self.scale.findall(hit["scale"]):
                    value *= self.scales[scale]
                kind = "%" if hit["percent"] else ""
            else:
                read = self.numerals.read(hit["spelled"])
                if read is None or read < 2:
                    continue
                value, kind = float(read), "%" if hit["share"] or hit["before"] else ""
            after = self.counted.match(bare, hit.end())
            found.append(((kind, float(f"{value:.9g}")), self._thing(low[after.end() if after else hit.end() :][:40])))
        return found

    def things(self, low: str) -> frozenset[str]:
        low = self.no_figure.sub("|", low)
        if "word" not in self.together:
            pieces = re.split(r"[^\u3400-\u9fffa-z0-9]+", self.spent.sub("|", low) if self.spent else low)
            runs = [self.tokens(piece) for piece in pieces]
            return frozenset("".join(pair) for run in runs for pair in pairwise(run) if not any(map(_has_digit, pair)))
        tokens = [
            token for token in self.token.findall(low) if token not in self.spent_words and token not in self.empty
        ]
        return frozenset(stem for stem in map(self._stemmed, tokens) if not stem[0].isdigit() and len(stem) > 1)

    def _thing(self, after: str) -> str:
        """The word behind a number that tells what is counted; nothing where a clause ends there."""
        tokens = self.tokens(_CLAUSE.split(after)[0])
        if "word" not in self.together:
            return " ".join(tokens[:2]) if len(tokens) > 1 else ""
        return tokens[0] if tokens and tokens[0] not in self.empty else ""

    def ordinals_in(self, low: str) -> list[int]:
        spelled = [self.ordinals[part] for hit in self.ordinal.finditer(low) for part in hit.groups() if part]
        return spelled + [int(hit["number"]) for hit in self.ordinal_digits.finditer(low)]

    def names(self, text: str) -> list[str]:
        names = (hit[0].strip() for hit in self.name.finditer(text))
        return [name for name in (self.no_name.sub("", each).strip() for each in names) if name]

    def sides(self, low: str) -> list[tuple[int, str]]:
        told = []
        for number, (one, other) in enumerate(self.opposed):
            second = bool(other.search(low))
            first = bool(one.search(other.sub(" ", low) if second else low))
            if first != second:
                told.append((number, "one" if first else "other"))
        return told


def _without_bodies(text: str, sign: str = "x") -> str:
    """A text whose bodies and places are blotted out, sign by sign."""
    spans = [(hit.start, hit.end) for hit in find_bodies(text, 0, len(text))]
    spans += [(hit.start, hit.end) for hit in _places().find(text)]
    for start, end in spans:
        text = text[:start] + sign * (end - start) + text[end:]
    return text


def _has_digit(token: str) -> bool:
    return any(sign.isdigit() for sign in token)
