"""Lays a web page out as lines, each with its place and whether it belongs to the article; reads no date.

Side columns, navigation, comments and lists of other articles are told by their elements' names and titles; whatever
holds the article's heading or most of the page's words is never one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

from lxml import etree

from loaders.formats.fetch import split_address
from loaders.resources import find_resource, load_toml
from loaders.wording.rules import rules

_SPACE = re.compile(r"\s+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
_SILENT = frozenset(("script", "style", "head", "template", "noscript", "iframe", "svg", "math", "object", "canvas"))
_SIDES = frozenset(("nav", "footer", "aside", "figcaption", "select", "option", "button", "dialog", "menu"))
_NEVER_SIDES = frozenset(("html", "body", "main"))
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt", "legend", "th")
_NAMED_TITLES = ("p", "span", "div", "li")
_BREAKS = frozenset(
    {"p", "li", "div", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "main"}
    | {"ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "figure", "title", "br", "hr", "table", "body", "address"}
    | {"footer", "nav", "aside", "form", "fieldset", "center", "figcaption", "option", "lb", "row", "cell", "item"}
)
_ATTRIBUTES = ("datetime", "content", "title", "data-tooltip", "data-original-title", "aria-label", "data-title")
_DATED_ATTRIBUTE = re.compile(
    r"data-.*(?:date|time|publi|stamp|created|posted|seconds|epoch)|date|datetime|pubdate|livestamp"
)
_LONGEST_TITLE = 60
_LONGEST_JOINED = 60
_MOST_LINES = 4_000
_MOST = 0.35  # an element with more of the page's words is the page, whatever its name


Side = Literal["", "foot", "beside"]
"""Where a line stands: in the article's column, in a foot, or beside the article (comments, lists, navigation)."""


@dataclass(slots=True)
class Mark:
    """A machine's date beside the words: the attribute's name and value, and its place in the line."""

    at: int
    name: str
    value: str
    element: Any


