"""Reads a saved mail: its words, then what is attached; follows no link, shows no picture, trusts no charset.

What a reply quotes is furniture: read, kept, and never an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePosixPath

from loaders import edtf
from loaders.edtf import write_edtf
from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.layout import lay_out
from loaders.formats.markup import read_markup
from loaders.model import DateCandidate, Passage, PassageKind, Sense
from loaders.wording.rules import rules

_LINE = re.compile(r"[^\n]*\n?")
_NAMED = re.compile(r"name\s*=\s*\"?(?P<name>[^\";\r\n]+)", re.IGNORECASE)
_FLOWED = re.compile(r"(?<=\S) \n(?=[^\s>])")
_REMEDY = "Save it again from the mail program."
_THIN = 4  # a plain body with this many times fewer words than the other is a stand-in for it
_DEEPEST = 20  # parts inside each other
_MOST = 1_000  # parts of one mail


def read_mail(payload: Payload) -> Iterator[Draft | Payload | DocumentError]:
    """A draft of the mail's own words, then a payload for each file attached to it."""
    try:
        message = message_from_bytes(payload.data)
        if not any(name in message for name in ("From", "Subject", "Date", "To")):
            raise DocumentError(payload.source, "this is no mail: it has none of a mail's headers.", _REMEDY)
        parts = list(_parts(message))
        draft = _draft(payload, message, parts)
        files = list(_files(payload, parts))
    except DocumentError:
        raise
    except Exception as error:  # a broken mail may fail anywhere inside
        reason = f"this mail is broken ({type(error).__name__}: {error})."
        raise DocumentError(payload.source, reason, _REMEDY) from error
    if draft is None and not files:
        raise DocumentError(payload.source, "there are no words in this mail.", "Leave it out.")
    if draft:
        yield draft
    yield from files


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, mails inside left whole."""
    inside = message.get_payload()
    if isinstance(inside, list) and message.get_content_type() != "message/rfc822":
        for part in inside[:_MOST]:
            if isinstance(part, Message) and depth < _DEEPEST:
                yield from _parts(part, depth + 1)
    else:
        yield message


def _draft(payload: Payload, message: Message, parts: list[Message]) -> Draft | None:
    plain = [_text(payload, part) for part in parts if _is_body(part, "text/plain")]
    marked = [_text(payload, part) for part in parts if _is_body(part, "text/html")]
    text = "\n\n".join(words for words in plain if words.strip())
    blocks = [block for words in marked for block in read_markup(words)]
    if not text and not blocks:
        return None
    sender = _header(message, "From")
    name, address = parseaddr(sender)
    draft = Draft(
        title=_header(message, "Subject") or None,
        publisher=name or address.rpartition("@")[2] or None,
        publisher_evidence=f"From: {sender}" if sender else None,
        clues=tuple(_clues(message)),
    )
    if blocks and len(text) * _THIN < sum(len(block.text) for block in blocks):
        return replace(draft, blocks=tuple(blocks))
    return replace(draft, text=text, passages=tuple(_passages(text)))


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_file(part)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _text(payload: Payload, part: Message) -> str:
    """The words of a part in the encoding that its letters prove, soft line breaks of its sender's program undone."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    charset = part.get_param("charset")
    declared = charset if isinstance(charset, str) else None
    text = decode_text(Payload(payload.source, payload.name, data, charset=declared)).replace("\r\n", "\n")
    return _FLOWED.sub(" ", text) if part.get_param("format") == "flowed" else text


def _passages(text: str) -> Iterator[Passage]:
    """The passages of a plain body; quotations, and all below the mark of an old mail or a signature, are furniture."""
    own, quoted = 0, 0
    for line in _LINE.finditer(text):
        if line.start() == line.end():
            break
        words = line[0].strip()
        below = words and any(rule.about.get("below") and rule.find(words) for rule in rules("quoted"))
        if below or words == "--":
            yield from _laid_out(text, own, line.start())
            yield from _furniture(text, line.start(), len(text))
            return
        if words.startswith(">") or any(rule.find(words) for rule in rules("quoted")):
            yield from _laid_out(text, own, line.start())
            yield from _furniture(text, line.start(), line.end())
            own = quoted = line.end()
    yield from _laid_out(text, max(own, quoted), len(text))


def _laid_out(text: str, start: int, end: int) -> Iterator[Passage]:
    for passage in lay_out(text[start:end]):
        yield replace(passage, start=passage.start + start, end=passage.end + start)


def _furniture(text: str, start: int, end: int) -> Iterator[Passage]:
    words = text[start:end]
    if words.strip():
        first = start + len(words) - len(words.lstrip())
        yield Passage(first, start + len(words.rstrip()), PassageKind.FURNITURE)


def _files(payload: Payload, parts: list[Message]) -> Iterator[Payload]:
    for number, part in enumerate(parts, 1):
        inside = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
            mail = inside[0]
            if isinstance(mail, Message):
                name = _file_name(part) or f"{_header(mail, 'Subject')[:60] or number}.eml"
                yield payload.member(_last(name, ".eml"), mail.as_bytes())
        elif _is_file(part) and isinstance(data := part.get_payload(decode=True), bytes):
            name = _last(_file_name(part))
            if name:
                yield replace(payload.member(name, data), optional=True)


def _file_name(part: Message) -> str:
    """The name of an attached file; one in bare bytes is taken from the header as it came."""
    name = part.get_filename() or ""
    if "\ufffd" in name:
        found = (_NAMED.search(value) for key, value in part.raw_items() if key.lower().startswith("content-"))
        name = next((match["name"] for match in found if match), name)
    return _decoded(name)


def _last(name: str, ending: str = "") -> str:
    """A file's own name, without the folders it claims."""
    own = PurePosixPath(" ".join(name.replace("\\", "/").split())).name
    return own if own.lower().endswith(ending) else f"{own.replace('/', ' ')}{ending}"


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return _decoded(value) if value is not None else ""


def _decoded(value: str | Header) -> str:
    """A header's words: encoded words decoded, bare bytes read by what their letters prove."""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        pieces = [(str(value), None)]
    words = "".join(
        _bytes(piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece, charset)
        for piece, charset in pieces
    )
    return " ".join(words.split())


def _bytes(data: bytes, charset: str | None) -> str:
    try:
        return decode_text(Payload("", "", data, charset=charset)) if data.strip() else " "
    except DocumentError:
        return data.decode("ascii", "replace")


def _clues(message: Message) -> Iterator[DateCandidate]:
    """The day the mail was sent, as its sender's clock had it."""
    stated = _header(message, "Date")
    try:
        interval = edtf.day(parsedate_to_datetime(stated).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        if stated:
            yield DateCandidate("mail_header", Sense.SAID, stated)
        return
    yield DateCandidate("mail_header", Sense.SAID, f"Date: {stated}", write_edtf(interval), interval)


FORMAT = Format("eml", (".eml",), read_mail, ("message/rfc822",))
