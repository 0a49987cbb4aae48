"""Reads components of the page as the browser would get them: their text, and how they are spelled."""

from __future__ import annotations

import json
from typing import Any


def read_text(component: Any) -> str:
    """All text of a component, in order."""
    if component is None:
        return ""
    if isinstance(component, (list, tuple)):
        return "".join(read_text(one) for one in component)
    return component if isinstance(component, str) else read_text(getattr(component, "children", None))


def spell(components: list[Any]) -> str:
    """Components as they are sent to the browser."""
    return json.dumps([one.to_plotly_json() for one in components if one is not None], default=_plain)


def _plain(one: Any) -> Any:
    return one.to_plotly_json() if hasattr(one, "to_plotly_json") else str(one)
