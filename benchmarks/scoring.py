"""Scores dates and events against labelled gold, sentence by sentence; refuses to know how a prediction was made.

Rows are as read from JSON Lines: gold as in ``data/gold/README.md``, predictions as ``python -m loaders`` prints them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from loaders import edtf
from loaders.errors import EdtfError

Row: TypeAlias = Mapping[str, Any]
Bounds: TypeAlias = tuple[str | None, str | None]

CORE = frozenset(["5g", "6g", "humanoid_robots", "nev", "telecom_opening"])
UNREADABLE: Bounds = ("unreadable", "unreadable")
SEASONS = {"SP": 1, "SU": 2, "FA": 3, "AU": 3, "WI": 4}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and their harmonic mean, in percent, from counts of right, predicted and wanted."""

    right: int
    predicted: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of predictions that are right; 0 without predictions."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found; 0 where nothing was wanted."""
        return 100 * self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 200 * self.right / (self.predicted + self.wanted) if self.right else 0.0


# ---------------------------------------------------------------------------------------------------------- dates


def _week(year: str, number: str, part: str | None) -> edtf.Interval:
    if part is None:
        return edtf.week(date.fromisocalendar(int(year), int(number), 1))
    if part != "WE":
        return edtf.day(date.fromisocalendar(int(year), int(number), int(part)))
    saturday = date.fromisocalendar(int(year), int(number), 6)
    return edtf.Interval(saturday, edtf.day(date.fromisocalendar(int(year), int(number), 7)).end)


