"""A store made up from a seed, with the columns of the real one: the same seed gives the same rows; writes nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import StoreError
from loaders.model import CONTEXT, document_id, event_id
from loaders.store.index import CATEGORIES, COLUMNS, DAYS, LISTS

SECTORS = {
    "5g": "5G",
    "6g": "6G",
    "humanoid_robots": "humanoid robots",
    "nev": "new energy vehicles",
    "telecom_opening": "opening of telecom services",
}
PUBLISHERS = ("MIIT", "Xinhua", "State Council", "Gazette, Weekly", None)
STATUSES = ("done", "in_force", "planned", "target", "statistic", "background")
EVIL = '<img src=x onerror="window.stolen=1"><b>bold</b> =2+2'


def make_when(rng: random.Random, year: int) -> tuple[str | None, str | None]:
    """An EDTF time and its role, of every kind the charts know."""
    later = year + rng.randint(0, 4)
    return rng.choice(
        [
            (f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", "occurred"),
            (f"{year}-{rng.randint(1, 12):02d}", "expected"),
            (f"{year}-{rng.randint(33, 36)}", "expected"),
            (f"{later}", "expected"),
            (f"{later}~", "expected"),
            (f"../{later}-12-31", "deadline"),
            (f"../{later}", "deadline"),
            (f"{year}-{rng.randint(1, 12):02d}-01/..", "effective"),
            (f"{year}/{later + 1}", "during"),
            (None, None),
        ]
    )


def make_document(rng: random.Random, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One document and its events, every offset true."""
    year = rng.randint(2013, 2026)
    said = date(year, rng.randint(1, 12), rng.randint(1, 28))
    dated = number % 13 != 0
    created = said.isoformat() if dated else None
    lines, events = [], []
    for ordinal in range(rng.randint(1, 6)):
        codes = rng.sample(list(SECTORS), rng.choice([1, 1, 1, 2]))
        when, role = make_when(rng, year)
        head = f"Measure {number}.{ordinal} on {' and '.join(SECTORS[code] for code in codes)}"
        tail = f" {EVIL}" if (number, ordinal) == (1, 0) else ""
        sentence = f"{head} is to take effect, at the time {when or 'that is fit'}{tail}."
        lines.append((sentence, codes, when, role, ordinal))
    text, cursor = "", 0
    passages = []
    for sentence, codes, when, role, ordinal in lines:
        before = "The conference heard a report. "
        start = cursor + len(before)
        end = start + len(sentence)
        paragraph = f"{before}{sentence} Questions followed.\n"
        passages.append(
            {
                "start": cursor,
                "end": cursor + len(paragraph) - 1,
                "kind": "paragraph",
                "speaker": None,
                "role": None,
                "name": None,
                "page": None,
            }
        )
        text += paragraph
        cursor += len(paragraph)
        at = text.find(when, start) if when else -1
        spans = [{"code": code, "spans": [find(text, SECTORS[code], start)], "inherited": False} for code in codes]
        events.append(
            {
                "start": start,
                "end": end,
                "text": sentence,
                "title": sentence[:80],
                "status": rng.choice(STATUSES),
                "sectors": codes,
                "evidence": spans,
                "actors": ["miit"] if ordinal % 2 else [],
                "speaker": None,
                "instrument": "pilot" if ordinal == 1 else None,
                "when": when,
                "role": role,
                "when_evidence": [at, at + len(when)] if when else None,
                "cues": ["take effect"],
                "ordinal": ordinal,
            }
        )
    name = f"doc{number:03d}.txt"
    identity = document_id(name, text)
    publisher = rng.choice(PUBLISHERS)
    document = {
        "id": identity,
        "name": name,
        "source": name,
        "url": f"https://example.org/{number}" if number % 2 else None,
        "format": "text",
        "language": "zh" if number % 5 == 0 else "en",
        "title": f"Notice number {number}",
        "publisher": publisher,
        "publisher_evidence": publisher,
        "kind": "news",
        "kind_evidence": None,
        "created": created,
        "created_start": pd.Timestamp(said) if dated else pd.NaT,
        "created_end": pd.Timestamp(said + timedelta(1)) if dated else pd.NaT,
        "created_by": "dateline" if dated else None,
        "created_evidence": said.strftime("%B %d, %Y") if dated else None,
        "created_bounds": None if dated else f"{year}-03/..",
        "candidates": [],
        "sentences": 3 * len(events),
        "sha256": "0" * 64,
        "text": text,
        "passages": passages,
        "data_version": 7,
    }
    return document, [finish(event, document, said if dated else None) for event in events]


