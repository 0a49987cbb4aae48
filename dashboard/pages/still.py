"""The page as it stands before its scripts have come: the same parts as HTML, to look at only; decides nothing.

It lies over the page that is being put together beneath it, lets every click through, and is taken away by
``assets/still.js`` once the timeline has been drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.pages.markup import MARKUP, write_markup

STILL = "still"  # the class of the element that holds it, as assets/still.js knows it
NAMES = re.compile(r' (?:id|for|name|role|tabindex|data-[a-z-]+|aria-[a-z-]+)="[^"]*"')


def write_still(page: Component, filled: Mapping[str, Markup], *, width: int) -> Markup:
    """A page as HTML without names, so that no script finds its parts; ``filled`` says what stands in those of an id.

    ``width`` is what the picture in it was drawn for: where the room is much narrower it is not shown.
    """
    inside = NAMES.sub("", write_markup(_still(page, filled)))
    head = Markup('<div class="{}{}" inert aria-hidden="true">').format(STILL, " wide" if width >= 640 else "")
    return head + Markup(inside) + Markup("</div>")


def _still(part: Any, filled: Mapping[str, Markup]) -> Any:
    """A part with nothing in it that needs a script."""
    if isinstance(part, list | tuple):
        return [_still(one, filled) for one in part]
    if not isinstance(part, Component):
        return part
    written: dict[str, Any] = part.to_plotly_json()  # type: ignore[no-untyped-call]
    held: dict[str, Any] = written["props"]
    inside = filled.get(str(held.get("id"))) or Markup(held.pop(MARKUP, "")) or held.pop("children", None)
    if written["namespace"] != "dash_html_components":
        return _still(inside, filled)
    kept = {key: value for key, value in held.items() if key not in ("children", MARKUP)}
    return type(part)(children=_still(inside, filled), **kept)