VALUES: tuple[tuple[str, Callable[..., edtf.Interval]], ...] = (
    (r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", lambda y, m, d: edtf.day(date(int(y), int(m), int(d)))),
    (r"(\d{4})-W(\d\d)-(\d)T.*", _week),
    (r"(\d{4})-W(\d\d)(?:-(WE|\d))?", _week),
    (r"(\d{4})-Q([1-4])", lambda y, q: edtf.quarter(int(y), int(q))),
    (r"(\d{4})-H([12])", lambda y, h: edtf.half(int(y), int(h))),
    (r"(\d{4})-(SP|SU|FA|AU|WI)", lambda y, s: edtf.season(int(y), SEASONS[s])),
    (r"(\d{4})-(\d\d)", lambda y, m: edtf.month(int(y), int(m))),
    (r"(\d{4})", lambda y: edtf.year(int(y))),
    (r"(\d{3})", lambda d: edtf.decade(10 * int(d))),
    (r"(\d\d)", lambda c: edtf.century(100 * int(c))),
)


def value_bounds(value: str | None) -> Bounds | None:
    """The days ``[start, end)`` of a TIMEX3 value; None for what names no stretch of the calendar.

    >>> value_bounds("2024-Q3"), value_bounds("P30D")
    (('2024-07-01', '2024-10-01'), None)
    """
    for pattern, build in VALUES:
        if value and (match := re.fullmatch(pattern, value.strip())):
            try:
                return build(*match.groups()).iso()
            except (ValueError, EdtfError):
                return None
    return None


def _wanted_bounds(timex: Row) -> list[Bounds]:
    if "intervals" in timex:
        return [(start, end) for start, end in timex["intervals"]]
    bounds = value_bounds(timex.get("value"))
    return [bounds] if bounds else []


def _stated_bounds(timex: Row) -> Bounds | None:
    """The calendar interval of a prediction: its ``interval`` decides where it has the key, else its value."""
    if "interval" not in timex:
        return value_bounds(timex.get("value"))
    start, end = timex["interval"] or (None, None)
    return (start, end) if start and end else None


def match_spans(gold: Sequence[Row], predicted: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pair timexes that share a character, each at most once: the same span first, then the longer overlap."""
    candidates = []
    for i, want in enumerate(gold):
        for j, got in enumerate(predicted):
            shared = min(want["end"], got["end"]) - max(want["start"], got["start"])
            if shared > 0:
                same = (want["start"], want["end"]) == (got["start"], got["end"])
                candidates.append((not same, -shared, i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(gold[i], predicted[j]) for i, j in pairs.items()]


@dataclass(frozen=True, slots=True)
class DateScores:
    """How well words of time were found and read.

    ``strict`` wants the very span, ``relaxed`` a shared character, ``value_f1`` is relaxed F1 times the share of pairs
    with the same TIMEX3 value (TempEval-3), ``interval`` counts gold timexes that denote one stretch of the calendar
    and predictions that claim one, right when both bounds agree to the day.
    """

    strict: Rate
    relaxed: Rate
    interval: Rate
    value_f1: float
    type_f1: float


def score_dates(gold: Iterable[Row], predictions: Mapping[str, Sequence[Row]]) -> DateScores:
    """Score predicted timexes (by passage id; a missing passage predicts nothing) against gold passages."""
    tally: defaultdict[str, int] = defaultdict(int)
    for passage in gold:
        got = sorted(predictions.get(passage["id"], ()), key=lambda timex: (timex["start"], timex["end"]))
        tally["gold"] += len(passage["timexes"])
        tally["predicted"] += len(got)
        tally["calendar_gold"] += sum(bool(_wanted_bounds(timex)) for timex in passage["timexes"])
        tally["calendar_predicted"] += sum(_stated_bounds(timex) is not None for timex in got)
        for want, pred in match_spans(passage["timexes"], got):
            tally["paired"] += 1
            tally["strict"] += (want["start"], want["end"]) == (pred["start"], pred["end"])
            tally["value"] += bool(want.get("value")) and want["value"] == pred.get("value")
            tally["type"] += want.get("type") == pred.get("type")
            tally["interval"] += _stated_bounds(pred) in _wanted_bounds(want)
    relaxed = Rate(tally["paired"], tally["predicted"], tally["gold"])
    of_pairs = relaxed.f1 / tally["paired"] if tally["paired"] else 0.0
    return DateScores(
        strict=Rate(tally["strict"], tally["predicted"], tally["gold"]),
        relaxed=relaxed,
        interval=Rate(tally["interval"], tally["calendar_predicted"], tally["calendar_gold"]),
        value_f1=of_pairs * tally["value"],
        type_f1=of_pairs * tally["type"],
    )


def invented_dates(text: str, timexes: Iterable[Row]) -> float:
    """Calendar intervals claimed in prose that has none, for each 10,000 characters."""
    return 10_000 * sum(_stated_bounds(timex) is not None for timex in timexes) / len(text)


# --------------------------------------------------------------------------------------------------------- events


def when_bounds(value: Any) -> Bounds | None:
    """The days ``[start, end)`` of a ``when`` or ``created``: an EDTF string, an object that holds one, or null."""
    if not value:
        return None
    if isinstance(value, Mapping):
        if not value.get("interval"):
            return when_bounds(value.get("edtf"))
        start, end = value["interval"]
        return start, end
    try:
        return edtf.read_edtf(str(value)).iso()
    except EdtfError:
        return UNREADABLE


def _codes(sectors: Iterable[Any], core: frozenset[str]) -> frozenset[str]:
    return frozenset(each["code"] if isinstance(each, Mapping) else each for each in sectors) & core


def _covers(span: tuple[int, int], event: Row) -> bool:
    shared: int = min(span[1], event["end"]) - max(span[0], event["start"])
    return shared > 0 and 2 * shared >= min(span[1] - span[0], event["end"] - event["start"])


def agrees(gold: Row, predicted: Row) -> bool:
    """Whether a prediction states the gold time: the same days, or the same last day where gold is a deadline."""
    want, got = when_bounds(gold["when"]), when_bounds(predicted.get("when"))
    if want is None or got is None or got == UNREADABLE:
        return want is None and got is None
    return want[1] == got[1] if gold.get("role") == "deadline" else bool(want == got)


def _pair_events(gold: Sequence[Row], predicted: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pair the gold events of one sentence with the predictions on it, the best agreement first.

    A gold event for which no prediction is left is held against the first one.
    """

    def fit(want: Row, got: Row) -> tuple[bool, bool]:
        return agrees(want, got), got.get("status") == want["status"]

    free = list(predicted)
    pairs = []
    for want in sorted(gold, key=lambda want: max(fit(want, got) for got in predicted), reverse=True):
        best = max(free, key=lambda got: fit(want, got), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((want, best if best is not None else predicted[0]))
    return pairs


@dataclass(slots=True)
class EventCounts:
    """Counts over all documents; ``event`` and ``sector`` as hits, false alarms and misses."""

    event_hits: int = 0
    event_alarms: int = 0
    event_misses: int = 0
    sector_hits: int = 0
    sector_alarms: int = 0
    sector_misses: int = 0
    when_stated: int = 0
    when_right: int = 0
    when_null: int = 0
    when_invented: int = 0
    status_pairs: int = 0
    status_right: int = 0
    created_dated: int = 0
    created_right: int = 0
    created_undated: int = 0
    created_invented: int = 0

    def add(self, other: EventCounts) -> None:
        """Add the counts of another document."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def event(self) -> Rate:
        """Sentences with an event, found or not, and events where there is none."""
        return Rate(self.event_hits, self.event_hits + self.event_alarms, self.event_hits + self.event_misses)

    @property
    def sector(self) -> Rate:
        """Sentence and sector together, over found sentences, missed ones and false alarms."""
        return Rate(self.sector_hits, self.sector_hits + self.sector_alarms, self.sector_hits + self.sector_misses)


def _score_sentence(rows: Sequence[Row], events: Sequence[Row], counts: EventCounts) -> None:
    """One gold sentence that holds at least one firm event, and the predictions on its span."""
    wanted = frozenset[str]().union(*(row["sectors"] for row in rows))
    maybe = frozenset[str]().union(*(row["sectors"] for row in rows if row["optional"]))
    if not events:
        counts.event_misses += 1
        counts.sector_misses += len(wanted - maybe)
        return
    counts.event_hits += 1
    got = frozenset[str]().union(*(event["sectors"] for event in events))
    counts.sector_hits += len(wanted & got)
    counts.sector_alarms += len(got - wanted)
    counts.sector_misses += len(wanted - got - maybe)
    for want, event in _pair_events([row for row in rows if _is_firm(row)], events):
        counts.status_pairs += 1
        counts.status_right += want["status"] == event.get("status")
        if want.get("when_vague"):
            continue
        if when_bounds(want["when"]) is None:
            counts.when_null += 1
            counts.when_invented += when_bounds(event.get("when")) is not None
        else:
            counts.when_stated += 1
            counts.when_right += agrees(want, event)


def _is_firm(row: Row) -> bool:
    return bool(row["event"] and not row["optional"] and row["sectors"])


def _score_document(rows: Sequence[Row], events: Sequence[Row]) -> EventCounts:
    counts = EventCounts()
    explained: set[int] = set()
    by_span: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        by_span[row["start"], row["end"]].append(row)
    for span, group in by_span.items():
        on_span = [i for i, event in enumerate(events) if _covers(span, event)]
        if any((row["event"] or row["optional"]) and row["sectors"] for row in group):
            explained.update(on_span)
        if any(_is_firm(row) for row in group):
            _score_sentence(group, [events[i] for i in on_span], counts)
    for i, event in enumerate(events):
        if i not in explained:
            counts.event_alarms += 1
            counts.sector_alarms += len(event["sectors"])
    return counts


def _score_created(want: str | None, got: Any, counts: EventCounts) -> None:
    if want:
        counts.created_dated += 1
        counts.created_right += when_bounds(want) == when_bounds(got)
    else:
        counts.created_undated += 1
        counts.created_invented += when_bounds(got) is not None


def score_events(gold: Iterable[Row], predictions: Iterable[Row], core: frozenset[str] = CORE) -> EventCounts:
    """Score extracted events against gold sentences; only the documents that gold names and the given sectors count."""
    sentences: defaultdict[str, list[Row]] = defaultdict(list)
    created: dict[str, str | None] = {}
    for row in gold:
        if "start" in row:
            sentences[row["doc"]].append({**row, "sectors": _codes(row["sectors"], core)})
        else:
            created[row["doc"]] = row["created"]
    events: defaultdict[str, list[Row]] = defaultdict(list)
    told: dict[str, Any] = {}
    for row in predictions:
        if "created" in row:
            told.setdefault(row["document"], row["created"])
        if "start" in row and (sectors := _codes(row.get("sectors", ()), core)):
            events[row["document"]].append({**row, "sectors": sectors})
    counts = EventCounts()
    for name in {**created, **sentences}:
        counts.add(_score_document(sentences[name], events[name]))
        if name in created:
            _score_created(created[name], told.get(name), counts)
    return counts
