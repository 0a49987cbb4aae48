"""Finds the dates that a web page states for machines: meta elements, linked data, state of scripts; trusts no name.

Linked data of other things (lists of articles, comments, reviews) is passed over; of several articles the one that the
page is about answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loaders.model import Sense
from loaders.wording.rules import rules

_MOST_VALUES = 4_000  # values of linked data that are looked at
_OTHERS = frozenset(
    {"itemListElement", "comment", "comments", "review", "reviews", "hasPart", "mentions", "relatedLink"}
    | {"author", "publisher", "creator", "image", "logo", "blogPost", "blogPosts", "episode", "citation"}
    | {"suggestedAnswer", "acceptedAnswer", "potentialAction", "isBasedOn", "offers", "aggregateRating"}
    | {"breadcrumb", "subjectOf", "associatedMedia", "thumbnail", "primaryImageOfPage"}
)
_ARTICLES = re.compile(r".*(?:Article|Posting|Report|Review|Press|Essay|CreativeWork|Recipe|Discussion|Question).*")
_PAGES = re.compile(r".*(?:Page|Event|Object|Episode|Dataset|Book|Movie).*")
_LOOSE = re.compile(r'"(?P<name>datePublished|dateCreated|dateModified)"\s*:\s*"(?P<value>[^"]{4,40})"')
_STATE = re.compile(
    r"""["']?\b(?P<name>(?:article|page|post|story|news|content|original|first|online)?_?(?:date_?publish(?:ed)?|"""
    r"""publish(?:ed)?_?(?:date|time|at|on|timestamp|ts)?(?:_?(?:gmt|utc|iso))?|publication_?date|pub_?(?:date|time)"""
    r"""|post_?date|release_?date|display_?date|first_?publish(?:ed)?(?:_?(?:date|at|time))?|create_?time|created_?at"""
    r"""|fabushijian|pubtime|publishtime))["']?\s*[:=]\s*["'](?P<value>[^"'<>]{6,40})["']""",
    re.IGNORECASE,
)
_SCRIPT = 400_000  # characters of a script that are searched
_PUBLISHED = re.compile(r"publish|pubdate|online", re.IGNORECASE)
_HEADS = frozenset(("head", "html", "body"))
_FIELDS = ("meta", "link", "data")


@dataclass(frozen=True, slots=True)
class Field:
    """One stated date: its name, its words, what it tells; ``weak`` where the name is often filled with other days."""

    name: str
    value: str
    sense: Sense
    weak: bool = False


def find_fields(tree: Any, title: str | None) -> Iterator[Field]:
    """The dates of meta elements and of the linked data about the page, those named for publication first."""
    stated = [*read_meta(tree), *_linked_data(tree, title)]
    stated.sort(key=lambda each: not _PUBLISHED.search(each[0]))
    for name, value in stated:
        yield from _field(name, value)


def find_state(tree: Any) -> Iterator[str]:
    """The dates of publication in the state that a page's scripts carry."""
    for script in tree.iter("script"):
        if script.text and "ld+json" not in (script.get("type") or ""):
            words = script.text[:_SCRIPT].replace('\\"', '"')
            yield from (found["value"] for found in _STATE.finditer(words))


def read_meta(tree: Any) -> list[tuple[str, str]]:
    """Names and values of the elements in the page's head, and of hidden ones in its body."""
    found = []
    for element in tree.iter(*_FIELDS):
        named = ("property", "name", "itemprop", "http-equiv", "pubdate")
        names = [name for key in named if (name := (element.get(key) or "").strip())]
        value = element.get("content") or element.get("datetime") or element.get("value") or ""
        above = element.getparent()
        if element.get("itemprop") and above is not None and above.tag not in _HEADS:
            continue  # of a thing inside the page: its place there tells whose date it is
        if element.tag == "link" and "date" not in " ".join(names).lower():
            continue
        found += [(name, value) for name in names[:2] if value]
    return found


def _field(name: str, value: str) -> Iterator[Field]:
    if not any(letter.isdigit() for letter in value):
        return
    for rule in rules("metadata"):
        if "sense" in rule.about and rule.find(name):
            yield Field(name, value.strip(), Sense(rule.about["sense"]), bool(rule.about.get("weak")))
            return


def _linked_data(tree: Any, title: str | None) -> list[tuple[str, str]]:
    things: list[dict[str, Any]] = []
    loose: list[tuple[str, str]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        words = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", script.text.strip())
        try:
            things += _things(json.loads(words, strict=False))
        except (ValueError, RecursionError):
            if "ItemList" not in words:
                loose += [(found["name"], found["value"]) for found in _LOOSE.finditer(words)][:2]
    dated = [thing for thing in things if thing.get("datePublished") or thing.get("dateCreated")]
    if not dated:
        dated = [thing for thing in things if any("date" in key.lower() for key in thing)]
    if not dated:
        return loose
    best = max(dated, key=lambda thing: _rank(thing, title))
    return [(name, one) for name, one in best.items() if isinstance(one, str)]


def _things(data: Any) -> list[dict[str, Any]]:
    """The things that linked data is about, those inside lists of others left out."""
    found, waiting = list[dict[str, Any]](), [data]
    for _ in range(_MOST_VALUES):
        if not waiting:
            break
        value = waiting.pop(0)
        if isinstance(value, dict):
            found.append(value)
            waiting += [one for key, one in value.items() if isinstance(one, dict | list) and key not in _OTHERS]
        elif isinstance(value, list):
            waiting += value
    return found


def _rank(thing: dict[str, Any], title: str | None) -> tuple[bool, int]:
    """How surely a thing is the article of the page: its headline is the page's title, then its type."""
    kind = str(thing.get("@type", ""))
    headline = "".join(letter for letter in str(thing.get("headline") or thing.get("name") or "") if letter.isalnum())
    plain = "".join(letter for letter in title or "" if letter.isalnum())
    same = len(headline) > 5 and len(plain) > 5 and (headline in plain or plain in headline)
    return same, 2 if _ARTICLES.fullmatch(kind) else 1 if _PAGES.fullmatch(kind) else 0
