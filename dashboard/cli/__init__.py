"""The command line of the dashboard: arguments and exit codes; refuses logic of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.serve import serve
from loaders.errors import PolicyTimelineError, UsageError

app = typer.Typer(add_completion=False, help="The dashboard over a store of policy events, and its charts as files.")
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the store; POLICY_TIMELINE_STORE names another default.")
]


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    store: StoreOption = None,
    host: Annotated[str, typer.Option(help="A loopback address: there is no access control yet.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8050,
) -> None:
    """Serve the dashboard, unless a command is named."""
    if context.invoked_subcommand is None:
        serve(store or find_store(), host, port)


def find_store() -> Path:
    """The store when none is named."""
    from loaders.store import default_store

    return default_store()


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 all well, 1 it could not be done, 2 wrong use."""
    try:
        app(arguments)
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except PolicyTimelineError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
