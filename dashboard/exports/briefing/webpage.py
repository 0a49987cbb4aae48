"""A briefing as one HTML file that needs no server and no network: charts to point at, every sentence, the receipt."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.exports.briefing.markup import (
    tongue_of,
    write_cover,
    write_parts,
    write_quote,
    write_receipt,
    write_sources,
)
from dashboard.exports.briefing.parts import ChartPart, EventPart, holdings_of
from dashboard.exports.embedding import embed_page
from dashboard.library import rows_of
from dashboard.theme import blend, find_theme, legible
from loaders.edtf import read_edtf
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import Content
    from dashboard.exports.progress import Steps
    from dashboard.exports.receipt import Receipt

WIDTHS = (358, 700, 1130)  # pixels: a phone, a page of paper or a tablet, a screen
PAPER = 700
EVIDENCE = 1500  # sentences in one file
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
FOLDER = Path(__file__).resolve().parent


def make_page(content: Content, receipt: Receipt, steps: Steps) -> bytes:
    """The briefing as one HTML file, with its receipt inside."""
    charts: dict[str, Any] = {}

    def picture(number: int, part: ChartPart) -> str:
        steps.begin(content.words["laying"].format(name=part.name))
        charts[str(number)] = {"axis": part.view.selection.axis, "looks": draw_looks(part)}
        label = escape(content.words["picture_alt"].format(chart=part.name, said=part.said), quote=True)
        kind = part.item.chart
        return f'<div class="canvas {kind}" data-chart="{number}" role="group" aria-label="{label}"><div></div></div>'

    body = write_parts(content, picture, tables=True)
    steps.begin(content.words["writing"])
    said = content.words
    whole = "".join(
        (
            f'<!doctype html>\n<html lang="{tongue_of(content)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(content.briefing.title)}</title>\n",
            f'<meta name="description" content="{escape(receipt.selection, quote=True)}">\n',
            f'<meta name="generator" content="Policy Timeline {escape(receipt.code_version)}">\n',
            f"<style>{colours_of(content)}\n{read_style()}</style>\n</head>\n<body>\n",
            write_cover(content, receipt),
            f"<main><noscript><p>{escape(said['no_script'])}</p></noscript>",
            body,
            write_evidence(content),
            write_sources(content),
            write_receipt(content, receipt),
            "</main>\n",
            _data("said", "application/json", json.dumps(_messages(content)).replace("<", "\\u003c")),
            _data(
                "charts", "text/plain", pack(json.dumps(charts, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            ),
            _data("plotly", "text/plain", pack(read_plotly())),
            f"<script>{(FOLDER / 'page.js').read_text(encoding='utf-8')}</script>\n</body>\n</html>\n",
        )
    )
    return embed_page(whole, receipt).encode("utf-8", "surrogatepass")


def draw_looks(part: ChartPart) -> list[dict[str, Any]]:
    """A chart at each width, for the screen; and light for paper, where the screen is dark."""
    theme = part.view.selection.theme or "light"
    looks = []
    for width in WIDTHS:
        light = theme == "light"
        looks.append(_look(part, width, theme) | {"screen": True, "paper": light and width <= PAPER})
        if width == PAPER and not light:
            looks.append(_look(part, width, "light") | {"screen": False, "paper": True})
    return looks


def _look(part: ChartPart, width: int, theme: Any) -> dict[str, Any]:
    spec = json.loads(part.draw(width, None, theme).to_json())
    spec["layout"] |= {"width": width, "dragmode": False}
    for trace in spec["data"]:
        if "customdata" in trace:
            trace["customdata"] = _lead(trace["customdata"])
    return {"width": width, "data": spec["data"], "layout": spec["layout"]}


def _lead(data: Any) -> Any:
    """Where each mark leads: to an event, or to the events of a code and of days."""
    if data and isinstance(data[0], list) and data[0] and isinstance(data[0][0], list):
        return [_lead(line) for line in data]
    return [_lead_one(one) for one in data]


def _lead_one(one: Any) -> list[str]:
    held = [str(part) for part in one] if isinstance(one, list) else [str(one)]
    if len(held) == 1:
        return ["event", held[0]]
    if held[0] == "pile":
        lane, _, days = held[1].partition("~")
        try:
            span = read_edtf(days)
        except EdtfError:
            return ["some", lane]
        return ["some", lane, str(span.start), str(span.last)] if span.start and span.last else ["some", lane]
    return ["some", *held] if len(held) == 3 and held[0] else ["some", held[0]] if held[0] else [""]


def write_evidence(content: Content) -> str:
    """Every sentence behind the charts and the events, with what a chart's marks look for."""
    rows = find_evidence(content)
    said = content.words
    items = "".join(_write_row(content, row) for row in rows)
    return (
        f'<section id="evidence"><h2>{escape(said["evidence"])}</h2><p class="hint">{escape(said["evidence_hint"])}</p>'
        f'<div class="finder"><input id="find" type="search" aria-label="{escape(said["evidence_find"], quote=True)}" '
        f'placeholder="{escape(said["evidence_find"], quote=True)}"><span id="found" role="status"></span>'
        f'<button id="all" type="button" hidden>{escape(said["evidence_all"])}</button>'
        f'<button id="back" type="button" hidden>{escape(said["back"])}</button></div>'
        f'<ol class="sentences">{items}</ol></section>'
    )


