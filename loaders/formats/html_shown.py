"""Finds the days that a web page shows to its readers and judges how surely each is the page's own; refuses prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from loaders.formats.html_page import Layout, Line, Mark, is_named, names_at, names_of
from loaders.resources import find_resource, load_toml
from loaders.wording.rules import alternation
from loaders.wording.spelled import Order, Spelled, find_days, read_stamp
from loaders.wording.stated import Reading

POSTED, UPDATED, MATTER = "posted", "updated", "matter"

_FEWEST = 3  # rows and columns of a table of data that marks no header
_LINE = 320  # characters of the longest line that shows a date
_BARE = 60  # characters beside the date in a line that shows little else
_LITTLE, _LONG = 30, 45
_SENTENCE = 5  # words written small that make a sentence
_AFTER = 420  # characters between the heading and the line that dates it
_BEFORE = 260
_MOST = 300  # dates that are looked at: the article's own stands among the first
_LABEL = 70  # characters between a label and its date
_BESIDE, _TOUCHING = 10, 2  # characters between a date and what says that it is of another matter
_VERB = 60  # characters between a date and the verb that tells of it
_ABOVE = 4  # elements around a date whose names are looked at
_BLOCK = 300  # characters of an element that is but a line or two
_WHOLE_WORDS = 4  # letters of a label that must stand as a word of its own
_CLOCK = re.compile(r"\d{1,2}\s?[:：.hH]\s?\d\d(?:\s?[:：.]\s?\d\d)?\s*(?:[ap]\.?m\.?|uhr|hrs?|h)?", re.IGNORECASE)
_SMALL = re.compile(r"(?<![^\W\d_])[a-zà-ÿа-яα-ω]{2,}")
_WORDS = 200  # characters of evidence
_BETWEEN = re.compile(r"[|·•/(（\[—–]|--")
_STOPS = ".!?。！？"
_OPENINGS = ("-", "–", "—", ":", "|", ")", "]")  # after a date that opens a line


@dataclass(frozen=True, slots=True)
class Shown:
    """A day that a page shows: its readings, the words around it, what they call it, how surely it is the page's own.

    ``strength`` 4 stands by the heading and says what it is, 3 stands by the heading, 2 says what it is elsewhere in
    the article's column, 1 is a date line there. ``left`` counts the letters of its line beside the dates.
    """

    readings: tuple[Reading, ...]
    words: str
    label: str | None
    names: str
    strength: int = 0
    distance: int = 0
    left: int = 0
    hour: int | None = None


def find_shown(layout: Layout, order: Order | None) -> list[Shown]:
    """The days shown, the surest and nearest to the heading first; those of lists of other things left out."""
    found: list[Shown] = []
    before = ""
    for line in layout.lines:
        if line.side != "beside" and len(line.text) <= _LINE:
            here = [*_in_words(line, before, layout, order), *_in_marks(line, layout, order)]
            found += [_in_foot(each) for each in here] if line.side else here
        before = line.text or before
        if len(found) >= _MOST:
            break
    listed = _listed_names(found)
    kept = [each for each in found if each.strength and not (each.distance > _AFTER and each.names in listed)]
    return sorted(kept, key=lambda each: (-each.strength, each.distance + 10 * max(0, each.left - _BARE)))


def _in_words(line: Line, before: str, layout: Layout, order: Order | None) -> Iterator[Shown]:
    days = find_days(line.text, order)
    for number, day in enumerate(days):
        opening = days[number - 1].end if number else 0
        closing = days[number + 1].start if number + 1 < len(days) else None
        label, words = _label(line.text, day.start, day.end, opening, closing), line.text
        if label is None and not line.text[: day.start].strip(" \t[(（【:：") and len(before) <= _LABEL:
            label = _label(before, len(before), len(before), 0, 0) if _is_label(before) else None
            words = f"{before} {words}" if label else words
        inner = line.element_at(day.start)
        if label is None and is_in_grid(inner):
            continue
        prose = label is None and _is_sentence(line.text, _left(line.text, days)) and _is_long(inner)
        shown = Shown(day.readings, words[:_WORDS], label, "" if prose else _names(inner))
        yield _judge(shown, line, layout, days)


def is_in_grid(element: Any) -> bool:
    """Whether an element stands in a row of a table of data, under its header: what has its day there is no page."""
    if element is None:
        return False
    row = element if element.tag == "tr" else next(element.iterancestors("tr"), None)
    if row is None or row.find("th") is not None:
        return False
    table = next(row.iterancestors("table"), None)
    if table is None:
        return False
    widths = [(len(each.findall("th")), len(each)) for each in table.iter("tr")]
    return widths[0][0] >= _FEWEST - 1 or sum(cells >= _FEWEST for _, cells in widths) >= _FEWEST


def _in_marks(line: Line, layout: Layout, order: Order | None) -> Iterator[Shown]:
    for mark in line.marks:
        stamp = read_stamp(mark.value, order)
        if stamp is None or stamp.spelled.readings[0].year is None or _is_spelled_beside(mark, order):
            continue
        label = _label(mark.value, stamp.spelled.start, stamp.spelled.end, 0, None)
        if label is None:
            days = [day.end for day in find_days(line.text, order) if day.end <= mark.at]
            label = _label(line.text, mark.at, mark.at, max(days, default=0), None if mark.name == "datetime" else 0)
        words = f"{line.text} ({mark.value})" if line.text else mark.value
        names = f"{names_of(mark.name)} {_names(mark.element)}"
        shown = Shown(stamp.spelled.readings, words[:_WORDS], label, names, hour=stamp.hour)
        yield _judge(shown, line, layout, [])


def _is_spelled_beside(mark: Mark, order: Order | None) -> bool:
    """Whether the words of the mark's element spell a whole day themselves, and the mark is no label of its own."""
    if _label(mark.value, len(mark.value), len(mark.value), 0, 0):
        return False
    words = " ".join(mark.element.text_content().split())[:_BLOCK]
    return any(day.sure and day.sure.year is not None for day in find_days(words, order))


