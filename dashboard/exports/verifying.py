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
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from dashboard.exports.embedding import read_receipts
from dashboard.exports.making import find_exported, rebuild, receive
from dashboard.exports.receipt import content_digest, receipt_path
from dashboard.library import Library, rows_of
from dashboard.selection import Selection
from dashboard.views.view import View, find_view
from loaders.errors import PolicyTimelineError, StoreError, UsageError
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy
from loaders.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.exports.receipt import Receipt

TOLD = 20  # events named one by one; of more the number is told
WATCHED = ("title", "status", "sectors", "when", "role", "announced", "actors", "instrument", "text")
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
        view = view_again(receipt, library, known)
        reasons += compare_content(view, known, receipt)
        since = tell_since(view, known, receipt, store)
    except PolicyTimelineError as error:
        return Verdict("unchecked", (*reasons, str(error)), receipt)
    if reasons or since:
        return Verdict("changed", (*reasons, *since), receipt)
    newest = library.newest_version()
    later = f"; the newest is {newest}, and it tells the same of all of them" if newest > receipt.data_version else ""
    counted = f"{receipt.events:,} events of {receipt.documents:,} documents"
    return Verdict("match", (f"data version {receipt.data_version} holds what it shows, {counted}{later}.",), receipt)


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
    holdings = library.at_version(receipt.data_version)
    if receipt.committed and holdings.committed and receipt.committed != holdings.committed:
        raise StoreError(
            f"version {receipt.data_version} of {library.place} was committed at {holdings.committed}, that of the "
            f"receipt at {receipt.committed}: this is another store. Name the one it came from with --store."
        )
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
        f"{name} were {_said(then)} and are {_said(held)}."
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


def tell_since(view: View, taxonomy: Taxonomy, receipt: Receipt, store: str | Path) -> list[str]:
    """What the newest version tells otherwise of the events that the file shows, an event a line, with who decided."""
    newest = open_store(store)
    if newest.version == receipt.data_version:
        return []
    then = view.full(find_exported(receipt.figure).rows(view, taxonomy)).set_index("id", drop=False)
    now = newest.events(then["id"].tolist()).set_index("id", drop=False)
    decided = _decisions(newest.decisions(), receipt.data_version)
    told = []
    for row in rows_of(then):
        changes = say_changes(row, rows_of(now.loc[[row["id"]]])[0]) if row["id"] in now.index else []
        gone = row["id"] not in now.index
        if not gone and not changes:
            continue
        kind = "rejected" if gone and row["id"] in decided else "no longer there" if gone else "; ".join(changes)
        by = f" ({decided[row['id']]})" if row["id"] in decided else ""
        told.append(f"“{row['title']}” ({row['id']}): {kind}{by}")
    if not told:
        return []
    many = f"{len(told):,} events that it shows are" if len(told) > 1 else "one event that it shows is"
    head = f"data version {receipt.data_version} holds it as it was, but {many} told otherwise by {newest.version}:"
    rest = [f"and {len(told) - TOLD:,} more."] if len(told) > TOLD else []
    return [head, *told[:TOLD], *rest]


def say_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The fields in which an event differs between two versions, as "status planned → done"."""
    return [
        f"{name} {_said(then[name])} → {_said(now[name])}"
        for name in WATCHED
        if name in then and _said(then[name]) != _said(now[name])
    ]


def _decisions(decisions: pd.DataFrame, after: int) -> dict[str, str]:
    """The last decision about each event since a version: who, when and why."""
    told = {}
    for row in rows_of(decisions[decisions["data_version"] > after]):
        note = f": {row['note']}" if isinstance(row["note"], str) and row["note"] else ""
        told[row["event"]] = f"{row['kind']} by {row['by']}, {str(row['decided'])[:10]}{note}"
    return told


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        return ", ".join(map(str, _items(value))) or "none"
    return "none" if value is None or pd.isna(value) else str(value)


def _items(value: Any) -> Iterable[Any]:
    listed = value.tolist() if hasattr(value, "tolist") else value
    return listed if isinstance(listed, (list, tuple)) else [listed]
