"""Makes a ``Document`` of a draft: composes its text, tells passages, language, publisher and kind; reads no bytes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TypeVar

from loaders.errors import DocumentError
from loaders.formats.draft import Block, Draft, Payload
from loaders.formats.fetch import split_address
from loaders.formats.language import tell_language
from loaders.formats.layout import is_furniture, is_heading, lay_out, tidy
from loaders.formats.origin import find_body, find_kind, find_publisher
from loaders.formats.turns import split_turns
from loaders.model import DateCandidate, Document, Passage, PassageKind, Sense, document_id
from loaders.wording.rules import rules

T = TypeVar("T", str, str | None)

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_NAME_WORDS = 4  # a heading of no more words can be the page's name
_NAME = 40
_WIDE_NAME = 8


def build_document(
    payload: Payload, draft: Draft, form: str, sha256: str, published: DateCandidate | None = None
) -> Document:
    """Turn a draft into a document; ``sha256`` is of the payload's bytes.

    ``published`` is the date its user states, used where the record states none.
    Raises DocumentError when the draft holds no words.
    """
    draft = _clean(draft)
    source = payload.source + draft.part
    text, passages, pages = compose(draft.blocks) if draft.blocks else (draft.text, draft.passages, ())
    if not text.strip():
        raise DocumentError(source, "there are no words in it.", "Give the text, or leave the document out.")
    passages = split_turns(text, lay_out(text) if passages is None else passages)
    title = draft.title or _first_heading(text, passages)
    publisher, publisher_evidence = draft.publisher, draft.publisher_evidence
    if not publisher and (found := find_publisher(text, passages) or find_body(draft.author)):
        publisher, publisher_evidence = found
    kind, kind_evidence = draft.kind, draft.kind_evidence
    if not kind and (told := find_kind(text, title, passages)):
        kind, kind_evidence = told
    clues = draft.clues
    if published and not any(clue.rung == published.rung for clue in clues):
        clues = (published, *clues)
    return Document(
        id=document_id(source, text),
        source=source,
        name=draft.record or payload.name + draft.part,
        format=form,
        text=text,
        sha256=sha256,
        language=(draft.language or tell_language(text)).lower().replace("_", "-").split("-")[0],
        title=title,
        url=_whole(draft.url) or payload.url,
        publisher=publisher,
        publisher_evidence=publisher_evidence,
        kind=kind,
        kind_evidence=kind_evidence,
        passages=passages,
        clues=clues,
        pages=pages,
    )


def _clean(draft: Draft) -> Draft:
    """The draft without null characters and halves of characters, each written as the sign for a broken one."""
    words = (draft.text, draft.record, draft.title, draft.url, draft.publisher, draft.author, draft.part)
    if not any(word and _BROKEN.search(word) for word in (*words, *(block.text for block in draft.blocks))):
        return draft

    def mend(word: T) -> T:
        return _BROKEN.sub("\ufffd", word) if isinstance(word, str) else word

    return replace(
        draft,
        text=mend(draft.text),
        record=mend(draft.record),
        title=mend(draft.title),
        url=mend(draft.url),
        publisher=mend(draft.publisher),
        author=mend(draft.author),
        part=mend(draft.part),
        blocks=tuple(replace(block, text=mend(block.text)) for block in draft.blocks),
    )


def _whole(address: str | None) -> str | None:
    """An address that is not malformed."""
    return address if address and any(split_address(address)) else None


def record_date(words: str) -> DateCandidate:
    """The clue of a date that a record states."""
    return DateCandidate("record", Sense.SAID, words)


def compose(blocks: tuple[Block, ...]) -> tuple[str, tuple[Passage, ...], tuple[tuple[int, int], ...]]:
    """Join blocks to one text, place their passages, and tell where pages begin.

    Blocks without a kind are told apart by their words.
    """
    pieces: list[str] = []
    placed: list[tuple[Block, int, int]] = []
    at = 0
    for block in blocks:
        words = unicodedata.normalize("NFC", block.text).strip()
        if not words:
            continue
        before = (block.glue if pieces else "") + unicodedata.normalize("NFC", block.lead)
        placed.append((block, at + len(before), at + len(before) + len(words)))
        pieces.append(before + words)
        at = placed[-1][2]
    text = "".join(pieces)
    passages = []
    top = True
    for number, (block, start, end) in enumerate(placed):
        kind = block.kind
        if kind is None:
            following = placed[number + 1] if number + 1 < len(placed) else None
            after = text[following[1] : following[2]] if following else None
            kind = _kind(text[start:end], after, top)
        top = top and kind != PassageKind.PARAGRAPH
        passages.append(Passage(start, end, kind, name=block.name, page=block.page))
    return text, tidy(text, passages), _pages(placed)


def _pages(placed: list[tuple[Block, int, int]]) -> tuple[tuple[int, int], ...]:
    starts: list[tuple[int, int]] = []
    for block, start, end in placed:
        inside = ((start, block.page), *((min(start + at, end), page) for at, page in block.breaks))
        starts += [(at, page) for at, page in inside if page is not None]
    return tuple(start for n, start in enumerate(starts) if n == 0 or starts[n - 1][1] != start[1])


def _kind(words: str, after: str | None, top: bool) -> PassageKind:
    if is_furniture(words):
        return PassageKind.FURNITURE
    return PassageKind.HEADING if is_heading(words, after, top) else PassageKind.PARAGRAPH


def _first_heading(text: str, passages: tuple[Passage, ...]) -> str | None:
    """The first heading above the words; where it is as short as a page's name, the next longer one.

    A line that only says where and when ("Seoul, 30 December 2025") is none.
    """
    headings: list[str] = []
    for passage in passages:
        if passage.kind == PassageKind.HEADING:
            words = " ".join(text[passage.start : passage.end].split()).strip("#* ")
            if not any((found := rule.find(words)) and found.end() == len(words) for rule in rules("dateline")):
                headings.append(words)
        elif passage.kind != PassageKind.FURNITURE:
            break
    if not headings:
        return None
    first = headings[0]
    named = len(first.split()) <= _NAME_WORDS and len(first) <= (_NAME if first.isascii() else _WIDE_NAME)
    return next((other for other in headings[1:] if len(other) > len(first)), first) if named else first
