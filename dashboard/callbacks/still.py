"""Draws the page as it stands before its scripts have come, in the room that the reader's browser had last time."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard import ids
from dashboard.callbacks.address import keep
from dashboard.callbacks.charts import draw_page, say_sentence, say_window
from dashboard.callbacks.emphasis import tell_coverage
from dashboard.callbacks.filters import fill_filters
from dashboard.callbacks.source import colour
from dashboard.figures.svg import write_svg
from dashboard.pages.charts import Ahead
from dashboard.pages.still import write_still
from dashboard.selection import FACETS
from dashboard.views.view import View, read_window
from loaders.sectors.taxonomy import Taxonomy

COOKIE = "room"  # what assets/page.js writes: pixels of the charts, of the window, colours, charts beside a panel
BESIDE = 912  # pixels that the charts of a common screen have beside the panel


class Room(NamedTuple):
    """The room the charts have: pixels across, pixels of the window's height, colours (None: the system's)."""

    width: int = 1128
    height: int = 900
    scheme: Literal["light", "dark"] | None = None


def read_room(cookie: str | None, *, opened: bool = False) -> Room:
    """The room as a browser told it; that of a common screen where it told nothing that can be read.

    Where the panel is ``opened`` the charts have the room beside it.

    >>> read_room("358,760,dark")
    Room(width=358, height=760, scheme='dark')
    >>> read_room("1128,900,light,800", opened=True).width
    800
    >>> read_room("wide") == read_room(None) == Room()
    True
    """
    match (cookie or "").split(","):
        case [free, height, ("light" | "dark") as scheme, *beside]:
            width = next(iter(beside), "") or str(BESIDE) if opened else free or str(Room().width)
            if width.isdecimal() and height.isdecimal() and 120 <= int(width) <= 8000 and int(height) <= 8000:
                return Room(int(width), int(height), cast(Any, scheme))
    return Room(BESIDE) if opened else Room()


def draw_ahead(view: View, room: Room, taxonomy: Taxonomy) -> Ahead:
    """The timeline of a view in a room and what stands about it, as the page will ask for them."""
    drawn_of = [keep(view.selection, view.holdings.version)[0], list(room), view.holdings.version]
    view = colour(view, room.scheme or "light")
    figure = draw_page(view, taxonomy, room.width, room.height)
    return Ahead(figure, say_window(figure), drawn_of, fill_page(view, room, taxonomy))


def draw_still(page: Component, view: View, room: Room, taxonomy: Taxonomy) -> Markup:
    """The page with the sentence, the choices and the timeline of a view, as HTML to be looked at."""
    view = colour(view, room.scheme or "light")
    timeline = write_svg(draw_page(view, taxonomy, room.width, room.height))
    return write_still(page, fill_page(view, room, taxonomy) | {ids.TIMELINE: timeline}, width=room.width)


def fill_page(view: View, room: Room, taxonomy: Taxonomy) -> dict[str, Markup]:
    """The sentence, the strip of documents and the choices of a view as HTML, by the ids of what shows them."""

    def fill() -> dict[str, Markup]:
        window = read_window(draw_page(view, taxonomy, room.width, room.height))
        rows = map(ids.facet_rows, (facet.name for facet in FACETS))
        return dict(zip(rows, fill_filters(view, taxonomy, {}, set()), strict=True)) | {
            ids.SENTENCE: say_sentence(view, taxonomy),
            ids.COVERAGE: tell_coverage(view, window, room.width),
        }

    return view.holdings.ground.keep(("filled", view.selection, view.as_of, room), fill)