def find_evidence(content: Content) -> list[dict[str, Any]]:
    """Full rows of the events behind a briefing: those told of, those drawn as marks, then the others, by date."""
    wanted: dict[int, dict[str, None]] = {}
    for part in content.parts:
        told = wanted.setdefault(holdings_of(part).version, {})
        if isinstance(part, EventPart):
            told[str(part.row["id"])] = None
        else:
            told.update(dict.fromkeys(marked_in(part)))
    for part in content.charts:
        index = part.view.holdings.events["id"]
        wanted[part.view.holdings.version].update(dict.fromkeys(index.take(part.rows[:EVIDENCE]).tolist()))
    rows: dict[str, dict[str, Any]] = {}
    for part in content.parts:
        held = holdings_of(part)
        ids = list(wanted.pop(held.version, {}))[: EVIDENCE - len(rows)]
        rows |= {str(row["id"]): row for row in rows_of(held.rows(ids))} if ids else {}
    return sorted(rows.values(), key=lambda row: _day(row, "when_start") or _day(row, "announced_start") or "9")


def marked_in(part: ChartPart) -> Iterable[str]:
    """The ids of the events that a chart draws as marks of their own."""
    for trace in part.figure.data:
        for one in trace.customdata if trace.customdata is not None else ():
            if isinstance(one, (list, tuple, np.ndarray)) and len(one) == 1:
                yield str(one[0])


def _write_row(content: Content, row: dict[str, Any]) -> str:
    codes = [row.get(name) for name in ("status", "publisher", "instrument", "document", "story")]
    for name in ("sectors", "actors"):
        held = row.get(name)
        codes += list(held) if held is not None else []
    days = {
        f"data-{axis}-{end}": _day(row, f"{axis}_{end}") for axis in ("when", "announced") for end in ("start", "end")
    }
    told = {"data-codes": "|".join(str(one) for one in codes if isinstance(one, str)), **days}
    data = "".join(f' {name}="{escape(value, quote=True)}"' for name, value in told.items() if value)
    return f'<li id="e-{escape(str(row["id"]), quote=True)}" tabindex="-1"{data}>{write_quote(content, row, {})}</li>'


def _day(row: dict[str, Any], name: str) -> str:
    """A day of an event, the last one where it ends; nothing where it is open."""
    value = row.get(name)
    if value is None or pd.isna(value):
        return ""
    return str((value - pd.Timedelta(days=int(name.endswith("_end")))).date().isoformat())


def _messages(content: Content) -> dict[str, str]:
    said = content.words
    total = len({str(one) for part in content.charts for one in part.view.holdings.events["id"].take(part.rows)})
    held = min(total, EVIDENCE)
    shown = said["evidence_shown"] if held == total else said["evidence_of"].replace("{total}", f"{total:,}")
    return {"all": shown, "found": said["evidence_found"], "none": said["evidence_none"], "failed": said["no_script"]}


def colours_of(content: Content) -> str:
    """The colours of the theme as variables; on paper always light."""

    def spell(name: str) -> str:
        theme = find_theme(name)
        held = {name: getattr(theme, name) for name in ("paper", "ink", "muted", "rule")}
        held |= {"link": legible("#2f639a", theme.paper), "accent": legible("#2f639a", theme.paper, 3.0)}
        held["found"] = blend("#2f639a", theme.paper, 0.14)
        return "".join(f"--{name}:{colour};" for name, colour in held.items())

    return f":root{{{spell(content.briefing.theme)}}}@media print{{:root{{{spell('light')}}}}}"


def read_style() -> str:
    """How a briefing looks, on a screen and on paper."""
    return (FOLDER / "page.css").read_text(encoding="utf-8")


def read_plotly() -> bytes:
    """Plotly's program, as the installed version brings it."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode("utf-8")


def pack(data: bytes) -> str:
    """Bytes as gzip in letters; the same for the same."""
    return b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def _data(name: str, kind: str, text: str) -> str:
    return f'<script type="{kind}" id="{name}">{text}</script>\n'
