"""The page's controls, the browser's own: a list, segments, a field, a switch, each with its label; decides nothing.

Each is HTML and a store of the same id. ``assets/controls.js`` joins them: what the reader sets goes into the store,
and what a callback puts there is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from markupsafe import Markup

from dashboard import ids
from dashboard.pages.markup import shown

INPUT = Markup('<input id="{}" data-control="{}" autocomplete="off"{}>')


def build_list(name: str, label: str, choices: Mapping[str, str], *, look: str = "") -> html.Div:
    """One choice of several, unfolded when it is asked for; ``choices`` are words by value."""
    options = [html.Option(text, value=value) for value, text in choices.items()]
    return _join(name, [_labelled(label), html.Select(options, id=name, **_told(name))], "control of-list", look)


def build_segments(name: str, label: str, choices: Mapping[str, str], *, look: str = "") -> html.Div:
    """One choice of a few, all in sight."""
    radio = Markup('<input type="radio" name="{0}" value="{1}" data-control="{0}">')
    rows = [html.Label([radio.format(name, value), html.Span(text)]) for value, text in choices.items()]
    legend = html.Legend(label, className="field-label")
    return html.Div(
        [shown(html.Fieldset([legend, html.Div(rows, className="segments")], className=look)), dcc.Store(id=name)]
    )


def build_field(name: str, label: str, *, look: str = "", **attributes: Any) -> html.Div:
    """A field for words, told when the reader has finished, or after ``live`` milliseconds without a key.

    ``hint`` is its title; what cannot be read in it is said beneath it, by a callback.
    """
    spelled = {"type": "text", "aria-describedby": ids.field_error(name)} | attributes
    renamed = {"live": "data-live", "hint": "title", "longest": "maxlength", "unseen": "aria-label"}
    written = Markup().join(Markup(' {}="{}"').format(renamed.get(key, key), value) for key, value in spelled.items())
    parts = [_labelled(label) if label else None, INPUT.format(name, name, written)]
    error = shown(id=ids.field_error(name), className="field-error", role="alert")
    return html.Div([_join(name, parts, "control of-text", look), error])


def build_switch(name: str, label: str) -> html.Div:
    """Something that is on or off."""
    written = Markup(' type="checkbox" role="switch"')
    return _join(name, [INPUT.format(name, name, written), html.Span(label)], "control of-switch")


def _join(name: str, parts: list[Any], kind: str, look: str = "") -> html.Div:
    return html.Div([shown(html.Label(parts, className=kind)), dcc.Store(id=name)], className=look or None)


def _labelled(label: str) -> html.Span:
    return html.Span(label, className="field-label")


def _told(name: str) -> dict[str, Any]:
    return {"data-control": name}
