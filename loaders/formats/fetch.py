"""Fetches a page over HTTP or HTTPS with a bound on its size and time; refuses every other kind of address."""

from __future__ import annotations

import posixpath
import re
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import Request, urlopen

from loaders.errors import DocumentError
from loaders.formats.draft import Payload

TIMEOUT = 20.0  # seconds for each step of the connection
LONGEST = 60.0  # seconds for a whole page
LARGEST = 32 * 2**20  # bytes
_CHUNK = 65_536
_AGENT = "policy-timeline"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Whether a source is an address of the web."""
    return bool(_ADDRESS.match(source))


def split_address(address: str) -> SplitResult:
    """The parts of an address; a malformed one has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def fetch_page(url: str, *, timeout: float = TIMEOUT, largest: int = LARGEST) -> tuple[Payload, str]:
    """The bytes at an address and their content type; raises DocumentError that says what the server answered."""
    request = Request(url, headers={"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.8"})
    try:
        with urlopen(request, timeout=timeout) as answer:
            if not is_address(answer.geturl()):
                raise DocumentError(url, "the address leads away from the web.", "Give the page's own address.")
            data = _read(answer, url, largest)
            kind = answer.headers.get_content_type()
            charset = answer.headers.get_content_charset()
    except HTTPError as error:
        with error:
            reason = f"the server answers {error.code} {error.reason}."
        raise DocumentError(url, reason, "Check the address and try again.") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = str(getattr(error, "reason", None) or error)
        raise DocumentError(
            url, f"the page cannot be fetched: {reason}.", "Check the address and try again."
        ) from error
    name = posixpath.basename(unquote(urlsplit(url).path).rstrip("/")) or urlsplit(url).netloc
    return Payload(url, name, data, url=url, charset=charset), kind


def _read(answer: HTTPResponse, url: str, largest: int) -> bytes:
    started = monotonic()
    pieces, size = [], 0
    while piece := answer.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            raise DocumentError(url, f"the page is larger than {largest:,} bytes.", "Save it and load the file.")
        if monotonic() - started > LONGEST:
            raise DocumentError(url, f"the page took longer than {LONGEST:.0f} seconds.", "Try again later.")
    return b"".join(pieces)
