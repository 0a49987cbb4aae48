"""The command line of the dashboard: arguments and exit codes; refuses logic of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from loaders.errors import PolicyTimelineError, ResourceError, UsageError

app = typer.Typer(add_completion=False, help="The dashboard over a store of policy events, and its charts as files.")
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the store; POLICY_TIMELINE_STORE names another default.")
]
TaxonomyOption = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy",
        metavar="FILE",
        envvar="POLICY_TIMELINE_TAXONOMY",
        help="Sectors of your own, over those of data/: the file that the documents were loaded with.",
    ),
]


@dataclass(frozen=True, slots=True)
class Given:
    """What was said before the name of a command, and holds for it too."""

    store: Path | None
    taxonomy: Path | None


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    store: StoreOption = None,
    taxonomy: TaxonomyOption = None,
    host: Annotated[str, typer.Option(help="A loopback address: there is no access control yet.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8050,
) -> None:
    """Serve the dashboard on this machine, unless a command is named."""
    if store is not None:
        check_store(store)
    context.obj = Given(store, taxonomy)
    if context.invoked_subcommand is None:
        from dashboard.cli.serve import serve

        serve(store or find_store(), host, port, taxonomy)


@app.command()
def export(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help="timeline or heatmap")],
    *,
    out: Annotated[Path, typer.Option(help="The file to write: .png, .svg, .pdf, or .csv for what is shown.")],
    store: StoreOption = None,
    taxonomy: TaxonomyOption = None,
    url: Annotated[str, typer.Option(help="An address copied from the page, or its part from the ? on.")] = "",
    sectors: Annotated[str, typer.Option(help="Codes joined by commas: 5g,6g. The word any takes all events.")] = "",
    status: Annotated[str, typer.Option(help="Joined by commas: done, in_force, planned, target, ...")] = "",
    publisher: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the documents: en, zh. Repeatable.")] = None,
    start: Annotated[str, typer.Option(help="First day, month or year: 2023, 2023-05 or 2023-05-01.")] = "",
    end: Annotated[str, typer.Option(help="Last day, month or year, included.")] = "",
    axis: Annotated[str, typer.Option(help="Place events by: when (it happens) or announced.")] = "",
    period: Annotated[str, typer.Option(help="Of the heatmap: year, quarter or month.")] = "",
    measure: Annotated[str, typer.Option(help="Of the heatmap: onset, presence, mass or days.")] = "",
    as_of: Annotated[str, typer.Option(help="The day that counts as today, by default today.")] = "",
    theme: Annotated[str, typer.Option(help="light or dark")] = "",
    ui: Annotated[str, typer.Option(help="Language of the words in the picture: en or zh.")] = "",
    width: Annotated[int, typer.Option(min=320, max=4000, help="Width of the picture in pixels.")] = 1280,
) -> None:
    """Write a chart, or what it shows, to a file, with its receipt beside it."""
    from dashboard.cli.export import check_publishers, export_figure, read_dates, read_selection
    from loaders.sectors.taxonomy import load_taxonomy

    given = {"sectors": sectors, "status": status, "axis": axis, "period": period, "measure": measure}
    given |= {"as_of": as_of, "theme": theme, "ui": ui}
    options = [(name, text) for name, text in given.items() if text] + read_dates(start, end)
    options += [("publisher", name) for name in publisher or ()] + [("language", code) for code in language or ()]
    known = load_taxonomy(taxonomy or context.obj.taxonomy)
    selection, notes = read_selection(url, options, known)
    for note in notes:
        print(note, file=sys.stderr)
    place = store or context.obj.store or find_store()
    check_store(place)
    check_publishers(publisher or (), place)
    written = export_figure(figure, out, selection, place, taxonomy=known, width=width).receipt
    if not written.events:
        print(f"{out}: no event is shown: the selection holds none. Widen it.", file=sys.stderr)
    print(out)


def find_store() -> Path:
    """The store when none is named."""
    from loaders.store import default_store

    return default_store()


def check_store(place: Path) -> None:
    """Raise UsageError where the place of a store is a file."""
    if place.exists() and not place.is_dir():
        raise UsageError(f"--store {place}: this is a file; a store is a folder. Name the folder.")


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 all well, 1 it could not be done, 2 wrong use."""
    try:
        app(arguments)
    except (UsageError, ResourceError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except PolicyTimelineError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
