"""The words that appear when a mark is pointed at: title, dates with their precision, role, status, source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.figures.canvas import day_of
from dashboard.figures.lettering import plain, wrap
from dashboard.words.phrases import say_day, say_edtf, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

COLUMNS = 52  # letters to a line
NAMED = 5  # titles that a chip names


def event_texts(events: pd.DataFrame, rows: Sequence[int], language: str) -> list[str]:
    """One text for each row (position) of ``events``; the source's own words cannot act as markup."""
    columns = ("title", "when", "role", "announced", "status", "publisher", "created", "document_title")
    part = events.iloc[list(rows)].reindex(columns=list(columns)).astype(object)
    records = part.where(part.notna(), None).to_dict("records")
    return [_event_text({str(name): value for name, value in row.items()}, language) for row in records]


def _event_text(event: dict[str, Any], language: str) -> str:
    table = words(language)
    lines = [f"<b>{plain(line)}</b>" for line in wrap(event["title"] or "", COLUMNS)]
    if event["when"]:
        role = table["role"].get(event["role"] or "", "")
        lines.append(f"{role}: {say_edtf(event['when'], language)}" if role else say_edtf(event["when"], language))
    else:
        lines.append(table["undated"])
    if event["announced"]:
        lines.append(f"{table['role']['announced']}: {say_edtf(event['announced'], language)}")
    if event["status"]:
        lines.append(table["status"].get(event["status"], plain(event["status"])))
    source = [plain(event["publisher"])] if event["publisher"] else []
    if event["created"]:
        source.append(say_edtf(event["created"], language))
    if source:
        lines.append(f'<span style="font-size:11px">{" · ".join(source)}</span>')
    return "<br>".join(map(opened, lines))


def opened(line: str) -> str:
    """A line with a capital at its head."""
    return line[:1].upper() + line[1:]


def chip_text(titles: Sequence[str], count: int, first: float, last: float, language: str) -> str:
    """What a chip holds: how many events, between which days, and the first few titles."""
    table = words(language)
    head = table["chip"].format(
        n=f"{count:,}", first=say_day(day_of(first), language), last=say_day(day_of(last), language)
    )
    lines = [f"<b>{head}</b>"]
    for title in titles[:NAMED]:
        short = wrap(title, COLUMNS)
        lines.append("· " + plain(short[0] if len(short) < 2 else short[0] + "…") if short else "·")
    if count > NAMED:
        lines.append(table["more"].format(n=f"{count - NAMED:,}"))
    return "<br>".join([*lines, table["chip_open"]])
