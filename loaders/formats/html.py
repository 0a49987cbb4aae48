"""Reads a web page: its main words by trafilatura, tables kept, its dates as clues; executes and renders nothing."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.model import DateCandidate, PassageKind, Sense
from loaders.wording.rules import rules, shape

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"\s+")
_BROKEN_AFTER = frozenset(("p", "item", "li", "div", "tr", "h1", "h2", "h3", "h4", "td", "th", "section", "article"))
_ASIDE = frozenset(("li", "nav", "footer", "aside", "script", "style", "head", "html", "body", "a"))
_MOST_VISIBLE = 6
_VISIBLE = 120  # characters of the longest line that shows a page's date


def read_html(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft; raises DocumentError when the page has no words."""
    found = _DECLARED.search(payload.data[:4096])
    charset = payload.charset or (found[1].decode("ascii", "ignore") if found else None)
    text = decode_text(Payload(payload.source, payload.name, payload.data, payload.url, charset))
    tree = _parse(text)
    if tree is None:
        raise DocumentError(payload.source, "this page holds no elements of HTML.", "Save the page again.")
    page = _main(text, payload.url)
    blocks = _blocks(page.body) if page is not None and page.body is not None else ()
    if not blocks:
        blocks = tuple(Block(line) for line in _all_lines(tree))
    if not blocks:
        raise DocumentError(payload.source, "there is no text on this page.", "Save the page after it has loaded.")
    title = _title(tree, page)
    heading = (Block(title, PassageKind.HEADING),) if title and title not in {b.text for b in blocks[:3]} else ()
    site = page.sitename if page is not None else None
    yield Draft(
        blocks=(*heading, *blocks),
        title=title,
        url=_canonical(tree) or payload.url,
        publisher=site or None,
        publisher_evidence="site name of the page" if site else None,
        clues=tuple(_clues(tree)),
    )


def _parse(text: str) -> Any | None:
    """The page's tree; None when there is none."""
    try:
        return lxml_html.document_fromstring(_XML_HEAD.sub("", text).replace("\x00", ""))
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _main(text: str, url: str | None) -> Any | None:
    """What trafilatura takes for the page's main part; None where it finds none or fails on broken markup."""
    source = _XML_HEAD.sub("", text).replace("\x00", "")
    dates = {"extensive_search": False, "original_date": True}
    try:
        return trafilatura.bare_extraction(
            source, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    except Exception:  # a broken page may fail anywhere inside; the plain lines are read instead
        return None


def _blocks(body: Any) -> tuple[Block, ...]:
    found: list[Block] = []
    for element in body:
        if not isinstance(element.tag, str):
            continue
        if element.tag == "table":
            found += _rows(element)
        elif element.tag == "head":
            found += [Block(line, PassageKind.HEADING) for line in _lines(element)[:1]]
        elif element.tag in ("list", "quote", "div") and len(element):
            found += [Block(line) for part in element for line in _lines(part)] or [Block(x) for x in _lines(element)]
        else:
            found += [Block(line) for line in _lines(element)]
    return tuple(found)


def _rows(table: Any) -> list[Block]:
    rows: list[Block] = []
    for row in table.iter("row"):
        cells = [" ".join(_lines(cell)) for cell in row.iter("cell")]
        words = " | ".join(cells)
        if words.strip(" |"):
            rows.append(Block(words, PassageKind.ROW, glue="\n" if rows else "\n\n"))
    return rows


def _lines(element: Any) -> list[str]:
    """The words of an element, a line for each that the page breaks."""
    words = "".join(_words(element))
    return [line for piece in words.split("\n") if (line := " ".join(piece.split()))]


def _words(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str):
        if element.tag in ("lb", "br"):
            yield "\n"
        yield _SPACE.sub(" ", element.text or "")
        for part in element:
            yield from _words(part)
            yield _SPACE.sub(" ", part.tail or "")
        if element.tag in _BROKEN_AFTER:
            yield "\n"


def _all_lines(tree: Any) -> list[str]:
    """Every line of a page on which no main part was found, scripts and styles aside."""
    for element in list(tree.iter("script", "style", "noscript", "template", "head", "nav", "footer")):
        element.drop_tree()
    return _lines(tree)


def _title(tree: Any, page: Any | None) -> str | None:
    headings = [" ".join(_lines(element)) for element in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    stated = page.title if page is not None else None
    return " ".join(stated.split()) if stated else next((heading for heading in headings if heading), None)


def _canonical(tree: Any) -> str | None:
    for link in tree.iter("link"):
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and address.startswith("http"):
            return str(address)
    return None


def _clues(tree: Any) -> Iterator[DateCandidate]:
    """The dates a page states of itself: visible lines first, then its metadata."""
    yield from _visible(tree)
    for name, value in [*_meta(tree), *_linked_data(tree)]:
        for rule in rules("metadata"):
            if rule.find(name) and any(letter.isdigit() for letter in value):
                yield DateCandidate("metadata", Sense(rule.about["sense"]), value.strip())


def _visible(tree: Any) -> Iterator[DateCandidate]:
    """Short lines in the places where pages show their date, those of lists and side columns aside."""
    date = re.compile(shape("date"))
    seen: set[str] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _ASIDE:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        dated = element.tag == "time" or any(rule.find(names) for rule in rules("element"))
        if not dated or any(parent.tag in _ASIDE for parent in element.iterancestors()):
            continue
        words = " ".join(_lines(element)) or element.get("datetime") or ""
        if len(words) <= _VISIBLE and words not in seen and date.search(words):
            seen.add(words)
            yield DateCandidate("header", Sense.POSTED, words)
        if len(seen) >= _MOST_VISIBLE:
            return


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
        if "ld+json" in (script.get("type") or ""):
            try:
                waiting: list[Any] = [json.loads(script.text or "")]
            except (ValueError, RecursionError):
                continue
            while waiting:
                value = waiting.pop(0)
                if isinstance(value, dict):
                    found += [(k, v) for k, v in value.items() if isinstance(v, str)]
                    waiting += [v for v in value.values() if isinstance(v, dict | list)]
                elif isinstance(value, list):
                    waiting += value
    return found


FORMAT = Format("html", (".html", ".htm", ".xhtml", ".shtml"), read_html, ("text/html", "application/xhtml+xml"))
