"""Keeps a store small and quick: makes few files of many, and clears away data versions that nobody needs any more.

Kept are the newest version, those that are recent, those that a receipt names and those that an open reader holds; of
the rest the files go that none of these has. The log of every table stays, so that versions keep their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from deltalake.exceptions import DeltaError

from loaders.errors import StoreError, UsageError
from loaders.store.compaction import compact_store
from loaders.store.faults import describe_fault, find_remedy
from loaders.store.files import Lying, TableFiles
from loaders.store.leases import held_versions
from loaders.store.lock import lock
from loaders.store.past import find_newest_at
from loaders.store.place import Place
from loaders.store.receipts import add_cleared, read_cleared, read_receipts
from loaders.store.snapshot import newest_version, open_table, read_pins, table_files
from loaders.store.times import stamp

YOUNG = timedelta(hours=1)  # where locks do not work, an unneeded file that is younger may be of a writer at work


@dataclass(frozen=True, slots=True)
class Keep:
    """Which versions are recent: the last so many, or else those that were the newest within a time."""

    versions: int | None = None
    age: timedelta = timedelta(days=7)

    @classmethod
    def read(cls, text: str) -> Keep:
        """Read "30d" (days) or "10" (versions); raises UsageError.

        >>> Keep.read("30d").age
        datetime.timedelta(days=30)
        """
        number = text.removesuffix("d")
        if not (number.isascii() and number.isdecimal()) or (number == text and int(number) == 0):
            raise UsageError(f"--keep {text}: write 30d for thirty days, or 10 for the last ten versions.")
        return cls(int(number)) if number == text else cls(None, timedelta(days=int(number)))


@dataclass(frozen=True, slots=True)
class Maintained:
    """What was done, or would be: files of the newest version, versions kept and cleared, files removed, their bytes.

    ``pinned`` are the labels of kept versions that receipts name, ``held`` those that open readers hold.
    """

    version: int
    before: int
    after: int
    kept: tuple[int, ...]
    cleared: tuple[int, ...]
    pinned: dict[int, list[str]]
    held: tuple[int, ...]
    removed: int
    freed: int


def maintain_store(place: Place, keep: Keep | None = None, *, dry_run: bool = False) -> Maintained:
    """Compact a store and clear away what is not to be kept; ``dry_run`` only tells. Raises StoreError."""
    compacted = compact_store(place, dry_run=dry_run)
    try:
        if not dry_run:
            for table in ("loads", *read_pins(place).tables):  # opening reads the log from there on
                open_table(place, table).create_checkpoint()
        with lock(place) as alone:
            newest, held, before = newest_version(place), held_versions(place), read_cleared(place)
            recent = range(_first_recent(place, newest, keep or Keep()), newest + 1)
            there = [version for version in range(newest + 1) if version not in before]
            wanted = {*recent, *held, *read_receipts(place)}
            cleared = [version for version in there if version not in wanted]
            if cleared and not dry_run:
                add_cleared(place, cleared)
            pinned = read_receipts(place)  # once more: one may have been pinned before it was told to be cleared
            kept = [version for version in there if version in wanted or version in pinned]
            freed = _clear(place, kept, recent, alone=alone, dry_run=dry_run)
    except (OSError, DeltaError) as error:
        raise StoreError(f"{place}: cannot be maintained ({describe_fault(error)}). {find_remedy(error)}") from error
    return Maintained(
        compacted.version,
        compacted.before,
        compacted.after,
        tuple(kept),
        tuple(cleared),
        {version: labels for version, labels in pinned.items() if version in kept},
        tuple(sorted(held)),
        len(freed),
        sum(file.bytes for file in freed),
    )


def _first_recent(place: Place, newest: int, keep: Keep) -> int:
    if keep.versions is not None:
        return max(0, newest - keep.versions + 1)
    return find_newest_at(place, datetime.fromisoformat(stamp()) - keep.age) or 0


def _clear(place: Place, kept: list[int], recent: range, *, alone: bool, dry_run: bool) -> list[Lying]:
    """Remove the files that no kept version has; returns them."""
    since = next(version for version in kept if version in recent)
    pins = [read_pins(place, version).tables for version in kept if version <= since]
    young = datetime.fromisoformat(stamp()) - YOUNG
    freed = []
    for table, newest in read_pins(place).tables.items():
        files = TableFiles(place, table)
        needed = {path for at in {each.get(table, 0) for each in pins} for path in _files_at(place, table, at)}
        for version in range(pins[-1].get(table, 0) + 1, newest + 1):  # all that came since, in one go
            needed.update(files.added(version))
        for file in files.all():
            if file.path not in needed and (alone or file.written is None or file.written < young):
                freed.append(file)
                if not dry_run:
                    files.remove(file.path)
    return freed


def _files_at(place: Place, table: str, version: int) -> list[str]:
    return table_files(open_table(place, table, version))
