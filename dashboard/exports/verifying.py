"""Says whether an exported file still shows what the store holds: made anew from its receipt, at its data version.

Two questions are asked. Does the data version give the same content as when the file was written? And does the newest
version tell otherwise of any event that the file shows: amended or rejected by a person, or gone with its document?
What was loaded since and changes none of them changes no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dashboard.exports.briefing.checking import BRIEFING, check_briefing
from dashboard.exports.changes import hold_again, say_value, tell_since
from dashboard.exports.embedding import read_receipts
from dashboard.exports.making import find_exported, rebuild, receive
from dashboard.exports.receipt import content_digest, receipt_path
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import View, find_view
from loaders.errors import PolicyTimelineError, StoreError, UsageError
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from dashboard.exports.receipt import Receipt

COUNTS = ("events", "stories", "documents", "undated", "unreviewed")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` is match, changed or unchecked; ``reasons`` say what has changed, or why nothing can be said."""

    status: Literal["match", "changed", "unchecked"]
    reasons: tuple[str, ...]
    receipt: Receipt | None = None

    def __str__(self) -> str:
        """The verdict and its reasons, a line each."""
        head = {"match": "match", "changed": "changed", "unchecked": "cannot check"}[self.status]
        first, *rest = self.reasons or ("",)
        return "\n".join([f"{head}: {first}", *(f"  {reason}" for reason in rest)])


def verify(path: str | Path, *, store: str | Path, taxonomy: Taxonomy | None = None) -> Verdict:
    """Verify an exported file, by the receipt beside it or in it, against a store; raises UsageError for no file."""
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"{path}: there is no such file.")
    try:
        beside, inside = read_receipts(file)
    except UsageError as error:
        return Verdict("unchecked", (str(error),))
    receipt = beside or inside
    if receipt is None:
        where = f"neither beside it ({receipt_path(file).name}) nor in it"
        return Verdict("unchecked", (f"there is no receipt, {where}, so nothing says what it rests on.",))
    reasons = check_file(file, beside, inside)
    try:
        library, known = Library.at(store), taxonomy or load_taxonomy()
        if receipt.figure == BRIEFING:
            wrong, since = check_briefing(receipt, library, known, store)
        else:
            wrong, since = check_chart(receipt, library, known, store)
        reasons += wrong
    except PolicyTimelineError as error:
        return Verdict("unchecked", (*reasons, str(error)), receipt)
    if reasons or since:
        return Verdict("changed", (*reasons, *since), receipt)
    newest = library.newest_version()
    later = f"; the newest is {newest}, and it tells the same of all of them" if newest > receipt.data_version else ""
    counted = f"{receipt.events:,} events of {receipt.documents:,} documents"
    return Verdict("match", (f"data version {receipt.data_version} holds what it shows, {counted}{later}.",), receipt)


def check_chart(
    receipt: Receipt, library: Library, taxonomy: Taxonomy, store: str | Path
) -> tuple[list[str], list[str]]:
    """In what a chart made anew differs from its receipt, and what the newest version tells otherwise of its events."""
    view = view_again(receipt, library, taxonomy)
    wrong = compare_content(view, taxonomy, receipt)
    shown = view.full(find_exported(receipt.figure).rows(view, taxonomy))
    return wrong, tell_since(shown, receipt.data_version, store)


def check_file(file: Path, beside: Receipt | None, inside: Receipt | None) -> list[str]:
    """What is wrong with the file as it lies there: its bytes, or two receipts that disagree."""
    wrong = []
    if beside and beside.file_sha256 and sha256(file.read_bytes()).hexdigest() != beside.file_sha256:
        wrong.append("the file itself is not as it was written: its bytes are other than its receipt says.")
    if beside and inside and beside.inside() != inside:
        wrong.append("the receipt beside the file is not the one inside it.")
    return wrong


def view_again(receipt: Receipt, library: Library, taxonomy: Taxonomy) -> View:
    """What the receipt says was selected, at its data version; raises StoreError where that cannot be had."""
    holdings = hold_again(library, receipt.data_version, receipt.committed)
    today = date.fromisoformat(receipt.as_of) if receipt.as_of else date.max
    _, notes = Selection.from_query(receipt.url, taxonomy)
    if notes:
        raise StoreError(f"this program does not know all that was selected: {' '.join(notes)}")
    return find_view(receipt.url, holdings, taxonomy, today)


def compare_content(view: View, taxonomy: Taxonomy, receipt: Receipt) -> list[str]:
    """In what the content made anew differs from the one that the receipt pins; nothing where it does not."""
    again = rebuild(view, taxonomy, receipt)
    if receipt.figure_sha256 is None:
        raise StoreError("its receipt does not say what it shows.")
    now = receive(view, taxonomy, receipt.figure, receipt.form or "")
    wrong = [
        f"{name} were {say_value(then)} and are {say_value(held)}."
        for name in COUNTS
        if (then := getattr(receipt, name)) is not None and then != (held := getattr(now, name))
    ]
    if now.sources != receipt.sources:
        wrong.append("its sources are not those that the receipt lists.")
    if content_digest(again) != receipt.figure_sha256 and not wrong:
        wrong.append("what is drawn from the same events is not the same.")
    if wrong and now.code_version != receipt.code_version:
        wrong.append(f"it was made by version {receipt.code_version} of the program; this is {now.code_version}.")
    return wrong
