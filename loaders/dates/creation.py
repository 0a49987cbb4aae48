"""Finds the day a document was said, on a ladder one can read, and keeps every date it shows; never guesses a day.

Said beats posted beats re-posted; among equals the higher rung wins, and the answer is signed with the rung's name.
A day without a year takes it from the nearest date on which the document was posted, which it cannot come after.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from loaders.dates.bounds import prove_bounds
from loaders.dates.rungs import LADDER
from loaders.dates.sightings import Sighting
from loaders.edtf import Interval, write_edtf
from loaders.model import CreationTime, DateCandidate, Document, Sense

__all__ = ["LADDER", "date_document"]

_GRACE = timedelta(days=1)  # clocks differ around the world
_LOOKS_BACK = {"held_on": timedelta(days=60), "signed": timedelta(days=400)}
_YEARS_AHEAD = timedelta(days=500)
_SENSES = tuple(Sense)
_SAID_RUNGS = frozenset(("dateline", "held_on", "signed", "header"))
_SHOWN = frozenset(("header", "page_field", "page_state", "page_line", "htmldate", "htmldate_search"))
_STATED = frozenset(("metadata", "page_field", "page_state", "url", "url_month", "header"))
_FIRM = frozenset(("record", "dateline", "held_on", "signed", "mail_header", "feed_item", "header"))

Seen = list[tuple[str, Sighting]]


def date_document(document: Document) -> Document:
    """The document with its date, all dates it shows (best first), and for an undated one the bounds its text proves.

    Nothing is invented: without a date ``created`` stays None, and ``created_bounds`` is None where nothing is proven.
    """
    seen = [(rung.__name__, sighting) for rung in LADDER for sighting in rung(document)]
    seen = _complete(seen)
    proven: Interval | None = None
    if all(name not in _FIRM or not sighting.interval for name, sighting in seen):
        proven = prove_bounds(document)
    seen = [(name, _refuse(name, sighting, proven, seen)) for name, sighting in seen]
    order = {rung.__name__: place for place, rung in enumerate(LADDER)}
    seen.sort(key=lambda each: (_SENSES.index(each[1].sense), order[each[0]]))
    best = next(((n, s) for n, s in seen if s.interval and not s.refused), None)
    candidates = _candidates(seen)
    if best and (name := best[0]) and (interval := best[1].interval):
        created = CreationTime(write_edtf(interval), interval, name, best[1].evidence)
        return replace(document, created=created, candidates=candidates, created_bounds=None)
    bounds = write_edtf(proven) if proven else None
    return replace(document, created=None, candidates=candidates, created_bounds=bounds)


def _candidates(seen: Seen) -> tuple[DateCandidate, ...]:
    """One candidate for each rung, sense and date; what has no date is kept by its words."""
    found: dict[tuple[str, str, str], DateCandidate] = {}
    for name, sighting in seen:
        spelled = write_edtf(sighting.interval) if sighting.interval else None
        candidate = DateCandidate(name, sighting.sense, sighting.evidence, spelled, sighting.interval, sighting.refused)
        found.setdefault((name, sighting.sense, spelled or sighting.evidence), candidate)
    return tuple(found.values())


def _complete(seen: Seen) -> Seen:
    """Give every reading its interval: a day without a year takes that of the nearest date of posting."""
    whole = [(n, replace(s, interval=s.reading.interval()) if s.reading and s.reading.year else s) for n, s in seen]
    anchor = _anchor(whole)
    return [(n, _with_year(s, anchor) if s.reading and not s.reading.year else s) for n, s in whole]


def _anchor(seen: Seen) -> date | None:
    """The last day of the date of posting, else of re-posting, else of another date that is whole."""
    for sense in (Sense.POSTED, Sense.REPOSTED, Sense.SAID):
        days = [s.interval.last for _, s in seen if s.sense == sense and s.interval and s.interval.last]
        if days:
            return days[0]
    return None


def _with_year(sighting: Sighting, anchor: date | None) -> Sighting:
    if anchor is None or sighting.reading is None:
        return sighting
    for year in (anchor.year, anchor.year - 1):
        interval = sighting.reading.interval(year)
        if interval and interval.start and interval.start <= anchor + _GRACE:
            return replace(sighting, interval=interval)
    return sighting


def _refuse(name: str, sighting: Sighting, proven: Interval | None, seen: Seen) -> Sighting:
    """Mark a date as impossible, with the reason, by what the text proves and by the other dates of the document."""
    interval = sighting.interval
    if sighting.refused or not interval or not interval.start or not interval.end:
        return sighting
    if proven and proven.start and interval.end <= proven.start and not _is_confirmed(name, sighting, seen):
        return replace(sighting, refused=f"before {write_edtf(proven)}, which the text proves")
    saved = [s.interval.last for n, s in seen if n == "retrieved" and s.interval and s.interval.last]
    if saved and name != "retrieved" and interval.start > max(saved) + _GRACE:
        return replace(sighting, refused=f"after {max(saved)}, when the page was saved")
    if name in _SAID_RUNGS and sighting.sense == Sense.SAID:
        return _against_posting(name, sighting, interval.start, seen)
    return _against_others(name, sighting, interval.start, seen)


def _is_confirmed(name: str, sighting: Sighting, seen: Seen) -> bool:
    """Whether another rung saw the same days: then the reading of the text is the more doubtful of the two."""
    return any(n != name and s.interval == sighting.interval and not s.refused for n, s in seen)


def _against_posting(name: str, sighting: Sighting, start: date, seen: Seen) -> Sighting:
    """What was said after it was posted was announced; what was held long before is looked back on."""
    posted = [
        s.interval.last for _, s in seen if s.sense == Sense.POSTED and s.interval and s.interval.last and not s.refused
    ]
    if not posted:
        return sighting
    if start > max(posted) + _GRACE:
        return replace(sighting, refused=f"after {max(posted)}, when it was posted")
    if (longest := _LOOKS_BACK.get(name)) and start < min(posted) - longest:
        return replace(sighting, refused=f"long before {min(posted)}, when it was posted")
    return sighting


def _against_others(name: str, sighting: Sighting, start: date, seen: Seen) -> Sighting:
    """A day years after every other date of a page is a day that the page looks ahead to."""
    if name not in _SHOWN or _is_confirmed(name, sighting, seen):
        return sighting
    others = [
        s.interval.last
        for n, s in seen
        if n != name and n in _STATED and s.interval and s.interval.last and not s.refused
    ]
    if others and start > max(others) + _YEARS_AHEAD:
        return replace(sighting, refused=f"years after {max(others)}, the latest other date of the page")
    return sighting
