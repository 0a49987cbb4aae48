"""Names of the page's parts, so that layout and callbacks mean the same one; holds nothing else."""

from __future__ import annotations

URL = "url"
SCHEME = "scheme"

# Values kept in the browser. OWN is the version the page was opened at, VERSION the one it shows; VIEW is the
# selection with nothing opened, CHOICE the same without what changes how it looks.
OWN = "own-version"
VERSION = "data-version"
VIEW = "view"
CHOICE = "choice"
FOCUS = "focus"
ROOM = "chart-room"
EXTENT = "extent"
AHEAD = "ahead"
CELL = "cell"

# What the page says.
SENTENCE = "sentence"
NOTES = "notes"
OUTSIDE = "outside"
NEWER = "newer"
CLOCK = "clock"
TROUBLE = "trouble"

# Controls.
TEXT = "search-text"
MATCH = "sectors-match"
FROM = "date-from"
UNTIL = "date-until"
AS_OF = "date-as-of"
KNOWN_ON = "date-known-on"
AXIS = "axis"
UNIT = "unit"
PERIOD = "period"
MEASURE = "measure"
CUTS = "emphasis-cuts"
CUTS_FIELD = "emphasis-cuts-field"
SHOW = "emphasis-show"
EFFECT = "emphasis-effect"
WEIGHTING = "emphasis-weighting"
ARRANGED = "emphasis-rows"
GROUPED = "emphasis-grouped"
PANELS = "emphasis-panels"
STANDARD = "emphasis-standard"
CALENDAR = "emphasis-calendar"
KEEP = "keep-as-b"
SWAP = "swap-sides"
THEME = "theme"
TONGUE = "tongue"
RESET = "reset"
UNDO = "undo"
REDO = "redo"
FILTERS = "filters"
FILTERS_OPEN = "filters-open"
FILTERS_CLOSE = "filters-close"

# Charts and their tools.
TIMELINE = "timeline"
HEATMAP = "heatmap"
HEATMAP_TITLE = "heatmap-title"
EMPHASIS_TOOLS = "emphasis-tools"
EMPHASIS_SAID = "emphasis-said"
EMPHASIS_MORE = "emphasis-more"
COVERAGE = "coverage"
BOUNDS = "emphasis-bounds"
ZOOM_IN = "zoom-in"
ZOOM_OUT = "zoom-out"
EARLIER = "earlier"
LATER = "later"
ZOOM_ALL = "zoom-all"
OVERVIEW = "timeline-overview"
GO_TO = "go-to"
LANE_BY = "lane-by"
LANE_HEADS = "lane-heads"
LANE_MOVE = "lane-move"
RING = "timeline-ring"

# The list, the shelf and the panel.
LIST = "list"
LIST_TITLE = "list-title"
LIST_PAGE = "list-page"
LIST_SORT = "list-sort"
SHELF = "shelf"
SHELF_STATE = "shelf-state"
CELLS = "cells"
CELLS_OPEN = "cells-open"
PANEL = "panel"
PANEL_BODY = "reading"
PANEL_CLOSE = "panel-close"
POSITION = "position"
PREVIOUS = "previous-event"
NEXT = "next-event"
PILE_PAGE = "pile-page"
OPENED = "opened"
BACK = "back-to-list"
WHY = "why"
WHY_BODY = "why-body"

# Files: the dialog of downloads, the briefing, and what opens them.
DOWNLOAD = "download"
DOWNLOAD_OPEN = "download-open"
TRAY = "tray"
TRAY_OPEN = "tray-open"


def asked(name: str) -> str:
    """Id of what a reader last asked of a list: a step to another page, or a column to sort by."""
    return f"{name}-asked"


def field_error(name: str) -> str:
    """Id of what says why a field cannot be read."""
    return f"{name}-error"


def facet_group(name: str) -> str:
    """Id of the boxes of a filter: their value is what is chosen."""
    return f"choose-{name}"


def facet_rows(name: str) -> str:
    """Id of what holds the boxes of a filter, made anew with each count."""
    return f"choices-{name}"


def facet_search(name: str) -> str:
    """Id of the field that searches the choices of a filter."""
    return f"find-{name}"


def facet_mark(name: str) -> str:
    """Id of the mark that says how many choices of a filter are made."""
    return f"chosen-{name}"
