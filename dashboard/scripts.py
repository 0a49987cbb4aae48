"""Says which scripts the page asks for, and when: Plotly's at once, Dash's table never; writes none of its own."""

from __future__ import annotations

import gzip
import re
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from dash import Dash
from flask import Response, request
from plotly.offline import get_plotlyjs

UNUSED = re.compile(r'<script src="[^"]*/dash_table/[^"]*"></script>\n?')
BEGINS, ENDS = '"use strict";var Plotly=', "window.Plotly = Plotly;"
YEAR = "public, max-age=31536000, immutable"  # for what is asked for by another name once it is another text


class Script(NamedTuple):
    """A script as it is served: where, and its text compressed."""

    path: str
    packed: bytes


@cache
def pack_plotly() -> Script:
    """Plotly's script out of the frame that it has for other systems of modules, for which a browser reads it twice."""
    text = get_plotlyjs()
    first, last = text.find(BEGINS), text.rfind(ENDS)
    licence = text[: text.find("*/") + 2] + "\n" if text.lstrip().startswith("/*") else ""
    plain = (licence + text[first : last + len(ENDS)] if 0 <= first < last else text).encode()
    return Script(f"/plotly-{sha256(plain).hexdigest()[:16]}.js", gzip.compress(plain, 6, mtime=0))


def arrange(scripts: str) -> str:
    """The page's scripts as Dash writes them, without the one that no part of it needs and with Plotly's before all.

    It is run when it has come, beside the others; ``assets/plotly.js`` lets the charts wait for it.
    """
    return f'<script id="plotly" src="{pack_plotly().path}" async></script>\n{UNUSED.sub("", scripts)}'


def serve_scripts(app: Dash) -> None:
    """Serve Plotly's script, and let browsers keep whatever the page names by its text or its time."""

    def send_plotly() -> Response:
        packed = pack_plotly().packed
        if not request.accept_encodings["gzip"]:
            return Response(gzip.decompress(packed), mimetype="text/javascript")
        return Response(packed, mimetype="text/javascript", headers={"Content-Encoding": "gzip"})

    def keep(response: Response) -> Response:
        stamped = request.path.startswith("/assets/") and "m" in request.args
        if response.status_code == 200 and (stamped or request.path == pack_plotly().path):
            response.headers["Cache-Control"] = YEAR
        return response

    app.server.add_url_rule(pack_plotly().path, "plotly", send_plotly)
    app.server.after_request(keep)
