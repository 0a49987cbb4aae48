"""Names of the page's parts, so that layout and callbacks mean the same one; holds nothing else."""

from __future__ import annotations

URL = "url"
PROVIDER = "provider"

# Values kept in the browser.
VERSION = "data-version"
VIEW = "view"
FOCUS = "focus"
ROOM = "chart-room"
EXTENT = "extent"
CELL = "cell"

# What the page says.
SENTENCE = "sentence"
NOTES = "notes"
OUTSIDE = "outside"
NOTIFICATIONS = "notifications"

# Controls.
CORE = "sectors-core"
MORE = "sectors-more"
EVERY = "sectors-every"
STATUS = "statuses"
PUBLISHER = "publishers"
LANGUAGE = "languages"
FROM = "date-from"
UNTIL = "date-until"
AXIS = "axis"
PERIOD = "period"
MEASURE = "measure"
THEME = "theme"
RESET = "reset"
FILTERS = "filters"
FILTERS_OPEN = "filters-open"
FILTERS_CLOSE = "filters-close"

# Charts and their tools.
TIMELINE = "timeline"
HEATMAP = "heatmap"
HEATMAP_TITLE = "heatmap-title"
ZOOM_IN = "zoom-in"
ZOOM_OUT = "zoom-out"
EARLIER = "earlier"
LATER = "later"
ZOOM_ALL = "zoom-all"

# The list, the shelf and the panel.
LIST = "list"
LIST_TITLE = "list-title"
SHELF = "shelf"
PANEL = "panel"
PANEL_BODY = "reading"
BACK = "back-to-list"
WHY = "why"
WHY_BODY = "why-body"

# Downloads: each menu item's id is one of these.
DOWNLOAD = "download"
DOWNLOAD_MENU = "download-menu"
TIMELINE_PNG, TIMELINE_SVG = "timeline-png", "timeline-svg"
HEATMAP_PNG, HEATMAP_SVG = "heatmap-png", "heatmap-svg"
EVENTS_CSV, COUNTS_CSV = "events-csv", "counts-csv"
DOWNLOADS = (TIMELINE_PNG, TIMELINE_SVG, HEATMAP_PNG, HEATMAP_SVG, EVENTS_CSV, COUNTS_CSV)

OPEN = "open-event"


def open_event(event: str, place: str) -> dict[str, str]:
    """Id of a button that opens an event; ``place`` tells apart two buttons for the same event."""
    return {"type": OPEN, "event": event, "place": place}
