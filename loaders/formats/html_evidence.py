"""Finds what a web page says of itself: its title, its site, its address, its locale; trusts none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loaders.formats.fetch import split_address
from loaders.wording.rules import rules

_SPACE = re.compile(r"\s+")
_BROKEN_AFTER = frozenset(
    {"p", "item", "li", "div", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header"}
    | {"main", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "figure", "title"}
)


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


def find_site(tree: Any) -> str | None:
    """The name of the site, from the page's metadata."""
    for rule in rules("metadata"):
        if rule.about.get("tells") == "site":
            for name, value in _meta(tree):
                if rule.find(name) and value.strip():
                    return " ".join(value.split())
    return None


def find_title(tree: Any) -> str | None:
    """The title in the page's head: that of its sharing card, else of the window."""
    for name, value in _meta(tree):
        if name.lower() in ("og:title", "twitter:title", "articletitle") and (title := " ".join(value.split())):
            return title
    return next((title for element in tree.iter("title") if (title := " ".join((element.text or "").split()))), None)


def find_description(tree: Any) -> str | None:
    """What the page's head says the page is about."""
    told = (" ".join(value.split()) for name, value in _meta(tree) if name.lower() in ("description", "og:description"))
    return next((words for words in told if words), None)


def find_address(tree: Any) -> str | None:
    """The address the page gives as its own; one that leads to the root of its site tells of no page."""
    found = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() in ("og:url", "twitter:url"):
            found.append(element.get("content"))
    for address in found:
        if address and address.strip().startswith("http") and split_address(address.strip()).path.strip("/"):
            return str(address).strip()
    return None


def find_locale(tree: Any) -> str | None:
    """The locale that the page declares (en-GB, de), as HTML writes it."""
    for element in tree.iter("html", "body"):
        declared = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        if "-" in declared or "_" in declared:
            return str(declared).replace("_", "-")
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").lower()
        if name in ("og:locale", "content-language", "language", "dc.language"):
            return (element.get("content") or "").strip().replace("_", "-") or None
    return next((element.get("lang") for element in tree.iter("html") if element.get("lang")), None)


def _meta(tree: Any) -> list[tuple[str, str]]:
    names = ((element, element.get("property") or element.get("name") or "") for element in tree.iter("meta"))
    return [(name.strip(), element.get("content") or "") for element, name in names if name]
