"""What the commands say to people: reports in words, failures, the code to end with; asks nothing."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import typer

from loaders.errors import DocumentError

if TYPE_CHECKING:
    from loaders.pipeline import LoadReport
    from loaders.store.status import Holdings


def describe_load(report: LoadReport) -> str:
    """What a load did, in one line; where documents failed, in a second one by the endings of their files."""
    parts = [f"{_number(report.documents, 'document')} with {_number(report.events, 'event')} loaded"]
    if report.unchanged:
        parts.append(f"{_number(report.unchanged, 'document')} unchanged")
    if report.failures:
        parts.append(f"{len(report.failures):,} failed")
    told = f"{', '.join(parts)}. {report.store} is at version {report.version}."
    if not report.failures:
        return told
    endings = Counter(PurePosixPath(error.source.partition("#")[0]).suffix.lower() for error in report.failures)
    failed = ", ".join(f"{ending or 'no ending'} {count:,}" for ending, count in endings.most_common())
    return (
        f"{told}\nFailed: {failed}; each is named above with its reason and what to do. "
        "The next load tries again what failed, and passes over what is unchanged."
    )


def describe_holdings(holdings: Holdings, rules: str) -> list[str]:
    """What a store holds, in lines; ``rules`` is the version of the rules in this program."""
    lines = [f"Store      {holdings.folder}, version {holdings.version}, rules {holdings.rules or 'none'}"]
    if holdings.documents and (holdings.rules != rules or holdings.older_rules):
        lines.append(f"           The rules have changed since (now {rules}): load again to read with them.")
    span = f", {holdings.first} to {holdings.last}" if holdings.first else ""
    lines.append(f"Documents  {_counted(holdings.documents, holdings.languages)}{span}")
    lines.append(f"Events     {_counted(holdings.events, holdings.statuses)}")
    lines.append(
        f"Stories    {holdings.stories:,}, of them {_number(holdings.commitments, 'commitment')} with a deadline"
    )
    lines.append(f"Sectors    {_listed(holdings.sectors) or 'none'}")
    lines.append(f"Undated    {len(holdings.undated):,}")
    lines += [f"  {each.name}: {each.bounds or 'no bounds'} ({each.source})" for each in holdings.undated]
    lines.append(f"Failures   {len(holdings.failures):,}")
    return [*lines, *(f"  {failure}" for failure in holdings.failures)]


def _counted(total: int, parts: dict[str, int]) -> str:
    return f"{total:,} ({_listed(parts)})" if parts else f"{total:,}"


def _listed(parts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in parts.items())


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def complain(error: DocumentError) -> None:
    """Name a failed document on stderr, with its reason and remedy."""
    print(error, file=sys.stderr)


def leave(*, failed: bool) -> None:
    """End a command, with 1 where documents have failed."""
    if failed:
        raise typer.Exit(1)
