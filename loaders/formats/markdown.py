"""Reads Markdown with its marks left in the text: headings, items, tables, front matter; renders nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.errors import DocumentError
from loaders.formats.build import record_date
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.layout import is_furniture, tidy
from loaders.model import DateCandidate, Passage, PassageKind, Sense

_LINE = re.compile(r"[^\n]*\n?")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(r"\s{0,3}(?P<mark>#{1,6})\s+(?P<words>\S.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?=\S)")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_TURN = re.compile(r"\s*(?:(?P<mark>\*\*|__)[^*_:：\n]{1,60}(?:[:：](?P=mark)|(?P=mark)[:：])|(?:[QA]|[问答])[:：])")
_STRESSED = re.compile(r"(?P<mark>\*\*|__|[*_])(?P<words>[^\s*_](?:[^*_\n]*[^\s*_:：])?)(?P=mark)\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}[\s:|-]*$")
_IMAGE = re.compile(r"\s*!\[[^\]]*\]\([^)]*\)\s*$")
_FRONT = re.compile(r"---\r?\n(?P<fields>.*?)\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_]+)\s*:\s*[\"']?(?P<value>[^\n]*?)[\"']?\s*$", re.MULTILINE)
_STATED = ("published", "date")


def read_markdown(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft; the fields of a front matter (title, date, publisher, url, language) are read as a record's."""
    text = decode_text(payload)
    front = _FRONT.match(text)
    fields = {m["name"].lower(): m["value"].strip() for m in _FIELD.finditer(front["fields"])} if front else {}
    passages = _passages(text, front.end() if front else 0)
    if front:
        passages.insert(0, Passage(0, len(text[: front.end()].rstrip()), PassageKind.FURNITURE))
    clues: tuple[DateCandidate, ...] = ()
    if fields.get("published"):
        clues = (record_date(fields["published"]),)
    elif fields.get("date"):
        clues = (DateCandidate("metadata", Sense.POSTED, fields["date"]),)
    publisher = fields.get("publisher") or None
    yield Draft(
        text=text,
        passages=tidy(text, passages),
        title=fields.get("title") or None,
        language=fields.get("language") or fields.get("lang") or None,
        url=fields.get("url") or None,
        publisher=publisher,
        publisher_evidence="front matter 'publisher'" if publisher else None,
        clues=clues,
    )


def _passages(text: str, at: int) -> list[Passage]:
    found: list[Passage] = []
    fenced, joins = False, False
    for line in _LINE.finditer(text, at):
        if line.start() == line.end():
            break
        if _FENCE.match(line[0]):
            fenced, joins = not fenced, False
            continue
        passage = None if fenced else _passage(text, line.start(), line.end())
        if passage is None:
            joins = False
        elif _UNDERLINE.match(line[0]) and joins:
            found[-1] = replace(found[-1], kind=PassageKind.HEADING)
            joins = False
        elif joins and passage.kind == PassageKind.PARAGRAPH and not (_ITEM.match(line[0]) or _TURN.match(line[0])):
            found[-1] = replace(found[-1], end=passage.end)
        else:
            found.append(passage)
            joins = passage.kind == PassageKind.PARAGRAPH and not _is_label(text, passage)
    return found


def _is_label(text: str, passage: Passage) -> bool:
    return text[passage.start : passage.end].rstrip("*_ ")[-1:] in (":", "：")


def _passage(text: str, start: int, end: int) -> Passage | None:
    line = text[start:end]
    words = line.strip()
    if not words or (_TABLE_RULE.match(line) and "|" in line):
        return None
    if heading := _HEADING.match(line.rstrip("\r\n")):
        return Passage(start + heading.start("words"), start + heading.end("words"), PassageKind.HEADING)
    lead = _ITEM.match(line) or _QUOTE.match(line)
    first = start + (lead.end() if lead else len(line) - len(line.lstrip()))
    last = start + len(line.rstrip())
    if first >= last:
        return None
    if words.startswith("|") and words.endswith("|"):
        return Passage(first, last, PassageKind.ROW)
    if not lead and (stressed := _STRESSED.match(words)):  # a line that is stressed as a whole: its words alone
        first, last = first + stressed.start("words"), first + stressed.end("words")
        words = stressed["words"]
    furniture = bool(_IMAGE.match(line)) or (is_furniture(words) and not _UNDERLINE.match(line))
    return Passage(first, last, PassageKind.FURNITURE if furniture else PassageKind.PARAGRAPH)


FORMAT = Format("markdown", (".md", ".markdown"), read_markdown, ("text/markdown",))
