"""Events for timelines and calendars elsewhere, TimelineJS and iCalendar; gives none a day that its source does not."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from dashboard.exports.embedding import KEY, PROPERTY
from dashboard.words import load_words
from dashboard.words.phrases import say_edtf
from loaders.edtf import Granularity, Interval, read_edtf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.exports.receipt import Receipt
    from dashboard.placing import Axis
    from loaders.sectors.taxonomy import Taxonomy

Row = dict[str, Any]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LINKED = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a timeline elsewhere tells it: its time as it is stated, and its words."""

    id: str
    title: str
    sentence: str
    edtf: str | None
    role: str | None
    source: str
    url: str | None
    sectors: tuple[str, ...]


def tell_events(rows: Iterable[Row], *, taxonomy: Taxonomy, language: str, axis: Axis = "when") -> list[Told]:
    """Rows of ``Store.events()`` as they are told; without a time of its own an event stands on its announcement."""
    told = []
    for row in rows:
        own = row["when"] if axis == "when" and _text(row["when"]) else None
        codes = [code for code in row["sectors"] if code in taxonomy]
        names = tuple(getattr(taxonomy[code], f"label_{language}", taxonomy[code].label_en) for code in codes)
        source = ", ".join(part for part in (row["publisher"], row["document_title"]) if _text(part))
        url = row["url"] if _text(row["url"]) and row["url"].startswith(_LINKED) else None
        edtf = own or (row["announced"] if _text(row["announced"]) else None)
        role = row["role"] if own else None
        title = " ".join(str(row["title"]).split())
        told.append(Told(row["id"], title, row["text"], edtf, role, source, url, names))
    return told


def find_left_out(told: Iterable[Told], form: str, language: str) -> tuple[str, ...]:
    """Events that a format has no place for, each with its time and title: undated ones, or those without a day."""
    find = find_days if form == "ics" else find_slide_dates
    return tuple(f"{say_edtf(one.edtf, language)}: {one.title}" for one in told if find(one.edtf) is None)


def timelinejs_bytes(told: Iterable[Told], receipt: Receipt, *, title: str, language: str = "en") -> bytes:
    """The JSON that TimelineJS reads; events without a date are left out.

    A month stays a month and a year a year; a deadline stands on its last stated unit.
    """
    slides = []
    for one in told:
        dates = find_slide_dates(one.edtf)
        if dates is None:
            continue
        paragraphs = [f"<p>{html.escape(one.sentence)}</p>"]
        if one.source:
            said = html.escape(one.source)
            link = f'<a href="{html.escape(one.url)}">{said}</a>' if one.url else said
            paragraphs.append(f"<p>{link}</p>")
        slide: Row = dates | {
            "unique_id": one.id,
            "display_date": say_edtf(one.edtf, language),
            "text": {"headline": html.escape(one.title), "text": "".join(paragraphs)},
        }
        if one.sectors:
            slide["group"] = one.sectors[0]
        slides.append(slide)
    text = f"<p>{html.escape(receipt.selection)}</p><p>{html.escape(say_version(receipt, language))}</p>"
    cover = {"text": {"headline": html.escape(title), "text": text}}
    data = {"title": cover, "events": slides, KEY: json.loads(receipt.inside().to_json())}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def find_slide_dates(edtf: str | None) -> Row | None:
    """First and last unit of a time as TimelineJS writes them; None where no unit is stated."""
    if not edtf:
        return None
    first, slash, last = edtf.partition("/")
    parts = [read_edtf(part) for part in (first, last if slash else "") if part not in ("", "..")]
    if not parts or parts[0].start is None:
        return None
    opening, closing = parts[0], parts[-1]
    dates = {"start_date": _unit(opening, opening.start)}
    whole = len(parts) == 1 and opening.granularity in (Granularity.DAY, Granularity.MONTH, Granularity.YEAR)
    return dates if whole or closing.last is None else dates | {"end_date": _unit(closing, closing.last)}


def _unit(unit: Interval, day: date | None) -> dict[str, int]:
    """A day as finely as the unit that it bounds is stated."""
    assert day is not None
    if unit.granularity in (Granularity.YEAR, Granularity.DECADE):
        return {"year": day.year}
    if unit.granularity in (Granularity.MONTH, Granularity.QUARTER, Granularity.HALF, Granularity.SEASON):
        return {"year": day.year, "month": day.month}
    return {"year": day.year, "month": day.month, "day": day.day}


def calendar_bytes(told: Iterable[Told], receipt: Receipt, *, title: str, language: str = "en") -> bytes:
    """An iCalendar of all-day events; what is not known to the day is left out, and listed in its description.

    A deadline stands on its day, and what is in force from a day on that day.
    """
    from icalendar import Calendar, Event, vText

    said = load_words(language)["calendar"]
    calendar = Calendar()
    calendar.add("prodid", "-//Policy Timeline//NONSGML export//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(title))
    stamp = _stamp(receipt)
    for one in told:
        days = find_days(one.edtf)
        if days is None:
            continue
        event = Event()
        event.add("uid", f"{one.id}@policy-timeline")
        event.add("dtstamp", stamp)
        event.add("dtstart", days[0])
        event.add("dtend", days[1])
        event.add("summary", said[one.role].format(title=one.title) if one.role in said else one.title)
        event.add("description", "\n".join(part for part in (one.sentence, one.source) if part))
        event.add("transp", "TRANSPARENT")
        if one.sectors:
            event.add("categories", list(one.sectors))
        if one.url:
            event.add("url", one.url)
        calendar.add_component(event)
    notes = [receipt.selection, say_version(receipt, language)]
    if receipt.left_out:
        notes.append(said["left_out"].format(count=f"{len(receipt.left_out):,}"))
    calendar.add("x-wr-caldesc", vText("\n".join([*notes, *receipt.left_out])))
    calendar.add(PROPERTY, vText(b64encode(receipt.inside().to_json(indent=None).encode("utf-8")).decode("ascii")))
    return bytes(calendar.to_ical())


def find_days(edtf: str | None) -> tuple[date, date] | None:
    """First day and day after the last of a time that is stated to the day; None for any other.

    >>> find_days("2025-03-10"), find_days("../2025-12-31")
    ((datetime.date(2025, 3, 10), datetime.date(2025, 3, 11)), (datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)))
    >>> find_days("2025-03"), find_days("2025-03-10~"), find_days(None)
    (None, None, None)
    """
    stated = [part for part in (edtf or "").split("/") if part not in ("", "..")]
    if not stated or not all(_DAY.fullmatch(part) for part in stated):
        return None
    return date.fromisoformat(stated[0]), date.fromisoformat(stated[-1]) + timedelta(1)


def say_version(receipt: Receipt, language: str) -> str:
    """The data version that an export rests on."""
    return load_words(language)["sheets"]["version"].format(version=receipt.data_version)


def _stamp(receipt: Receipt) -> datetime:
    """When the data came to be, so that the same export is the same file."""
    if receipt.committed:
        return datetime.fromisoformat(receipt.committed.replace("Z", "+00:00")).replace(microsecond=0)
    day = date.fromisoformat(receipt.made) if receipt.made else date(1970, 1, 1)
    return datetime.combine(day, time(), UTC)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
