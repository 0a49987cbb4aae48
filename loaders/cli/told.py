"""What the commands say to people: reports in words, failures, the code to end with; asks nothing."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import typer

from loaders.errors import DocumentError, PolicyTimelineError, ResourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.pipeline import Change, Changes, LoadReport, RefreshReport
    from loaders.store.status import Holdings
NAMED = 20  # files and documents that are named where there are many
LONGEST = 160  # characters of a sentence that is shown


def describe_load(report: LoadReport) -> str:
    """What a load did, in one line; where documents failed, in a second one by the endings of their files."""
    parts = [f"{count_of(report.documents, 'document')} with {count_of(report.events, 'event')} loaded"]
    if report.unchanged:
        parts.append(f"{count_of(report.unchanged, 'document')} unchanged")
    if report.failures:
        parts.append(f"{len(report.failures):,} failed")
    told = f"{', '.join(parts)}. {report.store} is at version {report.version}."
    if report.gone:
        told += f"\n{_describe_gone(report)}"
    if report.aside:
        told += f"\nPassed over, as they hold no text: {_named(report.aside)}."
    if not report.failures:
        return told
    endings = Counter(PurePosixPath(error.source.partition("#")[0]).suffix.lower() for error in report.failures)
    failed = ", ".join(f"{ending or 'no ending'} {count:,}" for ending, count in endings.most_common())
    return (
        f"{told}\nFailed: {failed}; each is named above with its reason and what to do. "
        "The next load tries again what failed, and passes over what is unchanged."
    )


def _describe_gone(report: LoadReport) -> str:
    names = _named(report.gone)
    files = count_of(len(report.gone), "file")
    if report.pruned:
        return f"Removed {files} no longer there, with what was read from them: {names}."
    return f"No longer there: {files}, of which the store keeps what was read ({names}). Remove that with --prune."


def _named(files: Sequence[str]) -> str:
    """The first files by name, and how many more there are."""
    return ", ".join(files[:NAMED]) + (f" and {len(files) - NAMED:,} more" * (len(files) > NAMED))


def describe_holdings(holdings: Holdings, rules: str) -> list[str]:
    """What a store holds, in lines; ``rules`` is the version of the rules in this program."""
    lines = [f"Store      {holdings.place}, version {holdings.version}, rules {holdings.rules or 'none'}"]
    lines += _describe_rules(holdings, rules)
    span = f", {holdings.first} to {holdings.last}" if holdings.first else ""
    lines.append(f"Documents  {_counted(holdings.documents, holdings.languages)}{span}")
    lines.append(f"Events     {_counted(holdings.events, holdings.statuses)}")
    lines.append(
        f"Stories    {holdings.stories:,}, of them {count_of(holdings.commitments, 'commitment')} with a deadline"
    )
    lines.append(f"Sectors    {_listed(holdings.sectors) or 'none'}")
    lines += _describe_decisions(holdings)
    lines.append(f"Undated    {len(holdings.undated):,}")
    lines += [f"  {each.name}: {each.bounds or 'no bounds'} ({each.source})" for each in holdings.undated]
    lines.append(f"Failures   {len(holdings.failures):,}")
    return [*lines, *(f"  {failure}" for failure in holdings.failures)]


def _describe_decisions(holdings: Holdings) -> list[str]:
    lines = [f"Reviewed   {holdings.reviewed:,}, {holdings.rejected:,} rejected"]
    if holdings.orphans:
        lines.append(f"  {count_of(len(holdings.orphans), 'decided event')} no more in the documents; decide anew:")
    lines += [f"  '{each.title}', decided by {each.by} (event {each.event})" for each in holdings.orphans]
    lines += [f"Pinned     version {version} for {', '.join(labels)}" for version, labels in holdings.pinned.items()]
    return lines


def _describe_rules(holdings: Holdings, rules: str) -> list[str]:
    """What is to be done where documents were read by other rules than this program has."""
    from loaders.pipeline import is_due

    due = sum(number for version, number in holdings.rules_of.items() if is_due(version, rules))
    if due:
        told = f"The rules have changed since (now {rules}): {count_of(due, 'document')} to be read by them."
        return [
            f"           {told} Bring the store up to date with: python -m loaders refresh",
            "           (Sectors of your own are rules too: give the --taxonomy that the documents were loaded with.)",
        ]
    if set(holdings.rules_of) - {rules}:
        return [f"           Files are read otherwise now (rules {rules}): load them again."]
    return []


def describe_refresh(report: RefreshReport) -> str:
    """What a refresh changed, or would change."""
    changes = report.changes
    if not changes.documents and not report.failures:
        return f"Nothing is to be refreshed: {report.store} was read by the rules of this program."
    lines = describe_changes(changes)
    if report.failures:
        lines.append(f"{count_of(len(report.failures), 'document')} could not be read anew and stay as they were.")
    if report.applied:
        lines.append(f"Refreshed. {report.store} is at version {report.version}.")
    else:
        lines.append("Nothing was changed. The same command with --yes, and without --dry-run, writes these changes.")
    return "\n".join(lines)


def describe_changes(changes: Changes) -> list[str]:
    """What a refresh changes, in lines: numbers by kind, field, sector and document, and a few sentences."""
    kinds = _listed({kind: changes.kinds[kind] for kind in ("gone", "new", "changed")})
    lines = [f"Documents  {changes.documents:,} of older rules, {len(changes.touched):,} with other events"]
    lines.append(f"Events     {kinds}, unchanged {changes.unchanged:,}")
    if changes.fields:
        lines.append(f"Fields     {_listed(dict(changes.fields.most_common()))}")
    for code, kinds_of in sorted(changes.sectors.items(), key=lambda each: (-each[1].total(), each[0])):
        lines.append(f"Sector     {code}: {_listed({kind: kinds_of[kind] for kind in sorted(kinds_of)})}")
    if changes.touched:
        most = changes.touched.most_common(NAMED)
        more = f" and {len(changes.touched) - NAMED:,} more" if len(changes.touched) > NAMED else ""
        lines.append(f"In         {_listed(dict(most))}{more}")
    for name, (was, now) in list(changes.dated.items())[:NAMED]:
        lines.append(f"Dated      {name}: {was or 'undated'} -> {now or 'undated'}")
    if len(changes.dated) > NAMED:
        lines.append(f"           and {len(changes.dated) - NAMED:,} more documents with another date")
    return lines + [line for change in changes.sample for line in _describe_change(change)]


def _describe_change(change: Change) -> list[str]:
    sign = {"gone": "-", "new": "+", "changed": "~"}[change.kind]
    sentence = change.sentence if len(change.sentence) <= LONGEST else f"{change.sentence[:LONGEST]}..."
    told = [f"{sign} {change.document} [{', '.join(change.sectors)}] {' '.join(sentence.split())}"]
    return told + [f"    {name}: {_said(was)} -> {_said(now)}" for name, (was, now) in change.fields.items()]


def _said(value: object) -> str:
    """A value of an event, for people."""
    if isinstance(value, list):
        plain = [each for each in value if isinstance(each, str)]
        return ", ".join(plain) if len(plain) == len(value) and value else f"{len(value)}" if value else "none"
    return "none" if value is None else str(value)


def _counted(total: int, parts: dict[str, int]) -> str:
    return f"{total:,} ({_listed(parts)})" if parts else f"{total:,}"


def _listed(parts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in parts.items())


def count_of(count: int, what: str) -> str:
    """A number with the name of what it counts.

    >>> count_of(1, "document"), count_of(2000, "document")
    ('1 document', '2,000 documents')
    """
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def exit_code(error: PolicyTimelineError) -> int:
    """The code that a command ends with for an error: 2 for wrong use, else 1."""
    return 2 if isinstance(error, UsageError | ResourceError) else 1


def complain(error: DocumentError) -> None:
    """Name a failed document on stderr, with its reason and remedy."""
    print(error, file=sys.stderr)


def leave(*, failed: bool) -> None:
    """End a command, with 1 where documents have failed."""
    if failed:
        raise typer.Exit(1)