def _judge(shown: Shown, line: Line, layout: Layout, days: list[Spelled]) -> Shown:
    """The same with its strength; ``days`` are those of the line's words, none for a machine's mark."""
    distance, near = _distance(line, layout)
    names, label = shown.names.split(), shown.label
    if label is None and any(is_named(name, "updated") for name in names):
        label = UPDATED
    published = any(is_named(name, "published") for name in names)
    dated = published or any(is_named(name, "date") for name in names)
    left = 0 if not days or (near and _opens(line.text, days)) else _left(line.text, days)
    teaser = line.linked > left + _LITTLE and left > _BARE - 20 and not near
    strength = 0
    if label == MATTER or teaser or (not dated and _is_sentence(line.text, left)):
        strength = 0
    elif (label and (left <= _BARE or dated or (near and left <= 2 * _BARE))) or (
        published and (left <= _BARE or near)
    ):
        strength = 4 if near else 2
    elif near and (dated or left <= _BARE):
        strength = 1 if _in_heading(line, layout) else 3
    elif dated or left <= _LITTLE:
        strength = 1
    label = POSTED if label is None and (published or (dated and strength > 1)) else label
    return replace(shown, label=label, strength=strength, distance=distance, left=left)


def _opens(text: str, days: list[Spelled]) -> bool:
    """Whether a line opens with its date and a mark after it."""
    return any(not text[: day.start].strip(" ([") and text[day.end :].strip()[:1] in _OPENINGS for day in days)


def _in_foot(each: Shown) -> Shown:
    """What stands in the page's foot counts where it says what it is, and then little."""
    return replace(each, strength=1 if each.label in (POSTED, UPDATED) and each.strength else 0)


def _distance(line: Line, layout: Layout) -> tuple[int, bool]:
    """How far a line stands from the heading, a line before it a little farther, and whether that is near."""
    if layout.heading is None:
        return line.at, line.at <= _AFTER
    start, end = layout.heading
    if line.at >= end:
        return line.at - end, line.at - end <= _AFTER
    return start - line.at + _BEFORE // 2, start - line.at <= _BEFORE


