"""The one way from documents to stored events: read, date, tag, extract, count, store; has no rules of its own.

``load`` fills a store, here, with worker processes or on a Dask cluster; ``read`` and ``extract`` store nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from loaders.pipeline.loading import LoadReport, Progress, check_published, load
from loaders.pipeline.rules import rules_version

if TYPE_CHECKING:
    from loaders.pipeline.reading import extract, read, read_through

__all__ = [
    "LoadReport",
    "Progress",
    "check_published",
    "extract",
    "load",
    "read",
    "read_through",
    "rules_version",
]


def __getattr__(name: str) -> Any:
    """What reads documents is imported when first asked for: a load of unchanged ones does not wait for it."""
    if name in ("extract", "read", "read_through"):
        return getattr(import_module("loaders.pipeline.reading"), name)
    raise AttributeError(f"module 'loaders.pipeline' has no attribute '{name}'")
