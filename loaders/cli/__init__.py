"""The command line of the loaders: arguments, progress and exit codes; refuses logic of its own.

Exit codes: 0 all read, 1 some documents failed (each named on stderr with its reason), 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from loaders.cli import ask, keep, load, refresh
from loaders.cli.told import exit_code
from loaders.errors import PolicyTimelineError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Policy documents in, dated events out.",
)
app.command()(load.load)
app.command()(refresh.refresh)
app.command()(ask.extract)
app.command()(ask.dates)
app.command("dates-of")(ask.dates_of)
app.command()(ask.status)
app.command()(ask.search)
app.command()(keep.decide)
app.command()(keep.maintain)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called: a file of the store would get its number
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 until the end
            os.set_inheritable(nowhere.fileno(), True)
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(arguments)
    except PolicyTimelineError as error:
        print(error, file=sys.stderr)
        sys.exit(exit_code(error))
