"""What a briefing is, and its JSON: charts and events in an order, with words of one's own; knows no store.

A file of a briefing::

    {"title": "6G, 2019 to 2025", "heading": "For the meeting of 3 March", "notes": "What has changed since May.",
     "language": "en", "theme": "light",
     "items": [{"chart": "timeline", "address": "?sectors=6g", "caption": "6G from plan to trial", "notes": ""},
               {"event": "0f3a...", "note": "The first licence."}]}

``language`` is en or zh, ``theme`` light or dark; all but ``title`` and ``items`` may be left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from dashboard.theme import THEMES
from dashboard.words import LANGUAGES
from loaders.errors import UsageError, did_you_mean

CHARTS = ("timeline", "heatmap", "trend", "compare")
MOST = 200  # items of a briefing: of more, nobody reads the last


@dataclass(frozen=True, slots=True)
class ChartItem:
    """A chart: one of ``CHARTS``, and the address (query) that shows it; ``caption`` stands in place of its name."""

    chart: str
    address: str = ""
    caption: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event by its id, and a note on it."""

    event: str
    note: str = ""


Item = ChartItem | EventItem


@dataclass(frozen=True, slots=True)
class Briefing:
    """Charts and events in the order told: ``heading`` is a line under the title, ``notes`` the opening words.

    Raises UsageError for a chart, a language or a theme there is not, and for what has no title or no item.
    """

    title: str
    items: tuple[Item, ...]
    heading: str = ""
    notes: str = ""
    language: str = "en"
    theme: str = "light"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise UsageError("the briefing has no title. Give it one.")
        if not 0 < len(self.items) <= MOST:
            raise UsageError(f"the briefing has {len(self.items)} items: give it 1 to {MOST} charts and events.")
        _check("language", self.language, LANGUAGES)
        _check("theme", self.theme, tuple(THEMES))
        for number, item in enumerate(self.items, 1):
            if isinstance(item, ChartItem):
                _check(f"item {number}, chart", item.chart, CHARTS)
            elif not item.event.strip():
                raise UsageError(f"item {number}: the event has no id.")

    def to_json(self) -> str:
        """JSON that ``from_json`` reads back to an equal briefing."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        held = asdict(self)
        return {name: held[name] for name in ("title", "heading", "notes", "language", "theme", "items")} | {
            "items": [asdict(item) for item in self.items]
        }

    @classmethod
    def from_json(cls, text: str) -> Briefing:
        """Read a briefing; raises UsageError that says what is wrong and where."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise UsageError(f"this is not JSON: {error}.") from error
        return cls.from_dict(data)

    @classmethod
    def from_dict(cls, data: Any) -> Briefing:
        """A briefing of plain values; raises UsageError that says what is wrong and where."""
        held = _texts(data, cls, "the briefing", but=("items",))
        items = data.get("items")
        if not isinstance(items, list):
            raise UsageError("the briefing has no list 'items' of charts and events.")
        return cls(items=tuple(_item(item, number) for number, item in enumerate(items, 1)), **held)


def read_briefing(path: str | Path) -> Briefing:
    """Read a file of a briefing; raises UsageError that names the file and what is wrong in it."""
    try:
        return Briefing.from_json(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it cannot be read: {error}.") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _item(data: Any, number: int) -> Item:
    where = f"item {number}"
    if isinstance(data, dict) and ("chart" in data) == ("event" in data):
        raise UsageError(f"{where}: name either a 'chart' ({', '.join(CHARTS)}) or an 'event' (its id).")
    if isinstance(data, dict) and "event" in data:
        return EventItem(**_texts(data, EventItem, where))
    return ChartItem(**_texts(data, ChartItem, where))


def _texts(data: Any, kind: type, where: str, but: tuple[str, ...] = ()) -> dict[str, str]:
    """The fields of an object, all of them texts."""
    if not isinstance(data, dict):
        raise UsageError(f"{where} is no object with names and values.")
    known = [one.name for one in fields(kind)]
    for name, value in data.items():
        if name not in known:
            raise UsageError(f"{where}: there is no '{name}'.{did_you_mean(name, known)}")
        if name not in but and not isinstance(value, str):
            raise UsageError(f"{where}: '{name}' is {json.dumps(value)[:40]}; write a text.")
    if "title" in known and "title" not in data:
        raise UsageError(f"{where} has no 'title'.")
    return {name: value for name, value in data.items() if name not in but}


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"{name} '{value}': choose {', '.join(known)}.{did_you_mean(value, known)}")
