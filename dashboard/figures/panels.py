"""Parts a selection into small multiples, one for each of the most frequent values; draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from dashboard.figures.lanes import read_values
from dashboard.placing import check
from dashboard.words import name_actor, say
from dashboard.words.phrases import words

if TYPE_CHECKING:
    import pandas as pd

PanelBy = Literal["publisher", "actor", "status", "language"]
Part: TypeAlias = "tuple[str | None, pd.DataFrame, pd.DataFrame | None]"
OF_DOCUMENTS = ("publisher", "language")  # what a document has too: then its panel counts those documents alone
MOST = 6  # panels


def split_panels(events: pd.DataFrame, documents: pd.DataFrame | None, by: PanelBy, language: str) -> list[Part]:
    """The name, events and documents of each panel, the most frequent value first, at most six.

    An event of two issuers is in both panels. Events without a value are in none.
    """
    check("facet", by, get_args(PanelBy))
    codes, values = read_values(events, "actors" if by == "actor" else by)
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    held: dict[str, list[int]] = {}
    for code, value in enumerate(values):
        for one in value if isinstance(value, tuple) else (value,):
            held.setdefault(str(one), []).append(code)
    order = sorted(held, key=lambda name: (-counts[held[name]].sum(), name))
    parts: list[Part] = []
    for name in order[:MOST]:
        if not counts[held[name]].sum():
            continue
        some = documents
        if documents is not None and by in OF_DOCUMENTS:
            some = documents[(documents[by] == name).to_numpy(dtype=bool)]
        parts.append((_say(by, name, language), events[np.isin(codes, held[name])], some))
    return parts


def _say(by: PanelBy, name: str, language: str) -> str:
    if by == "actor":
        return name_actor(name, language)
    if by == "status":
        return str(words(language)["status"].get(name, name))
    return say(language, "language", name) if by == "language" else name
