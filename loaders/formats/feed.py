"""Reads a saved RSS or Atom feed, an entry a document; fetches nothing it links to and expands no entity of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from loaders import edtf
from loaders.edtf import Interval, write_edtf
from loaders.errors import DocumentError, EdtfError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.formats.limits import limits
from loaders.formats.markup import read_markup, words_of_markup
from loaders.model import DateCandidate, PassageKind, Sense
from loaders.wording.stated import read_stated

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w-]+)", re.IGNORECASE)
_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def read_feed(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft an entry, ``feed.xml#entry=1`` being the first; tells where a broken feed ends."""
    found = _DECLARED.search(payload.data[:1024])
    charset = payload.charset or (found[1].decode("ascii", "ignore") if found else None)
    text = decode_text(Payload(payload.source, payload.name, payload.data, payload.url, charset))
    if _ENTITY.search(text):
        raise DocumentError(payload.source, "this feed declares entities, which none needs.", "Do not trust it.")
    parsed = _parse(payload, text)
    if not parsed.entries:
        what = "there is no entry in this feed." if parsed.get("version") else "this is no RSS or Atom feed."
        raise DocumentError(payload.source, what, "Save the feed again.")
    most = limits().members
    for number, entry in enumerate(parsed.entries[:most], 1):
        yield _read_entry(payload, parsed.feed, entry, number)
    if len(parsed.entries) > most:
        reason = f"it has more than {most:,} entries; the first {most:,} are read."
        yield DocumentError(payload.source, reason, "Split it, or raise the limits in data/limits.toml.")
    if type(parsed.get("bozo_exception")).__name__.startswith("SAX"):
        place = f"#entry={len(parsed.entries)}"
        reason = f"the feed is broken after this entry or within it ({parsed.bozo_exception})."
        yield DocumentError(payload.source + place, reason, "Save the feed again; what could be read is read.")


def _parse(payload: Payload, text: str) -> Any:
    import feedparser  # not needed where no feed is read

    data = io.BytesIO(_HEAD.sub("", text).strip().encode("utf-8", "replace"))
    try:
        return feedparser.parse(data, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # a broken feed may fail anywhere inside
        reason = f"this feed cannot be read ({type(error).__name__}: {error})."
        raise DocumentError(payload.source, reason, "Save the feed again.") from error


def _read_entry(payload: Payload, feed: Any, entry: Any, number: int) -> Draft | DocumentError:
    part = f"#entry={number}"
    title = words_of_markup(str(entry.get("title") or "")) or None
    pieces = [str(each.get("value") or "") for each in entry.get("content") or ()]
    body = read_markup(max([*pieces, str(entry.get("summary") or "")], key=len))
    if not title and not body:
        return DocumentError(payload.source + part, "this entry has no words.", "Leave it out.")
    first = body[0].text if body else None
    head = [Block(title, PassageKind.HEADING if body else PassageKind.PARAGRAPH)] if title and title != first else []
    source = entry.get("source") or {}
    named = words_of_markup(str(source.get("title") or "")) or words_of_markup(str(feed.get("title") or ""))
    return Draft(
        blocks=(*head, *body),
        part=part,
        title=title,
        url=_address(entry.get("link")),
        publisher=named or None,
        publisher_evidence=f"title of the feed: {named}" if named else None,
        clues=tuple(_clues(entry)),
    )


def _address(link: object) -> str | None:
    address = str(link or "").strip()
    return address if address.lower().startswith(("http://", "https://")) else None


def _clues(entry: Any) -> Iterator[DateCandidate]:
    """When the entry was posted, in the sender's own time zone, and when it was changed."""
    for name, sense in (("published", Sense.POSTED), ("created", Sense.POSTED), ("updated", Sense.REPOSTED)):
        words = str(dict.get(entry, name) or "").strip()
        if not words:
            continue
        interval = _interval(words, dict.get(entry, f"{name}_parsed"))
        spelled = write_edtf(interval) if interval else None
        yield DateCandidate("feed_item", sense, f"{name}: {words}", spelled, interval)


def _interval(words: str, parsed: Any) -> Interval | None:
    try:
        return read_stated(words)
    except (EdtfError, ValueError):
        pass
    try:
        return edtf.day(date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)) if parsed else None
    except (ValueError, EdtfError):
        return None


FORMAT = Format(
    "feed",
    (".rss", ".atom", ".xml"),
    read_feed,
    ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"),
)
