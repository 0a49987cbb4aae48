"""The options that several commands share, each with its words of help; does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL ...",
        help="Files, folders and web addresses: HTML, PDF, Word, mail, feeds, spreadsheets, CSV, Parquet, "
        "JSON Lines, Markdown, text, and ZIP archives of them.",
    ),
]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", help="Folder of the store, or s3://bucket/prefix; POLICY_TIMELINE_STORE names another default."
    ),
]
PublishedOption = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="Date of documents whose record states none, as in 2024-08-31."),
]
TaxonomyOption = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy",
        metavar="FILE",
        envvar="POLICY_TIMELINE_TAXONOMY",
        help="Sectors of your own, over those of data/.",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="The most time that reading one document may take.")
]
MemoryOption = Annotated[
    int, typer.Option("--memory", metavar="MIB", help="The most memory that reading one document may take.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", metavar="N", help="Processes on this machine; else as many as pay.")
]
SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Say nothing but what failed.")]
JsonLogOption = Annotated[
    bool, typer.Option("--json-log", help="Tell progress and failures on stderr, an object of JSON a line.")
]
