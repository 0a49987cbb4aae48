"""The controls that choose events: a column on a wide screen, a drawer on a phone; decides nothing."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import ids
from dashboard.pages.choices import Choice, name_choices, sector_choices, status_choices
from dashboard.pages.naming import labelled
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy


def build_filters(events: pd.DataFrame, taxonomy: Taxonomy, language: str) -> html.Aside:
    """All filters, with how many events of the whole store each choice has."""
    words = load_words(language)
    page = words["page"]
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(page["filters"], className="filters-title"),
                    html.Button(page["reset"], id=ids.RESET, className="link"),
                    html.Button(
                        "×", id=ids.FILTERS_CLOSE, className="tool phone-only", **labelled(page["close_filters"])
                    ),
                ],
                className="filters-head",
            ),
            *_sectors(events, taxonomy, language, page),
            _checks(ids.STATUS, page["status"], status_choices(events, language), style="two-columns"),
            _many(ids.PUBLISHER, page["publisher"], name_choices(events["publisher"]), page["any_publisher"]),
            _many(
                ids.LANGUAGE,
                page["language"],
                name_choices(events["language"], words["language"]),
                page["any_language"],
            ),
            _dates(page),
            _segments(ids.AXIS, page["axis"], {"when": page["axis_when"], "announced": page["axis_announced"]}),
            _segments(ids.PERIOD, page["period"], words["period"]),
            dmc.Select(
                id=ids.MEASURE,
                label=page["measure"],
                data=[{"value": key, "label": label} for key, label in words["measure"].items()],
                allowDeselect=False,
                size="sm",
            ),
        ],
        id=ids.FILTERS,
        className="filters",
        **labelled(page["filters"]),
    )


def _sectors(events: pd.DataFrame, taxonomy: Taxonomy, language: str, page: dict[str, str]) -> list[Any]:
    others = sector_choices(events, taxonomy, core=False, language=language)
    return [
        _checks(ids.CORE, page["sectors"], sector_choices(events, taxonomy, core=True, language=language)),
        dmc.MultiSelect(
            id=ids.MORE,
            data=[choice.option() for choice in others],
            placeholder=page["more_sectors"],
            searchable=True,
            clearable=True,
            size="sm",
            className="under",
            **labelled(page["more_sectors"]),
        ),
        dmc.Switch(id=ids.EVERY, label=page["every_sector"], size="sm", className="under"),
    ]


def _checks(name: str, label: str, choices: list[Choice], style: str = "") -> dmc.CheckboxGroup:
    return dmc.CheckboxGroup(
        id=name,
        label=label,
        size="sm",
        className=f"checks {style}".strip(),
        children=html.Div([_check(choice) for choice in choices], className="check-list"),
    )


def _check(choice: Choice) -> dmc.Checkbox:
    swatch = [html.Span(className="swatch", style={"background": choice.colour})] if choice.colour else []
    label = html.Span([*swatch, choice.label, html.Span(f" {choice.count:,}", className="count")])
    return dmc.Checkbox(label=label, value=choice.value, size="xs", color=choice.colour or "var(--ink-blue)")


def _many(name: str, label: str, choices: list[Choice], placeholder: str) -> dmc.MultiSelect:
    return dmc.MultiSelect(
        id=name,
        label=label,
        data=[choice.option() for choice in choices],
        placeholder=placeholder,
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        size="sm",
        maxDropdownHeight=280,
    )


def _dates(page: dict[str, str]) -> html.Div:
    def one(name: str, label: str) -> dmc.DateInput:
        return dmc.DateInput(
            id=name,
            label=label,
            valueFormat="YYYY-MM-DD",
            placeholder=page["any_date"],
            clearable=True,
            size="sm",
            debounce=True,
            clearButtonProps={"aria-label": page["clear"]},
        )

    return html.Div([one(ids.FROM, page["from"]), one(ids.UNTIL, page["until"])], className="pair")


def _segments(name: str, label: str, choices: dict[str, str]) -> html.Div:
    return html.Div(
        [
            html.Div(label, className="field-label", id=f"{name}-label"),
            dmc.SegmentedControl(
                id=name,
                data=[{"value": value, "label": text} for value, text in choices.items()],
                fullWidth=True,
                size="xs",
                **labelled(label),
            ),
        ]
    )
