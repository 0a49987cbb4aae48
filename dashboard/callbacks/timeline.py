"""What the tools of the timeline do to the selection: its lanes are folded, pinned, moved, chosen; draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.source import Source
from dashboard.figures.lanes import REST, LaneBy
from dashboard.selection import Selection


def register(app: Dash, source: Source) -> None:
    """Register the tools of the timeline on an app; pan and zoom are the browser's, which tells where it rests."""
    connect: Any = app.clientside_callback
    connect(ClientsideFunction("timeline", "attend"), Input(ids.TIMELINE, "figure"))
    connect(ClientsideFunction("timeline", "point"), Input(ids.FOCUS, "data"))

    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        Input(ids.LANE_MOVE, "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def move_lane(move: Mapping[str, Any] | None, search: str | None) -> str:
        before = source.read(search)
        after = set_lanes(before, move or {})
        if after == before:
            raise PreventUpdate
        return after.to_query()


def set_lanes(before: Selection, move: Mapping[str, Any]) -> Selection:
    """The selection after a lane was folded or unfolded, pinned or let go, moved, or lanes of another kind were chosen.

    ``move`` has ``act`` (fold, pin, up, down or by), the code of the ``lane`` and the codes of all ``lanes`` as shown.
    """
    act, code = move.get("act"), str(move.get("lane") or "")
    if act == "by" and move.get("by") in get_args(LaneBy):
        return replace(before, lanes=move["by"], order=(), collapsed=(), pinned=(), pile=None)
    if act == "fold":
        return replace(before, collapsed=_toggle(before.collapsed, code))
    if act == "pin" and code != REST:
        return replace(before, pinned=_toggle(before.pinned, code))
    if act in ("up", "down"):
        shown = [str(one) for one in move.get("lanes") or () if one != REST]
        return replace(before, order=_shift(shown, code, -1 if act == "up" else 1)) if code in shown else before
    return before


def _toggle(codes: Sequence[str], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code) if code in codes else (*codes, code)


def _shift(codes: Sequence[str], code: str, by: int) -> tuple[str, ...]:
    """Codes with one moved a place up or down.

    >>> _shift(["5g", "6g", "nev"], "nev", -1)
    ('5g', 'nev', '6g')
    """
    rest = [one for one in codes if one != code]
    place = min(max(codes.index(code) + by, 0), len(rest))
    return (*rest[:place], code, *rest[place:])
