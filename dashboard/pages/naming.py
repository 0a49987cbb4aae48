"""Names parts of the page for those who hear it; writes no words of its own."""

from __future__ import annotations

from typing import Any


def labelled(text: str) -> dict[str, Any]:
    """The attribute that names a part for a screen reader."""
    return {"aria-label": text}


def hyphened(**attributes: str) -> dict[str, Any]:
    """Attributes that HTML spells with a hyphen.

    >>> hyphened(data_of="list", aria_hidden="true")
    {'data-of': 'list', 'aria-hidden': 'true'}
    """
    return {name.replace("_", "-"): value for name, value in attributes.items()}
