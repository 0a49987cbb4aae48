"""Pictures, tables, references and calendars to take away, each with its receipt; counts nothing itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.exports.briefing.making import compose_briefing, make_briefing
    from dashboard.exports.briefing.value import Briefing, ChartItem, EventItem, read_briefing
    from dashboard.exports.camera import find_browser
    from dashboard.exports.citations import find_references, format_references
    from dashboard.exports.images import draw_bytes, write_figure
    from dashboard.exports.making import Export, export, make_export
    from dashboard.exports.receipt import Receipt, content_digest, make_receipt, write_receipt
    from dashboard.exports.sources import Source
    from dashboard.exports.tables import counts_table, csv_bytes, events_table, write_table
    from dashboard.exports.verifying import Verdict, verify

# Each is imported when first asked for: whoever writes a table does not wait for the libraries of slides.
_HOME = {
    "Briefing": "briefing.value",
    "ChartItem": "briefing.value",
    "EventItem": "briefing.value",
    "compose_briefing": "briefing.making",
    "make_briefing": "briefing.making",
    "read_briefing": "briefing.value",
    "find_browser": "camera",
    "find_references": "citations",
    "format_references": "citations",
    "draw_bytes": "images",
    "write_figure": "images",
    "Export": "making",
    "export": "making",
    "make_export": "making",
    "Receipt": "receipt",
    "content_digest": "receipt",
    "make_receipt": "receipt",
    "write_receipt": "receipt",
    "Source": "sources",
    "counts_table": "tables",
    "csv_bytes": "tables",
    "events_table": "tables",
    "write_table": "tables",
    "Verdict": "verifying",
    "verify": "verifying",
}

__all__ = [
    "Briefing",
    "ChartItem",
    "EventItem",
    "Export",
    "Receipt",
    "Source",
    "Verdict",
    "compose_briefing",
    "content_digest",
    "counts_table",
    "csv_bytes",
    "draw_bytes",
    "events_table",
    "export",
    "find_browser",
    "find_references",
    "format_references",
    "make_briefing",
    "make_export",
    "make_receipt",
    "read_briefing",
    "verify",
    "write_figure",
    "write_receipt",
    "write_table",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'dashboard.exports' has no attribute '{name}'")
    return getattr(import_module(f"dashboard.exports.{_HOME[name]}"), name)