@dataclass(slots=True)
class Line:
    """One line as the page breaks it: its words, how many of the article's characters stand before it, its pieces."""

    at: int
    side: Side
    text: str = ""
    linked: int = 0
    pieces: list[tuple[int, Any]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def element_at(self, offset: int) -> Any:
        """The innermost element whose words stand at an offset."""
        inside = [element for start, element in self.pieces if start <= offset]
        return inside[-1] if inside else self.pieces[0][1] if self.pieces else None


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a page in their order, where its heading stands, and where the article's words end."""

    lines: tuple[Line, ...]
    heading: tuple[int, int] | None
    title: str | None
    end: int


def lay_out_page(tree: Any, title: str | None) -> Layout:
    """The lines of a page; ``title`` is the one that the page's head states."""
    heading = _heading(tree, title)
    sides = _sides(tree, heading)
    return _Walk(sides, heading).run(tree)


@lru_cache(maxsize=4096)
def names_of(names: str) -> str:
    """Names of an element in a spelling that the rules of elements read: small letters, joined by hyphens."""
    return "-".join(_WORD.findall(_CAMEL.sub("-", names).lower()))


def names_at(element: Any) -> str:
    """The class, id and property of an element, as ``names_of`` spells them."""
    given = (element.get("class"), element.get("id"), element.get("itemprop"), element.get("property"))
    return names_of(" ".join(name for name in given if name))


@lru_cache(maxsize=4096)
def is_named(names: str, kind: str) -> bool:
    """Whether a rule of elements of this kind (``date``, ``elsewhere``, ``updated``, ...) reads the names."""
    return bool(names) and any(rule.find(names) for rule in rules("element") if rule.name == kind)


class _Walk:
    """One pass through the page in reading order."""

    def __init__(self, sides: Mapping[Any, Side], heading: Any | None) -> None:
        self.sides, self.heading = sides, heading
        self.lines: list[Line] = []
        self.around: list[Side] = []
        self.links = self.at = 0
        self.line = Line(0, "")
        self.found: list[int] = []
        self.opened: list[tuple[Any, int]] = []

    def run(self, tree: Any) -> Layout:
        walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if element.tag in _SILENT:
                    walker.skip_subtree()
                else:
                    self._open(element)
            elif event == "end":
                self._close(element)
            else:
                self._say(element.tail, element.getparent())
            if len(self.lines) > _MOST_LINES:
                break
        self._break()
        heading = (self.found[0], self.found[-1]) if self.found else None
        title = None if self.heading is None else " ".join(self.heading.text_content().split())
        return Layout(tuple(self.lines), heading, title, self.at)

    def _open(self, element: Any) -> None:
        if element.tag in _BREAKS:
            self._break()
        if side := self.sides.get(element):
            self.around.append(side)
            self.line.side = self._side()
        if element is self.heading:
            self.found.append(self.at)
        self.links += element.tag == "a"
        if is_named(names_at(element), "date"):
            self.opened.append((element, len(self.lines)))
        for name, value in _dated(element):
            self.line.marks.append(Mark(len(self.line.text), name, value, element))
        self._say(element.text, element)

    def _close(self, element: Any) -> None:
        if element.tag not in _SILENT:
            if element.tag in _BREAKS:
                self._break()
            self.links -= element.tag == "a"
            if element is self.heading:
                self.found.append(self.at)
            if self.opened and self.opened[-1][0] is element:
                self._join(element, self.opened.pop()[1])
            if element in self.sides:
                self.around.pop()
        self._say(element.tail, element.getparent())

    def _say(self, words: str | None, element: Any) -> None:
        if not words or element is None:
            return
        words = _SPACE.sub(" ", words)
        line = self.line
        if not line.text or line.text.endswith(" "):
            words = words.lstrip()
        elif words[:1].isdigit() and line.text[-1].isdigit() and line.pieces[-1][1] is not element:
            line.text += " "  # numbers in boxes of their own stand apart
        if words:
            line.pieces.append((len(line.text), element))
            line.text += words
            line.linked += len(words) if self.links else 0

    def _break(self) -> None:
        line, text = self.line, self.line.text.strip()
        if text or line.marks:
            line.at, line.side, line.text = self.at, self._side(), text
            self.lines.append(line)
            self.at += 0 if line.side else len(text)
        self.line = Line(self.at, self._side())

    def _side(self) -> Side:
        return "beside" if "beside" in self.around else "foot" if self.around else ""

    def _join(self, element: Any, first: int) -> None:
        """A date whose parts stand on lines of their own is one line more."""
        parts = [line.text for line in self.lines[first:] if line.text]
        text = " ".join([*parts, self.line.text]).strip()
        if len(parts) > 1 and len(text) <= _LONGEST_JOINED:
            at = self.lines[first].at
            self.lines.append(Line(at, self._side(), text, 0, [(0, element)]))


def _dated(element: Any) -> Iterator[tuple[str, str]]:
    """The attributes of an element in which a page may state a date."""
    for name, value in element.attrib.items():
        if not isinstance(value, str) or len(value) > 80 or not any(letter.isdigit() for letter in value):
            continue
        if name in _ATTRIBUTES or _DATED_ATTRIBUTE.fullmatch(name):
            if name == "content" and not is_named(names_at(element), "date"):
                continue
            yield name, value


def _heading(tree: Any, title: str | None) -> Any | None:
    """The element that shows the article's title: the longest heading that the page's title holds, else the first."""
    wanted = _plain(title or "")
    best, length = None, 0
    headings = [each for each in tree.iter("h1", "h2", "h3") if each.text_content().strip()]
    named = [each for each in tree.iter("div", "p", "span", "td", "font", "strong") if "title" in names_at(each)]
    for element in [*headings, *named]:
        if _is_site_name(element):
            continue
        shown = _plain(element.text_content())
        if length < len(shown) <= 300 and wanted and (shown in wanted or wanted in shown):
            best, length = element, len(shown)
    if best is not None and length >= 4:
        return best
    own = [each for each in headings if not _is_site_name(each)] or headings
    firsts = [each for each in own if each.tag == "h1"]
    return firsts[0] if firsts else own[0] if own else None


def _is_site_name(element: Any) -> bool:
    """Whether a heading names the site: it is named so, or leads to the root of the site."""
    if is_named(names_at(element), "site"):
        return True
    links = [str(link.get("href") or "").strip() for link in element.iter("a")]
    return bool(links) and all(link and not split_address(link).path.strip("/") and "#" not in link for link in links)


def _plain(words: str) -> str:
    return "".join(_WORD.findall(words.lower()))


def _sides(tree: Any, heading: Any | None) -> dict[Any, Side]:
    """The elements that are not of the article, and whether each is the page's foot."""
    kept = set() if heading is None else {heading, *heading.iterancestors()}
    sizes = _sizes(tree)
    most = _MOST * sizes[tree]
    found: dict[Any, Side] = {}
    for element in tree.iter(etree.Element):
        if element in kept or element.tag in _NEVER_SIDES:
            continue
        named = element.tag in _SIDES or is_named(names_at(element), "elsewhere")
        if named and (element.tag in _SIDES or sizes[element] <= most):
            found[element] = "foot" if element.tag == "footer" or is_named(names_at(element), "foot") else "beside"
    return found | dict.fromkeys((each for each in _titled(tree, kept) if sizes[each] <= most), "beside")


def _sizes(tree: Any) -> dict[Any, int]:
    """How many characters each element says, those of scripts left out."""
    sizes: dict[Any, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        inside = sum(sizes.get(child, 0) + len(child.tail or "") for child in element)
        sizes[element] = 0 if element.tag in _SILENT else len(element.text or "") + inside
    return sizes


def _titled(tree: Any, kept: set[Any]) -> Iterator[Any]:
    """What stands under the title of a side column: the element around it, or what follows beside it."""
    titles = _side_titles()
    for element in tree.iter(*_TITLES, *_NAMED_TITLES):
        if element in kept or (element.tag in _NAMED_TITLES and not is_named(names_at(element), "title")):
            continue
        if _short_text(element).rstrip(" :：»>…").lower() not in titles:
            continue
        above = element.getparent()
        while above is not None and above.tag == "a":
            above = above.getparent()
        if above is not None and above not in kept:
            yield above
        elif element.tag.startswith("h"):
            for beside in element.itersiblings():
                if beside.tag == element.tag or beside in kept:
                    break
                if isinstance(beside.tag, str):
                    yield beside


def _short_text(element: Any) -> str:
    """The words of an element; none where they are too many for a title."""
    words = ""
    for piece in element.itertext():
        words += piece
        if len(words) > 2 * _LONGEST_TITLE:
            return ""
    return " ".join(words.split())[:_LONGEST_TITLE]


@cache
def _side_titles() -> frozenset[str]:
    record: Mapping[str, Any] = load_toml(find_resource("pages.toml"))
    return frozenset(title.lower() for title in record["side"]["titles"])
