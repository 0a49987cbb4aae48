"""What the page does: callbacks read, ask and draw; each is registered on the app passed in, never on a global."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dash import Dash

from dashboard.callbacks import address, cells, charts, emphasis, filters, listing, orders, panel, timeline
from dashboard.desk import Counter
from dashboard.library import Library
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date], counter: Counter) -> None:
    """Register every callback of the page; ``today`` is asked where a selection names no as-of day.

    ``counter`` takes the orders of files.
    """
    address.register(app, library, taxonomy)
    filters.register(app, library, taxonomy, today)
    charts.register(app, library, taxonomy, today)
    timeline.register(app, taxonomy)
    emphasis.register(app, library, taxonomy, today)
    cells.register(app, library, taxonomy, today)
    listing.register(app, library, taxonomy, today)
    panel.register(app, library, taxonomy, today)
    orders.register(app, library, taxonomy, today, counter)
