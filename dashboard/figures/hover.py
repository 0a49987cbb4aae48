"""The words that appear when a mark is pointed at: title, dates with their precision, role, status, source."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dashboard.figures.calendar import day_of
from dashboard.figures.lanes import read_texts
from dashboard.figures.lettering import plain, wrap
from dashboard.words.phrases import say_count, say_edtf, words
from loaders.edtf import Interval, write_edtf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

COLUMNS = 52  # letters to a line
NAMED = 4  # titles that a chip names
TOLD = ("when", "role", "announced", "status", "publisher", "created")


def event_texts(
    events: pd.DataFrame, rows: Sequence[int], titles: Sequence[str], mentions: Sequence[int], language: str
) -> list[str]:
    """One text for each row (position) of ``events``; the source's own words cannot act as markup."""
    columns = {name: read_texts(events, name, rows) for name in TOLD}
    return [
        _event_text(title, {name: column[i] for name, column in columns.items()}, mentions[i], language)
        for i, title in enumerate(titles)
    ]


@lru_cache(maxsize=8192)
def _say(edtf: str, language: str) -> str:
    return say_edtf(edtf, language)


def _event_text(title: str, event: Mapping[str, str | None], mentions: int, language: str) -> str:
    table = words(language)
    lines = [f"<b>{plain(line)}</b>" for line in wrap(title, COLUMNS)]
    if event["when"]:
        role = table["role"].get(event["role"] or "", "")
        lines.append(f"{role}: {_say(event['when'], language)}" if role else _say(event["when"], language))
    else:
        lines.append(table["undated"])
    if event["announced"]:
        lines.append(f"{table['role']['announced']}: {_say(event['announced'], language)}")
    if event["status"]:
        lines.append(table["status"].get(event["status"], plain(event["status"])))
    if mentions > 1:
        lines.append(table["told"].format(mentions=say_count("mentions", mentions, language)))
    source = [plain(event["publisher"])] if event["publisher"] else []
    if event["created"] and event["created"] != event["announced"]:
        source.append(_say(event["created"], language))
    if source:
        lines.append(f'<span style="font-size:11px">{" · ".join(source)}</span>')
    return "<br>".join(map(opened, lines))


def opened(line: str) -> str:
    """A line with a capital at its head."""
    return line[:1].upper() + line[1:]


def pile_text(names: Sequence[str], count: int, days: tuple[int, int], language: str, lane: str) -> str:
    """What a chip or bar holds: how many events, of which days (end exclusive) and lane, and the first few titles."""
    table = words(language)
    period = opened(
        _say(write_edtf(Interval(day_of(days[0]), day_of(days[0]) + timedelta(days[1] - days[0]))), language)
    )
    lines = [f"<b>{table['chip'].format(events=say_count('events', count, language), period=period)}</b>", plain(lane)]
    for title in names:
        short = wrap(title, COLUMNS)
        lines.append("· " + plain(short[0] if len(short) < 2 else short[0] + "…") if short else "·")
    if names and count > len(names):
        lines.append(table["more"].format(n=f"{count - len(names):,}"))
    return "<br>".join([*lines, table["chip_open"]])
