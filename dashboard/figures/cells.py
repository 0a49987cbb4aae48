"""What the cells of a heatmap say: their number, their words for a pointer, and how they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboard.figures.hover import opened
from dashboard.figures.lettering import plain
from dashboard.words.phrases import say_count, say_period, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.figures.lanes import Lane
    from dashboard.measures import Counts


def say_number(value: float) -> str:
    """A count for a cell: whole where it is whole, else one decimal; nothing for zero and for a gap.

    >>> say_number(3.0), say_number(0.25), say_number(0.0), say_number(1234.0)
    ('3', '0.2', '', '1,234')
    """
    if np.isnan(value) or value == 0:
        return ""
    if abs(value - round(value)) < 0.005 or value >= 100:
        return f"{round(value):,}"
    return f"{value:.1f}" if value >= 0.05 else "·"


def hover_texts(counts: Counts, lanes: Sequence[Lane], language: str) -> list[list[str]]:
    """For each cell: sector and period, how much was counted, from how many documents, and whether it is complete."""
    table = words(language)
    names = [say_period(start.date(), counts.period, language) for start in counts.edges[:-1]]
    texts = []
    for lane, line in zip(lanes, counts.table.to_numpy(), strict=True):
        row = []
        for column, value in enumerate(line):
            lines = [f"<b>{plain(lane.label)} · {names[column]}</b>"]
            number = f"{value:,.2f}".rstrip("0").rstrip(".")
            lines.append(
                table["legend"]["gap"] if np.isnan(value) else opened(f"{table['measure'][counts.measure]}: {number}")
            )
            if counts.documents is not None and not np.isnan(value):
                lines.append(
                    table["read"].format(documents=say_count("documents", int(counts.documents[column]), language))
                )
            if not counts.complete[column]:
                lines.append(table["legend"]["incomplete"])
            row.append("<br>".join(lines))
        texts.append(row)
    return texts


def counting_notes(counts: Counts, language: str) -> list[str]:
    """Measure, weighting and axis in words, and how many events could not be counted."""
    table = words(language)
    notes = [
        table["measure_note"][counts.measure].format(period=table["period"][counts.period]),
        table["weighting_note"][counts.weighting],
        table["axis"][counts.axis],
    ]
    notes += [say_count("undated_note", counts.undated, language)] if counts.undated else []
    return notes + ([say_count("unbounded_note", counts.unbounded, language)] if counts.unbounded else [])
