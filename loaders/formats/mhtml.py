"""Reads a web page saved with all its parts in one file (MHTML): the page as HTML, its pictures and styles left out."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from loaders.errors import DocumentError
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.fetch import is_address, split_address
from loaders.formats.html import read_html


def read_mhtml(payload: Payload) -> Iterator[Draft | Payload | DocumentError]:
    """What the reader of HTML makes of the page, which is the first of its parts that is HTML."""
    try:
        page = next((part for part in message_from_bytes(payload.data).walk() if _is_page(part)), None)
        data = page.get_payload(decode=True) if page is not None else None
        place = str(page.get("Content-Location") or "").strip() if page is not None else ""
        charset = page.get_param("charset") if page is not None else None
    except Exception as error:  # a broken file may fail anywhere inside
        reason = f"this saved page is broken ({type(error).__name__}: {error})."
        raise DocumentError(payload.source, reason, "Save the page again.") from error
    if not isinstance(data, bytes) or not data.strip():
        raise DocumentError(payload.source, "there is no page in this file.", "Save the page again, as HTML.")
    url = place if is_address(place) and split_address(place).netloc else payload.url
    declared = charset if isinstance(charset, str) else None
    yield from read_html(Payload(payload.source, payload.name, data, url, declared))


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


FORMAT = Format("mhtml", (".mhtml", ".mht"), read_mhtml, ("multipart/related", "application/x-mimearchive"))
