"""What the page does: callbacks read, ask and draw; each is registered on the app passed in, never on a global."""

from __future__ import annotations

from dash import Dash

from dashboard.callbacks import address, cells, charts, emphasis, filters, listing, orders, panel, timeline
from dashboard.callbacks.source import Source
from dashboard.desk import Counter


def register(app: Dash, source: Source, counter: Counter) -> None:
    """Register every callback of the page; ``counter`` takes the orders of files."""
    for part in (address, filters, charts, timeline, emphasis, cells, listing, panel):
        part.register(app, source)
    orders.register(app, source, counter)
