"""Makes the files the page hands out: pictures of either chart and tables of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dash import Dash

from dashboard.library import Library
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the downloads on an app."""
