"""Takes the page's orders of files, tells how they stand, hands out what was made; makes nothing itself.

The page asks these addresses with ``fetch``: a file of many megabytes does not go through the page's own answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from dash import Dash
from flask import Response, abort, request

from dashboard.callbacks.address import find_version
from dashboard.callbacks.source import Source
from dashboard.desk import Counter, Order
from dashboard.desk.orders import BRIEFING
from dashboard.exports.briefing.value import Briefing
from dashboard.exports.sizes import SIZES, Size, find_size
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.words import LANGUAGES
from loaders.errors import PolicyTimelineError, UsageError
from loaders.sectors.taxonomy import Taxonomy

NARROWEST, WIDEST = 320, 4000  # pixels of a picture
SHARPEST = 8.0
LONGEST = 2_000_000  # letters of a briefing
Answer = tuple[dict[str, Any], int]


def register(app: Dash, source: Source, counter: Counter) -> None:
    """Register the addresses of orders on an app."""

    def take() -> Answer:
        asked = read_json()
        try:
            return {"number": counter.order(read_order(asked, source.library, source.taxonomy, source.today()))}, 202
        except PolicyTimelineError as error:
            return {"error": str(error)}, 400

    def tell(number: str) -> Answer:
        return answer(lambda: asdict(counter.ask(number)))

    def call_off(number: str) -> Answer:
        counter.cancel(number)
        return tell(number)

    def hand_out(number: str, what: str) -> Response:
        made = counter.fetch(number)
        if made is None or what not in ("file", "receipt"):
            abort(404)
        name, data, mime = made.name, made.data, made.mime
        if what == "receipt":
            name, data, mime = f"{name.removesuffix('.zip')}.receipt.json", made.receipt.encode(), "application/json"
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
        return Response(data, mimetype=mime, headers=headers)

    def read() -> Answer:
        asked = read_json()
        return answer(lambda: Briefing.from_dict(asked).to_dict())

    add: Any = app.server.add_url_rule
    add("/exports", view_func=take, methods=["POST"])
    add("/exports/<number>", view_func=tell, methods=["GET"])
    add("/exports/<number>", view_func=call_off, methods=["DELETE"])
    add("/exports/<number>/<what>", view_func=hand_out, methods=["GET"])
    add("/briefing", view_func=read, methods=["POST"])


def answer(ask: Callable[[], dict[str, Any]]) -> Answer:
    """What was asked for, or why it cannot be had."""
    try:
        return ask(), 200
    except PolicyTimelineError as error:
        return {"error": str(error)}, 400


def read_json() -> dict[str, Any]:
    """What a page sent. JSON alone: a foreign page cannot send that without asking first, and is never answered."""
    asked = request.get_json(silent=True) if request.is_json else None
    if not isinstance(asked, dict) or (request.content_length or 0) > LONGEST:
        abort(400)
    return asked


def read_order(asked: Mapping[str, Any], library: Library, taxonomy: Taxonomy, today: date) -> Order:
    """The order that a page's form spells; raises UsageError for what there is not."""
    text = {name: str(asked.get(name) or "") for name in ("figure", "form", "query", "theme", "language", "title")}
    chosen = Selection.from_query(text["query"], taxonomy)[0]
    version = find_version(chosen, library, int(asked.get("version") or 0))[0]
    reader = str(asked.get("reader") or "en")
    if text["figure"] == BRIEFING:
        told = Briefing.from_dict(asked.get("briefing"))
        return Order(BRIEFING, text["form"], today, version=version, language=reader, briefing=told.to_json())
    language = text["language"] if text["language"] in LANGUAGES else chosen.language
    theme: Literal["light", "dark"] = "dark" if text["theme"] == "dark" else "light"
    seen = replace(chosen.view(), theme=theme, language=language)
    return Order(
        text["figure"],
        text["form"],
        today,
        query=seen.to_query(),
        version=version,
        language=reader,
        size=read_size(asked),
        scale=min(max(read_number(asked, "scale", 2.0), 0.5), SHARPEST),
        style=str(asked.get("style") or "gb-t-7714"),
        title=text["title"].strip(),
        part=str(asked.get("part") or "visible"),
        bundled=bool(asked.get("bundled")),
    )


def read_size(asked: Mapping[str, Any]) -> Size:
    """The size chosen by its name, else that of so many pixels, as far as pictures go."""
    if asked.get("size") in SIZES:
        return find_size(str(asked["size"]))
    width = min(max(read_number(asked, "width", 1280), NARROWEST), WIDEST)
    height = min(read_number(asked, "height", 0), WIDEST)
    return Size(round(width), max(round(height), NARROWEST) if height > 0 else None)


def read_number(asked: Mapping[str, Any], name: str, default: float) -> float:
    """A number of the form; ``default`` where its field is empty. Raises UsageError for what is none."""
    try:
        return float(asked.get(name) or default)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name}: {json.dumps(asked[name])[:40]} is no number.") from error
