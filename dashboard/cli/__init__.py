"""The command line of the dashboard: arguments and exit codes; refuses logic of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

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
    figure: Annotated[str, typer.Argument(help="timeline, heatmap, trend, compare or briefing")],
    *,
    out: Annotated[
        Path,
        typer.Option(
            help="The file to write. Pictures: .png, .svg, .pdf; what is shown: .csv, .xlsx, .jsonl, .parquet; "
            "its sources: .bib, .ris, .csl.json, .txt; for other programs: .timeline.json (TimelineJS), .ics. "
            "A briefing: .pptx, .docx, .pdf, .html (one file, works offline)."
        ),
    ],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Of a briefing: its charts and events in order, as JSON."),
    ] = None,
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
    part: Annotated[
        str, typer.Option(help="visible: the days that the address shows; whole: those of all events chosen.")
    ] = "visible",
    size: Annotated[str, typer.Option(help="Of the picture: slide, a4, column or square.")] = "",
    width: Annotated[int, typer.Option(min=320, max=4000, help="Width of the picture in pixels, if no size.")] = 1280,
    height: Annotated[int, typer.Option(min=0, max=4000, help="And its height; 0 for what it needs.")] = 0,
    scale: Annotated[float, typer.Option(min=0.5, max=8, help="Of a PNG: 1, 2 or 4 times the pixels.")] = 2,
    style: Annotated[str, typer.Option(help="Of a list of sources (.txt): gb-t-7714, apa, chicago, ...")] = "gb-t-7714",
    title: Annotated[str, typer.Option(help="Written above the picture, in place of the chart's name.")] = "",
) -> None:
    """Write a chart, what lies behind it, or a briefing of several to a file, with its receipt beside it."""
    from dashboard import exports
    from dashboard.cli.export import check_briefing, check_publishers, read_dates, read_day, read_selection, read_size
    from loaders.sectors.taxonomy import load_taxonomy

    given = {"sectors": sectors, "status": status, "axis": axis, "period": period, "measure": measure}
    given |= {"as_of": as_of, "theme": theme, "ui": ui}
    options = [(name, text) for name, text in given.items() if text] + read_dates(start, end)
    options += [("publisher", name) for name in publisher or ()] + [("language", code) for code in language or ()]
    known = load_taxonomy(taxonomy or context.obj.taxonomy)
    place = store or context.obj.store or find_store()
    check_store(place)
    briefing = check_briefing(figure, source, [*options, *([("url", url)] if url else [])], title)
    if briefing is not None:
        for note in exports.make_briefing(briefing, out, store=place, taxonomy=known, today=read_day(as_of)).notes:
            print(note, file=sys.stderr)
        print(out)
        return
    selection, notes = read_selection(url, options, known)
    check_publishers(publisher or (), place)
    settings: dict[str, Any] = {"size": read_size(size, width, height), "scale": scale, "style": style}
    settings |= {"title": title or None, "part": part}
    made = exports.export(figure, out, store=place, selection=selection, taxonomy=known, **settings)
    if not made.receipt.events:
        notes = (*notes, f"{out}: no event is shown: the selection holds none. Widen it.")
    if made.receipt.left_out:
        notes = (*notes, f"{out}: {len(made.receipt.left_out)} events are left out; its receipt lists them.")
    for note in (*notes, *made.notes):
        print(note, file=sys.stderr)
    print(out)


@app.command()
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that was exported; its receipt beside it helps.")],
    store: StoreOption = None,
    taxonomy: TaxonomyOption = None,
) -> None:
    """Say whether an exported file still shows what the store holds: match, changed (what), or cannot check (why)."""
    from dashboard import exports
    from loaders.sectors.taxonomy import load_taxonomy

    place = store or context.obj.store or find_store()
    check_store(place)
    verdict = exports.verify(file, store=place, taxonomy=load_taxonomy(taxonomy or context.obj.taxonomy))
    print(verdict)
    if verdict.status != "match":
        raise typer.Exit(1)


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
