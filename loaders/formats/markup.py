"""Turns a piece of HTML (a mail's body, an entry of a feed) into blocks; executes and loads nothing, judges no page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from loaders.formats.draft import Block
from loaders.model import PassageKind

_SPACE = re.compile(r"\s+")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNHELD = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no tree of elements can hold them
_PAGE_BREAKS = re.compile("[\x0b\x0c]")
_UNSPOKEN = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "select"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAKS = frozenset(
    (
        *_HEADINGS,
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "section", "article", "header", "footer"),
        *("main", "blockquote", "pre", "figure", "figcaption", "hr", "br", "form", "center", "address", "caption"),
    )
)
_QUOTES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|quoted?\b", re.IGNORECASE)
_DEEPEST = 250  # elements inside each other


def read_markup(markup: str) -> list[Block]:
    """The blocks of a piece of HTML: headings, items, rows; what it quotes is furniture. Broken markup gives its words.

    >>> [block.text for block in read_markup("<h2>One</h2>Two<br>three <b>four</b>")]
    ['One', 'Two', 'three four']
    """
    if "<" not in markup and "&" not in markup:
        return [Block(line) for piece in markup.split("\n") if (line := _fold(piece))]
    try:
        tree = lxml_html.document_fromstring(mend_markup(markup))
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    return [block for block in _Walk().blocks(tree) if block.text]


def mend_markup(markup: str) -> str:
    """The markup without what keeps it from being parsed: its declaration as XML, and characters of control."""
    return _PAGE_BREAKS.sub(" ", _UNHELD.sub("", _XML_HEAD.sub("", markup)))


def words_of_markup(markup: str) -> str:
    """The words of a piece of HTML on one line."""
    return " ".join(block.text for block in read_markup(markup))


def _fold(words: str) -> str:
    return _SPACE.sub(" ", words).strip()


class _Walk:
    """Goes through the elements once, gathering words until something breaks the line."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.found: list[Block] = []

    def blocks(self, tree: Any) -> list[Block]:
        """All blocks of a tree."""
        self._enter(tree, None, "", 0)
        self._flush(None, "")
        return self.found

    def _flush(self, kind: PassageKind | None, lead: str) -> None:
        words = _fold("".join(self.words))
        self.words.clear()
        if words:
            self.found.append(Block(words, kind, lead, glue="\n" if lead else "\n\n"))

    def _enter(self, element: Any, kind: PassageKind | None, lead: str, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _UNSPOKEN:
            return
        if tag == "tr" and not any(True for _ in element.iter("table", "p")):
            self._flush(kind, lead)
            cells = [_fold("".join(_texts(cell))) for cell in element if cell.tag in ("td", "th")]
            if any(cells):
                shape = PassageKind.ROW if kind is None and len(cells) > 1 else kind
                words = " | ".join(cells) if sum(map(bool, cells)) > 1 else "".join(cells)
                self.found.append(Block(words, shape, glue="\n"))
            return
        breaks = tag in _BREAKS
        if breaks:
            self._flush(kind, lead)
        inner, mark = self._shape(element, tag, kind, lead)
        self.words.append(element.text or "")
        for child in element:
            if depth < _DEEPEST:
                self._enter(child, inner, mark, depth + 1)
            else:
                self.words += _texts(child)
            self.words.append(child.tail or "")
        if breaks:
            self._flush(inner, mark)

    @staticmethod
    def _shape(element: Any, tag: str, kind: PassageKind | None, lead: str) -> tuple[PassageKind | None, str]:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            kind == PassageKind.FURNITURE
            or _QUOTES.search(names)
            or (tag, element.get("type")) == ("blockquote", "cite")
        ):
            return PassageKind.FURNITURE, lead
        if tag in _HEADINGS:
            return PassageKind.HEADING, ""
        if tag == "li":
            return PassageKind.PARAGRAPH, "- "
        return kind, lead


def _texts(element: Any) -> Iterator[str]:
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in _UNSPOKEN:
            yield part.text or ""
        if part is not element:
            yield part.tail or ""