def find(text: str, words: str, start: int) -> list[int]:
    at = text.index(words, start)
    return [at, at + len(words)]


def finish(event: dict[str, Any], document: dict[str, Any], said: date | None) -> dict[str, Any]:
    text = document["text"]
    span: Interval | None = read_edtf(event["when"]) if event["when"] else None
    ordinal = event.pop("ordinal")
    return event | {
        "id": event_id(document["id"], event["start"], event["end"], ordinal),
        "story": event_id(document["id"], event["start"], event["end"], ordinal),
        "modality": None,
        "figures": [],
        "page": None,
        "document": document["id"],
        **{f"document_{key}": document[key] for key in ("name", "title")},
        **{key: document[key] for key in ("source", "url", "publisher", "language", "kind", "format", "created")},
        "created_by": document["created_by"],
        "prefix": text[max(0, event["start"] - CONTEXT) : event["start"]],
        "suffix": text[event["end"] : event["end"] + CONTEXT],
        "announced": write_edtf(Interval(said, said + timedelta(1))) if said else None,
        "announced_start": pd.Timestamp(said) if said else pd.NaT,
        "announced_end": pd.Timestamp(said + timedelta(1)) if said else pd.NaT,
        "announced_basis": document["created_by"],
        "when_start": pd.Timestamp(span.start) if span and span.start else pd.NaT,
        "when_end": pd.Timestamp(span.end) if span and span.end else pd.NaT,
        "data_version": 7,
    }


def slim(events: pd.DataFrame) -> pd.DataFrame:
    """The columns of the real index and their types, from full rows."""
    frame = events.reindex(columns=list(COLUMNS)).copy()
    for name in LISTS:
        held = [tuple(codes or ()) for codes in frame[name]]
        names = sorted(set(held))
        categories = pd.Index(names, tupleize_cols=False, dtype=object)
        frame[name] = pd.Categorical.from_codes([names.index(one) for one in held], categories=categories)
    for name in CATEGORIES:
        frame[name] = frame[name].astype("category")
    for name in DAYS:
        frame[name] = frame[name].astype("datetime64[s]")
    frame["reviewed"] = frame["reviewed"].eq(True)
    return frame.astype({"id": "str", "start": "int32", "data_version": "int32"})


class SyntheticStore:
    """A store of ``count`` made-up documents; the same seed gives the same rows."""

    version = 7
    committed: str | None = None

    def __init__(self, count: int = 60, seed: int = 1) -> None:
        rng = random.Random(seed)
        made = [make_document(rng, number) for number in range(count)]
        self._documents = pd.DataFrame([document for document, _ in made])
        self._events = pd.DataFrame([event for _, events in made for event in events])
        for frame in (self._documents, self._events):
            for column in frame.columns:
                if column.endswith(("_start", "_end")):
                    frame[column] = frame[column].astype("datetime64[s]")
                elif not pd.api.types.is_integer_dtype(frame[column]):
                    held = [None if isinstance(value, float) else value for value in frame[column]]
                    values = np.empty(len(frame), dtype=object)
                    values[:] = held
                    frame[column] = pd.Series(values, index=frame.index, dtype=object)

    def events(self, ids: Sequence[str] | None = None) -> pd.DataFrame:
        if ids is None:
            return self._events.copy()
        rows = {name: row for row, name in enumerate(self._events["id"])} if len(self._events) else {}
        return self._events.iloc[[rows[name] for name in ids if name in rows]].reset_index(drop=True)

    def index(self) -> pd.DataFrame:
        return slim(self._events)

    def search(self, words: str) -> pd.DataFrame:
        """Events whose text has all the words, as they stand."""
        hits = [all(word in text.lower() for word in words.lower().split()) for text in self._events["text"]]
        return pd.DataFrame({"id": self._events["id"][hits], "score": 1.0})

    def documents(self, *, text: bool = True) -> pd.DataFrame:
        return self._documents.copy() if text else self._documents.drop(columns=["text", "passages"], errors="ignore")

    def document(self, document: str, /) -> dict[str, Any]:
        found = self._documents[self._documents["id"] == document]
        if found.empty:
            raise StoreError(f"there is no document '{document}'.")
        return dict(found.iloc[0])

    def story(self, name: str, /) -> dict[str, Any]:
        return {"id": name, "earliest": name, "most_official": name, "events": [name]}

    def commitments(self, as_of: date | None = None) -> pd.DataFrame:
        return pd.DataFrame(columns=["story"])

    def pin(self, version: int, label: str, /) -> None:
        """A store that is made up forgets nothing."""
