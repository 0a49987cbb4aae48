"""Pictures and tables to take away, each with its receipt; draws and counts nothing itself."""

from dashboard.exports.camera import find_browser
from dashboard.exports.images import draw_bytes, write_figure
from dashboard.exports.receipt import Receipt, Source, figure_digest, make_receipt, write_receipt
from dashboard.exports.tables import counts_table, csv_bytes, events_table, write_table

__all__ = [
    "Receipt",
    "Source",
    "counts_table",
    "csv_bytes",
    "draw_bytes",
    "events_table",
    "figure_digest",
    "find_browser",
    "make_receipt",
    "write_figure",
    "write_receipt",
    "write_table",
]
