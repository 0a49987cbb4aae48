"""Reads a web page: its main words by trafilatura, tables kept, its dates as clues; executes and renders nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.formats.html_dates import find_page_dates
from loaders.formats.html_evidence import (
    find_address,
    find_description,
    find_locale,
    find_site,
    find_title,
    lines_of,
    words_of,
)
from loaders.formats.html_page import Layout, lay_out_page
from loaders.formats.language import tell_language
from loaders.formats.layout import is_furniture
from loaders.formats.markup import mend_markup
from loaders.model import PassageKind

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LAST_DAY = "2099-12-31"  # htmldate would otherwise ask the clock
_UNSPOKEN = ("script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button", "select")
_LINKS = 0.6  # a list in which links hold more of the words is navigation
_ONE_LUMP = 120  # characters in one single block: the page's lines were lost
_MOST_SHOWN = 4  # date lines that are put above the text
_DEEPEST = 400  # levels of elements


def read_html(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft; raises DocumentError when the page has no words."""
    found = _DECLARED.search(payload.data[:4096])
    charset = payload.charset or (found[1].decode("ascii", "ignore") if found else None)
    text = decode_text(Payload(payload.source, payload.name, payload.data, payload.url, charset))
    source = mend_markup(text)
    tree = _parse(source)
    if tree is None:
        raise DocumentError(payload.source, "this page holds no elements of HTML.", "Save the page again.")
    page = _main(source, payload.url)
    title = _title(tree, page)
    stated = find_title(tree)
    layout = lay_out_page(tree, stated or title)
    address = find_address(tree) or payload.url
    clues = find_page_dates(tree, layout, address, _locale(tree, layout), source)
    visible = list(dict.fromkeys(clue.evidence for clue in clues if clue.rung == "header"))[:_MOST_SHOWN]
    blocks = _main_blocks(tree, page, title, layout) or _card(tree, title or stated)
    if not blocks:
        raise DocumentError(payload.source, "there is no text on this page.", "Save the page after it has loaded.")
    site = find_site(tree) or (page.sitename if page is not None else None)
    first = 1 if title and blocks[0].text == title else 0
    yield Draft(
        blocks=(*blocks[:first], *_head(title, visible, blocks), *blocks[first:]),
        title=title,
        url=address,
        publisher=site or None,
        publisher_evidence="site name of the page" if site else None,
        clues=clues,
    )


def _parse(source: str) -> Any | None:
    """The page's tree; None when there is none."""
    try:
        tree = lxml_html.document_fromstring(source)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    deep = max((sum(1 for _ in element.iterancestors()) for element in _leaves(tree)), default=0)
    return tree if deep < _DEEPEST else None


def _leaves(tree: Any) -> Iterator[Any]:
    """A sample of the innermost elements, enough to see a page that is nested beyond reason."""
    for number, element in enumerate(tree.iter()):
        if number % 97 == 0 and not len(element):
            yield element


def _main(source: str, url: str | None) -> Any | None:
    """What trafilatura takes for the page's main part; None where it finds none or fails on broken markup."""
    import trafilatura  # heavy, and not needed where no page is read

    dates = {"extensive_search": False, "original_date": True, "max_date": _LAST_DAY}
    try:
        return trafilatura.bare_extraction(
            source, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    except Exception:  # a broken page may fail anywhere inside; the plain lines are read instead
        return None


def _card(tree: Any, title: str | None) -> tuple[Block, ...]:
    """The title and description of a page whose words only a program in it would show."""
    return tuple(Block(line) for line in (title, find_description(tree)) if line)


def _main_blocks(tree: Any, page: Any | None, title: str | None, layout: Layout) -> tuple[Block, ...]:
    """The blocks of the main part; those of the whole page where the main part came out as one lump or not at all."""
    blocks = _blocks(page.body) if page is not None and page.body is not None else ()
    if len(blocks) > 1 or (blocks and len(blocks[0].text) < _ONE_LUMP and len(_plain_lines(tree)) < 4):
        return blocks
    beside = {line.text for line in layout.lines if line.side == "beside"}
    lines = [line for line in _plain_lines(tree) if line not in beside]
    if title in lines:
        lines = lines[lines.index(title) + 1 :]
    plain = tuple(Block(line) for line in lines)
    return plain if sum(not is_furniture(line) for line in lines) >= len(blocks) else blocks


def _head(title: str | None, visible: list[str], blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The title and the date lines above the text, as far as the main part left them out."""
    shown = {" ".join(block.text.split()) for block in blocks}
    if title and title not in shown:
        yield Block(title, PassageKind.HEADING)
    for line in visible:
        if line not in shown:
            yield Block(line, PassageKind.FURNITURE)


def _locale(tree: Any, layout: Layout) -> str:
    """The locale that a page declares, where it is in the language of the words; else that language."""
    spoken = tell_language("\n".join(line.text for line in layout.lines if not line.side))
    declared = find_locale(tree)
    return declared if declared and declared.lower().startswith(spoken) else spoken


def _title(tree: Any, page: Any | None) -> str | None:
    headings = [line for element in tree.iter("h1") if (line := " ".join(lines_of(element)))]
    if len(headings) == 1:
        return headings[0]
    stated = " ".join(page.title.split()) if page is not None and page.title else None
    return stated or next(iter(headings), None)


def _blocks(body: Any) -> tuple[Block, ...]:
    found: list[Block] = []
    for element in body:
        if not isinstance(element.tag, str):
            continue
        if element.tag == "table":
            found += _rows(element)
        elif element.tag == "head":
            found += [Block(" ".join(lines_of(element)), PassageKind.HEADING)]
        else:
            found += [Block(line) for line in lines_of(element)]
    return tuple(block for block in found if block.text.strip())


def _rows(table: Any) -> list[Block]:
    rows: list[Block] = []
    for row in table.iter("row"):
        words = " | ".join(" ".join(lines_of(cell)) for cell in row.iter("cell"))
        if words.strip(" |"):
            rows.append(Block(words, PassageKind.ROW, glue="\n" if rows else "\n\n"))
    return rows


def _plain_lines(tree: Any) -> list[str]:
    """Every line of the page but scripts, side columns and lists of links."""
    copy = deepcopy(tree)
    for element in [*copy.iter(*_UNSPOKEN), *copy.iter(etree.Comment)]:
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(copy.iter("ul", "ol")):
        links = sum(len(words_of(link)) for link in element.iter("a"))
        if element.getparent() is not None and links > _LINKS * len(words_of(element)):
            element.drop_tree()
    return lines_of(copy)


FORMAT = Format("html", (".html", ".htm", ".xhtml", ".shtml"), read_html, ("text/html", "application/xhtml+xml"))
