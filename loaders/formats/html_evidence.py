"""Finds what a web page says of itself: its dates, visible or in metadata, its site, its address; trusts none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from loaders.model import Sense
from loaders.wording.rules import rules, shape

_SPACE = re.compile(r"\s+")
_BROKEN_AFTER = frozenset(
    {"p", "item", "li", "div", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header"}
    | {"main", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "figure", "title"}
)
_ASIDE = frozenset(("li", "nav", "footer", "aside", "script", "style", "head", "option", "a"))
_MOST_VISIBLE = 4
_VISIBLE = 160  # characters of the longest line that shows a page's date
_MOST_VALUES = 2_000  # values of linked data that are looked at


def lines_of(element: Any) -> list[str]:
    """The words of an element, a line for each that the page breaks, spaces folded."""
    return [line for piece in words_of(element).split("\n") if (line := " ".join(piece.split()))]


def words_of(element: Any) -> str:
    """The words of an element; a line break wherever the page has one."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str):
        yield "\n" if element.tag in ("lb", "br") or element.tag in _BROKEN_AFTER else ""
        yield _SPACE.sub(" ", element.text or "")
        for part in element:
            yield from _pieces(part)
            yield _SPACE.sub(" ", part.tail or "")
        yield "\n" if element.tag in _BROKEN_AFTER else ""


def find_visible_dates(tree: Any) -> list[str]:
    """Short lines with a date in the places where pages show it, those of lists, links and side columns aside."""
    date, found = _date(), list[str]()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _ASIDE or not _may_show_date(element):
            continue
        if any(parent.tag in _ASIDE for parent in element.iterancestors()):
            continue
        words = " ".join(lines_of(element)) or element.get("datetime") or ""
        if len(words) <= _VISIBLE and date.search(words) and not any(words in line for line in found):
            found.append(words)
        if len(found) >= _MOST_VISIBLE:
            break
    return found


def _may_show_date(element: Any) -> bool:
    if element.tag == "time":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return names != " " and any(rule.find(names) for rule in rules("element"))


@cache
def _date() -> re.Pattern[str]:
    return re.compile(shape("date"))


def find_metadata_dates(tree: Any) -> Iterator[tuple[Sense, str]]:
    """The dates in the page's metadata and linked data, with what each tells."""
    for name, value in [*_meta(tree), *_linked_data(tree)]:
        for rule in rules("metadata"):
            if "sense" in rule.about and rule.find(name) and any(letter.isdigit() for letter in value):
                yield Sense(rule.about["sense"]), value.strip()


def find_site(tree: Any) -> str | None:
    """The name of the site, from the page's metadata."""
    for rule in rules("metadata"):
        if rule.about.get("tells") == "site":
            for name, value in _meta(tree):
                if rule.find(name) and value.strip():
                    return " ".join(value.split())
    return None


def find_canonical(tree: Any) -> str | None:
    """The address the page gives as its own."""
    for link in tree.iter("link"):
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and address.startswith("http"):
            return str(address)
    return None


def _meta(tree: Any) -> list[tuple[str, str]]:
    found = []
    for element in tree.iter("meta", "time", "span", "abbr"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = element.get("content") or element.get("datetime") or ""
        if name and value:
            found.append((name.strip(), value))
    return found


def _linked_data(tree: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting: list[Any] = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_VALUES):
            if not waiting:
                break
            value = waiting.pop(0)
            if isinstance(value, dict):
                found += [(name, one) for name, one in value.items() if isinstance(one, str)]
                waiting += [one for one in value.values() if isinstance(one, dict | list)]
            elif isinstance(value, list):
                waiting += value
    return found
