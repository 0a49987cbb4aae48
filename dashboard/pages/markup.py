"""Writes what is only read as HTML: as Dash components its thousands of parts would slow every answer of the page.

Each component of Dash listens to every change of the page, whether it concerns it or not. A list, a panel or the
choices of a filter therefore go to the browser as one text in ``data-markup`` of the element that shows them, which
``assets/markup.js`` puts into place. Whatever is text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup, escape

MARKUP = "data-markup"  # the attribute that holds what an element shows
VOID = frozenset({"br", "col", "hr", "img"})
RENAMED = {"className": "class", "htmlFor": "for"}


def shown(parts: Any = None, **attributes: Any) -> html.Div:
    """An element that shows parts as HTML; a callback whose output is its ``MARKUP`` puts others in their place."""
    return html.Div(**attributes | {MARKUP: write_markup(parts)})


def link_inside(text: Any, query: str, **attributes: Any) -> html.A:
    """A link to another selection, which the page follows without being loaded anew."""
    return html.A(text, href=query or "?", **attributes | {"data-inside": ""})


def write_markup(part: Any) -> Markup:
    """Components of ``dash.html``, texts, and lists of them, as HTML; raises TypeError for any other component.

    >>> write_markup([html.P(["5G & ", html.B("6G")], className="said"), None, 3])
    Markup('<p class="said">5G &amp; <b>6G</b></p>3')
    >>> write_markup(html.Button("›", disabled=True, **{"data-ask": "next"}))
    Markup('<button disabled data-ask="next">›</button>')
    """
    if part is None or isinstance(part, bool):
        return Markup()
    if isinstance(part, list | tuple):
        return Markup().join(map(write_markup, part))
    if not isinstance(part, Component):
        return escape(part)
    written: dict[str, Any] = part.to_plotly_json()  # type: ignore[no-untyped-call]
    if written["namespace"] != "dash_html_components":
        raise TypeError(f"{written['type']} is no element of HTML; give it to the page as a component")
    name, properties = written["type"].lower(), written["props"]
    inside = write_markup(properties.pop("children", None))
    attributes = Markup().join(_write_attribute(key, value) for key, value in properties.items())
    return Markup(f"<{name}{attributes}>") + (Markup() if name in VOID else inside + Markup(f"</{name}>"))


def _write_attribute(name: str, value: Any) -> Markup:
    """One attribute with a space before it; nothing for one that is off, as React has it."""
    hyphened = name.startswith(("data-", "aria-"))
    if value is None or (value is False and not hyphened):
        return Markup()
    spelled = name if hyphened else RENAMED.get(name, name.lower())
    if value is True and not hyphened:
        return Markup(f" {spelled}")
    text = _write_style(value) if isinstance(value, Mapping) else value
    return Markup(' {}="{}"').format(spelled, text)


def _write_style(style: Mapping[str, Any]) -> str:
    """The rules of a ``style``, as CSS spells them."""
    return ";".join(
        f"{re.sub('[A-Z]', lambda one: '-' + one[0].lower(), name)}:{value}" for name, value in style.items()
    )
