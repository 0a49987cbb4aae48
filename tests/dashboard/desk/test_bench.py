"""Orders wait their turn, can be watched and called off, and one that breaks holds up no other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest

from dashboard.desk import Bench, Made, Order, Standing
from dashboard.exports.progress import OnProgress, Steps
from loaders.errors import UsageError

DAY = date(2026, 6, 15)


class Kitchen:
    """Makes orders of two parts, each of which waits until it is let go."""

    def __init__(self) -> None:
        self.gates: dict[str, Event] = {}
        self.begun: list[str] = []

    def __call__(self, order: Order, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Made:
        steps = Steps(2, on_progress, cancelled)
        for part in ("first", "second"):
            steps.begin(part)
            self.begun.append(f"{order.title} {part}")
            gate = self.gates.get(order.title)
            assert gate is None or gate.wait(20)
        if order.title == "broken":
            raise UsageError("there is no such chart.")
        if order.title == "torn":
            raise ZeroDivisionError("by nought")
        return Made(f"{order.title}.png", order.title.encode(), "image/png", "{}")


def order(title: str) -> Order:
    return Order("timeline", "png", DAY, title=title)


def settle(bench: Bench, number: str, *states: str) -> Standing:
    """How an order stands, once it is in one of these states."""
    until = time.monotonic() + 20
    while (standing := bench.ask(number)).state not in states:
        assert time.monotonic() < until, standing
        time.sleep(0.002)
    return standing


def test_what_is_made_is_handed_out_to_whoever_ordered_it() -> None:
    bench = Bench(Kitchen())
    numbers = {title: bench.order(order(title)) for title in "abcdef"}
    for title, number in numbers.items():
        assert settle(bench, number, "done").name == f"{title}.png"
        made = bench.fetch(number)
        assert made is not None
        assert made.data == title.encode()


def test_orders_are_begun_in_their_turn_and_know_how_many_are_ahead() -> None:
    kitchen = Kitchen()
    kitchen.gates = {title: Event() for title in "ab"}
    bench = Bench(kitchen, hands=1)
    a, b, c = (bench.order(order(title)) for title in "abc")
    standing = settle(bench, a, "working")
    assert (standing.total, standing.label) == (2, "first")
    assert [bench.ask(one).ahead for one in (a, b, c)] == [0, 1, 2]
    kitchen.gates["a"].set()
    settle(bench, a, "done")
    settle(bench, b, "working")
    assert bench.ask(c).ahead == 1
    kitchen.gates["b"].set()
    settle(bench, c, "done")
    assert [one for one in kitchen.begun if one.endswith("first")] == ["a first", "b first", "c first"]


def test_a_short_order_does_not_wait_for_a_long_one() -> None:
    kitchen = Kitchen()
    kitchen.gates = {"long": Event()}
    bench = Bench(kitchen)
    long = bench.order(order("long"))
    settle(bench, bench.order(order("short")), "done")
    assert bench.ask(long).state == "working"
    kitchen.gates["long"].set()
    settle(bench, long, "done")


def test_an_order_called_off_is_not_made_or_stops_before_its_next_part() -> None:
    kitchen = Kitchen()
    kitchen.gates = {"a": Event()}
    bench = Bench(kitchen, hands=1)
    a, b, c = (bench.order(order(title)) for title in "abc")
    settle(bench, a, "working")
    bench.cancel(b)
    bench.cancel(a)
    assert {bench.ask(a).state, bench.ask(b).state} == {"cancelled"}
    kitchen.gates["a"].set()
    settle(bench, c, "done")
    assert bench.fetch(a) is None
    assert kitchen.begun == ["a first", "c first", "c second"]


@pytest.mark.parametrize(("title", "said"), [("broken", "no such chart"), ("torn", "ZeroDivisionError: by nought")])
def test_one_that_fails_says_why_and_the_next_is_made(title: str, said: str) -> None:
    bench = Bench(Kitchen(), hands=1)
    wrong, right = bench.order(order(title)), bench.order(order("right"))
    assert said in settle(bench, wrong, "failed").error
    assert settle(bench, right, "done")


def test_what_nobody_asks_for_is_dropped_whether_it_waits_or_is_done() -> None:
    now, kitchen = [0.0], Kitchen()
    kitchen.gates = {"a": Event()}
    bench = Bench(kitchen, hands=1, forgotten=60, clock=lambda: now[0])
    a, b = bench.order(order("a")), bench.order(order("b"))
    settle(bench, a, "working")
    now[0] = 50.0
    assert bench.ask(a).state == "working"
    now[0] = 70.0
    assert bench.ask(b).state == "gone"
    assert bench.rest() == 0.0
    kitchen.gates["a"].set()
    settle(bench, a, "done")
    now[0] = 100.0
    assert bench.rest() == 30.0
    now[0] = 131.0
    assert bench.fetch(a) is None
    assert "b first" not in kitchen.begun


def test_a_crowd_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.desk.bench.MOST", 2)
    kitchen: Any = Kitchen()
    kitchen.gates = {"a": Event()}
    bench = Bench(kitchen, hands=1)
    settle(bench, bench.order(order("a")), "working")
    for _ in range(2):
        bench.order(order("more"))
    with pytest.raises(UsageError, match="Try again in a minute"):
        bench.order(order("more"))
    kitchen.gates["a"].set()
