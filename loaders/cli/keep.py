"""The commands that keep a store: decide, maintain; refuses logic of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from loaders.cli.options import StoreOption
from loaders.errors import UsageError

if TYPE_CHECKING:
    from loaders.store.maintaining import Maintained


def decide(
    event: Annotated[
        str, typer.Argument(metavar="EVENT", help="Id of the event, as search and Store.events() show it.")
    ],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; kept with the decision.")],
    accept: Annotated[bool, typer.Option("--accept", help="It is right as it is shown.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is no event: show it no more.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was decided of it.")] = False,
    amendments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Amend status, sectors, when, role, announced, title, actors or instrument; may be given several "
            "times. Codes have commas between; dates are EDTF, as in when=../2026-06; no value empties the field.",
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why; kept with the decision.")] = None,
    store: StoreOption = None,
) -> None:
    """Decide about an event: accept, reject or amend it; what was decided stays when its document is read again."""
    from loaders.store import default_store, open_store

    kinds = [kind for kind, asked in (("accept", accept), ("reject", reject), ("withdraw", withdraw)) if asked]
    if len(kinds) + bool(amendments) != 1:
        raise UsageError("decide one of --accept, --reject, --withdraw, or --set FIELD=VALUE (once or more).")
    place = open_store(store or default_store())
    changes = dict(_split(each) for each in amendments or ())
    place.decide(event, kind=kinds[0] if kinds else "amend", by=by, note=note, changes=changes or None)
    told = ", ".join(f"{name} is now {value or 'none'}" for name, value in changes.items())
    said = {"accept": "accepted", "reject": "rejected", "withdraw": "no longer decided about"}
    print(f"Event {event}: {told or said[kinds[0]]}. {place.place} is at version {place.version}.")


def maintain(
    store: StoreOption = None,
    keep: Annotated[
        str,
        typer.Option(
            "--keep",
            metavar="DAYS|VERSIONS",
            help="Versions to keep: 30d for those of thirty days, 10 for the last ten. What a receipt pins or an open "
            "reader holds is kept in any case.",
        ),
    ] = "7d",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
) -> None:
    """Make few files of many, clear away data versions that nobody needs, and bring the index of words up to date."""
    from loaders.store import default_store, open_store
    from loaders.store.maintaining import Keep, maintain_store
    from loaders.store.place import find_place

    place = find_place(store or default_store())
    print("\n".join(describe_maintained(maintain_store(place, Keep.read(keep), dry_run=dry_run), dry_run=dry_run)))
    if not dry_run and (rows := open_store(place.address).index_words()):
        print(f"Words    {rows:,} rows taken up by the index")


def describe_maintained(done: Maintained, *, dry_run: bool) -> list[str]:
    """What was done to a store, in lines."""
    from loaders.store.past import describe_versions

    made = f"{done.before:,} {'would become' if dry_run else 'made'} {done.after:,}"
    lines = [
        f"Files    {made if done.after < done.before else f'{done.before:,}, few enough'}",
        f"Kept     version{describe_versions(list(done.kept))}; the newest is {done.version}",
    ]
    lines += [f"  version {version} for {', '.join(labels)}" for version, labels in sorted(done.pinned.items())]
    lines += [f"  version {version} is being read" for version in done.held]
    if done.cleared:
        lines.append(f"{'To clear' if dry_run else 'Cleared '} version{describe_versions(list(done.cleared))}")
    return [*lines, f"{'To free ' if dry_run else 'Freed   '} {done.freed / 1e6:,.1f} MB in {done.removed:,} files"]


def _split(amendment: str) -> tuple[str, str | None]:
    name, sign, value = amendment.partition("=")
    if not sign:
        raise UsageError(f"--set {amendment}: write it as FIELD=VALUE, as in --set status=done.")
    return name.strip(), value.strip() or None
