"""What is ordered of an export, how an order stands, and what is handed out; makes and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from dashboard.exports.sizes import Size

BRIEFING = "briefing"
State = Literal["waiting", "working", "done", "failed", "cancelled", "gone"]


@dataclass(frozen=True, slots=True)
class Order:
    """One file that is wanted: a chart (``figure``, see ``dashboard.exports``) at an address, or a briefing.

    ``version`` is the data version it tells of, ``language`` that of its reader, ``part`` whole or visible, ``bundled``
    whether the receipt is to lie beside it in a zip. A briefing is given as its JSON.
    """

    figure: str
    form: str
    today: date
    query: str = ""
    version: int | None = None
    language: str = "en"
    size: Size | None = None
    scale: float = 2.0
    style: str = "gb-t-7714"
    title: str = ""
    part: str = "visible"
    bundled: bool = False
    briefing: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file to hand out, its media type, and its receipt as JSON; ``notes`` are what its reader should know."""

    name: str
    data: bytes
    mime: str
    receipt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stands: how many are ahead of it, how many of its parts are done, and which is being made.

    ``gone`` is an order that nobody knows any more: it was forgotten, or whoever made it broke down. ``error`` says why
    one failed.
    """

    state: State
    ahead: int = 0
    done: int = 0
    total: int = 0
    label: str = ""
    error: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()


class Counter(Protocol):
    """Where orders are given: in this program or across programs."""

    def order(self, order: Order) -> str:
        """Take an order; its number. Raises UsageError where too many wait."""

    def ask(self, number: str) -> Standing:
        """How an order stands."""

    def cancel(self, number: str) -> None:
        """Call an order off: one that waits is dropped, one being made stops before its next part."""

    def fetch(self, number: str) -> Made | None:
        """What was made; None where it is not done, or no longer kept."""