def _in_heading(line: Line, layout: Layout) -> bool:
    return layout.heading is not None and layout.heading[0] <= line.at < layout.heading[1]


def _left(text: str, days: list[Spelled]) -> int:
    """How many characters a line has beside its dates, times and labels."""
    for day in reversed(days):
        text = text[: day.start] + " " + text[day.end :]
    text = alternation("weekday").sub(" ", _CLOCK.sub(" ", text))
    for pattern in _labels().values():
        text = pattern.sub(" ", text)
    return _size(text)


def _size(text: str) -> int:
    """Letters and figures, those of East Asia as two."""
    return sum(letter.isalnum() * (2 if letter > "\u2fff" else 1) for letter in text)


def _is_long(element: Any) -> bool:
    return element is not None and _size("".join(element.itertext())) > _LONG


def _is_sentence(text: str, left: int) -> bool:
    closed = text.rstrip("\"'”’»)）")[-1:] in _STOPS
    return left > _LITTLE and closed and (len(_SMALL.findall(text)) > _SENTENCE or not text.isascii())


def _names(element: Any) -> str:
    """The names of an element and of those around it that hold but a line or two, a word for each element."""
    found: list[str] = []
    while element is not None and len(found) < _ABOVE:
        if found and len(element.text_content()) > _BLOCK:
            break
        tag = element.tag if element.tag in ("time", "abbr") else ""
        pubdate = "pubdate" if element.get("pubdate") is not None else ""
        found.append(names_of(f"{names_at(element)} {tag} {pubdate}"))
        element = element.getparent()
    return " ".join(name for name in found if name)


def _listed_names(found: list[Shown]) -> frozenset[str]:
    """The names under which a page shows several days: those of a list, or of comments."""
    alike = defaultdict(set)
    for each in found:
        alike[each.names].add(each.readings)
    return frozenset(names for names, days in alike.items() if names and len(days) > 1)


# What the words beside a date call it.


def _label(text: str, start: int, end: int, opening: int, closing: int | None) -> str | None:
    """The label nearest before a date, else the verb after it; a word like "date" alone counts as of posting."""
    before = text[max(opening, start - _LABEL) : start]
    if told := _last(before):
        return told
    plain = any(pattern.search(before) for name, pattern in _labels().items() if name == "plain")
    if closing is None:
        after = text[end : end + _VERB]
        found = [
            (match.start(), name) for name, p in _labels().items() if name != "plain" for match in p.finditer(after)
        ]
        at, name = min(found, default=(0, ""))
        if name and not _BETWEEN.search(after[:at]) and (name != MATTER or at <= _TOUCHING):
            return name
    return POSTED if plain and before.rstrip()[-1:] in (":", "：") else None


def _last(before: str) -> str | None:
    found = [
        (match.start(), match.end(), name)
        for name, pattern in _labels().items()
        if name != "plain"
        for match in pattern.finditer(before)
        if name != MATTER or _touches(before[match.end() :])
    ]
    return max(found)[2] if found else None


def _touches(between: str) -> bool:
    """Whether a label of another matter stands right before a date: "until Friday, ", "deadline: "."""
    return len(between) <= (_LITTLE if ":" in between or "：" in between else _BESIDE)


def _is_label(line: str) -> bool:
    bare = line.rstrip()
    return bare[-1:] in (":", "：") or (len(bare) <= _LITTLE and _last(bare) is not None and _left(bare, []) <= 4)


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    record = load_toml(find_resource("pages.toml"))["labels"]
    return {name: _any_of(words) for name, words in record.items()}


def _any_of(words: list[str]) -> re.Pattern[str]:
    spelled = []
    for word in sorted(words, key=len, reverse=True):
        wide = word[0] > "\u2fff"
        whole = "" if wide or len(word) > _WHOLE_WORDS or not word[-1].isalpha() else r"(?![^\W\d_])"
        spelled.append(("" if wide else r"(?<![^\W\d_])") + re.escape(word).replace(r"\ ", r"\s+") + whole)
    return re.compile("|".join(spelled), re.IGNORECASE)
