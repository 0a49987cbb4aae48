"""The one way from documents to stored events: read, date, tag, extract, count, store; has no rules of its own.

``load`` fills a store, here, with worker processes or on a Dask cluster; ``read`` and ``extract`` store nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders.events.modality import load_ladder
    from loaders.pipeline.bounds import Bounds
    from loaders.pipeline.changes import Change, Changes
    from loaders.pipeline.explaining import explain_document, explain_event, explain_lines
    from loaders.pipeline.extracting import extract_files
    from loaders.pipeline.loading import LoadReport, load
    from loaders.pipeline.progress import Progress
    from loaders.pipeline.published import check_published
    from loaders.pipeline.reading import extract, read, read_through
    from loaders.pipeline.refreshing import RefreshReport, refresh
    from loaders.pipeline.rules import is_due, rules_version

__all__ = [
    "Bounds",
    "Change",
    "Changes",
    "LoadReport",
    "Progress",
    "RefreshReport",
    "check_published",
    "explain_document",
    "explain_event",
    "explain_lines",
    "extract",
    "extract_files",
    "is_due",
    "load",
    "load_ladder",
    "read",
    "read_through",
    "refresh",
    "rules_version",
]
# Imported when first asked for: reading does not wait for tables, nor a load of unchanged documents for readers.
_HOME = {
    "Bounds": "bounds",
    "Change": "changes",
    "Changes": "changes",
    "LoadReport": "loading",
    "Progress": "progress",
    "RefreshReport": "refreshing",
    "check_published": "published",
    "explain_document": "explaining",
    "explain_event": "explaining",
    "explain_lines": "explaining",
    "extract": "reading",
    "extract_files": "extracting",
    "is_due": "rules",
    "load": "loading",
    "load_ladder": "explaining",
    "read": "reading",
    "read_through": "reading",
    "refresh": "refreshing",
    "rules_version": "rules",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'loaders.pipeline' has no attribute '{name}'")
    return getattr(import_module(f"loaders.pipeline.{_HOME[name]}"), name)
