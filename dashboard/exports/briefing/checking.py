"""Says whether a briefing still shows what the store holds: every part made anew, at its version; reads no file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.exports.briefing.parts import ChartPart, EventPart, Ground, gather_parts, holdings_of
from dashboard.exports.briefing.sealing import sum_up
from dashboard.exports.briefing.value import Briefing
from dashboard.exports.changes import hold_again, tell_since
from dashboard.exports.progress import Steps
from loaders.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from dashboard.exports.briefing.parts import Part
    from dashboard.exports.receipt import Receipt
    from dashboard.library import Holdings, Library
    from dashboard.selection import Selection
    from loaders.sectors.taxonomy import Taxonomy

BRIEFING = "briefing"
COUNTS = ("events", "documents", "undated")


def check_briefing(
    receipt: Receipt, library: Library, taxonomy: Taxonomy, store: str | Path
) -> tuple[list[str], list[str]]:
    """In what a briefing made anew differs from its receipt, and what the newest version tells otherwise.

    Both are lines for a reader that name the item. Raises StoreError where a version cannot be had.
    """
    told = receipt.settings.get("parts")
    if not isinstance(told, list) or "briefing" not in receipt.settings:
        raise StoreError("its receipt does not say what it shows.")
    briefing = Briefing.from_dict(receipt.settings["briefing"])

    def find_holdings(number: int, _: Selection | None) -> Holdings:
        return hold_again(library, int(told[number]["version"]), told[number]["committed"])

    today = date.fromisoformat(receipt.as_of) if receipt.as_of else date.max
    parts, notes = gather_parts(briefing, Ground(find_holdings, taxonomy, today), Steps(len(briefing.items)))
    if notes:
        raise StoreError(f"this program does not know all that was selected: {' '.join(notes)}")
    wrong = [line for number, part in enumerate(parts, 1) for line in compare_part(number, part, told[number - 1])]
    if not wrong and sum_up(briefing, parts) != receipt.figure_sha256:
        wrong.append("its words are not those that the receipt pins.")
    since = [
        f"item {number}, {part.name}: {line}"
        for number, part in enumerate(parts, 1)
        for line in tell_since(shown_by(part), holdings_of(part).version, store)
    ]
    return wrong, list(dict.fromkeys(since))


def compare_part(number: int, part: Part, told: dict[str, Any]) -> list[str]:
    """In what one part differs from what its receipt tells of it."""
    name = f"item {number}, {part.name}"
    wrong = []
    if isinstance(part, ChartPart):
        wrong = [
            f"{name}: {count} were {told[count]} and are {now}."
            for count in COUNTS
            if told.get(count) != (now := getattr(part.receipt, count))
        ]
    if not wrong and part.digest != told.get("sha256"):
        wrong.append(f"{name}: what is shown is not the same.")
    return wrong


def shown_by(part: Part) -> pd.DataFrame:
    """Full rows of the events that a part shows."""
    if isinstance(part, EventPart):
        return part.holdings.rows([str(part.row["id"])])
    return part.view.full(part.rows)
