"""The fields of a form in a dialog, the browser's own, each with its label; they belong to no callback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from markupsafe import Markup

from dashboard.pages.naming import hyphened


def build_choice(
    name: str, label: str, choices: Mapping[str, str] | Mapping[str, Mapping[str, str]], **told: str
) -> html.Label:
    """One choice of several, words by value; in groups where each value is a table of its own."""
    parts: list[Any] = []
    for value, said in choices.items():
        if isinstance(said, str):
            parts.append(html.Option(said, value=value))
        else:
            options = [html.Option(text, value=one) for one, text in said.items()]
            parts.append(html.Optgroup(options, label=value))
    return _label(label, [html.Select(parts, name=name)], "control of-list", told)


def build_text(name: str, label: str, *, kind: str = "text", hint: str = "", longest: int = 200, **told: str) -> Any:
    """A field for a line of text, or for a number."""
    bounds = Markup(' min="0" max="4000" step="1" inputmode="numeric"') if kind == "number" else ""
    field = Markup('<input type="{}" name="{}" placeholder="{}" maxlength="{}" autocomplete="off"{}>')
    return _label(label, [field.format(kind, name, hint, longest, bounds)], "control of-text", told)


def build_area(name: str, label: str, **told: str) -> html.Label:
    """A field for several lines."""
    return _label(label, [html.Textarea(name=name, rows="2")], "control of-text", told)


def build_tick(name: str, label: str, **told: str) -> html.Label:
    """Something that is wanted or not."""
    field = Markup('<input type="checkbox" name="{}">').format(name)
    return html.Label([field, html.Span(label)], className="control of-switch", **hyphened(**told))


def _label(label: str, field: list[Any], look: str, told: Mapping[str, str]) -> html.Label:
    return html.Label([html.Span(label, className="field-label"), *field], className=look, **hyphened(**told))
