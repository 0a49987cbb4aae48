"""The answer to "why this event?": the words and rules that decided, as the loaders explain them; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html


def build_reasons(told: Mapping[str, Any], event: str, language: str) -> list[Any]:
    """The reasons for one event: what was heard in its sentence, then what was decided of its clause.

    ``told`` is what ``loaders.pipeline.explain_event`` answers.
    """
    own = [clause for clause in told["clauses"] if event in clause["events"]]
    return [_list(told["reasons"], language), *(_list(clause["reasons"], language) for clause in own)]


def _list(reasons: Iterable[Mapping[str, Any]], language: str) -> html.Ul:
    return html.Ul([html.Li(reason.get(language) or reason["en"]) for reason in reasons], className="plain why")
