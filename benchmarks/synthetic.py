"""Makes a store of any number of made-up events, straight as tables; reads no document and extracts nothing.

A year is one batch, so the store has as many versions as years. Sentences are put together from pieces of the sample
library's, in two languages, each with a number of its own, so that words are as rare and common as in life.
The same seed gives the same rows.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.edtf import read_edtf
from loaders.formats.registry import read_documents
from loaders.resources import ROOT
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import Batch, Store, open_store
from loaders.store.schema import STORED

YEARS = range(1997, 2027)
EVENTS_A_DOCUMENT = 8
STATUSES = ("done", "statistic", "planned", "target", "in_force", "background")
INSTRUMENTS = (None, "statement", "statistic", "plan", "guidance", "pilot", "licence", "law", "subsidy", "standard")
KINDS = ("news", "notice", "conference", "interview", "plan", "table")
MODALITIES = (None, "promote", "support", "accelerate", "explore", "vigorously", "fully")
SPEAKERS = (None, None, None, *(f"Speaker {number}" for number in range(200)))
CUES = [["an office speaks of what it does or will do"], ["imperative"], ["figure"], ["target", "deadline"], []]


def make_store(folder: Path, events: int, seed: int = 6) -> Store:
    """A store of about ``events`` events in a folder; one that is there is opened as it is."""
    store = open_store(folder, create=True)
    if store.version:
        return store
    pieces = _read_pieces()
    growth = np.linspace(1, 3, len(YEARS))
    for year, share in zip(YEARS, growth / growth.sum(), strict=True):
        store.write(make_year(year, round(events * share), np.random.default_rng([seed, year]), pieces))
    return store


def make_year(year: int, events: int, rng: np.random.Generator, pieces: dict[str, list[str]]) -> Batch:
    """The documents of one year, and their events."""
    count = max(1, events // EVENTS_A_DOCUMENT)
    parts = -np.sort(-rng.zipf(1.6, count).clip(1, 40))
    sizes = np.maximum(1, np.rint(parts * events / parts.sum()).astype(int))
    parent = np.repeat(np.arange(count), sizes)
    languages = rng.random(count) < 0.4
    texts = _sentences(pieces, languages[parent], rng)
    documents = _documents(year, count, languages, rng)
    starts, whole = _join(texts, sizes)
    documents["text"] = whole
    documents["sentences"] = pa.array(sizes * 3, pa.int64())
    rows = {name: documents[name].take(pa.array(parent)) for name in _SHARED}
    rows |= {f"document_{name}": documents[name].take(pa.array(parent)) for name in ("name", "title")}
    rows |= {name: documents[f"created{end}"].take(pa.array(parent)) for name, end in _SAID}
    rows |= {"id": _hashes(len(parent), rng), "document": documents["id"].take(pa.array(parent)), "text": texts}
    rows |= {"start": pa.array(starts), "end": pa.array(starts + pc.utf8_length(texts).to_numpy())}
    rows |= {"title": pc.utf8_slice_codeunits(texts, 0, 80), "suffix": pc.utf8_slice_codeunits(texts, 0, 32)}
    rows |= {"prefix": pc.utf8_slice_codeunits(texts, 20, 52)}
    rows |= _placed(year, len(parent), rng) | _tagged(len(parent), starts, rng)
    order = pc.sort_indices(_placement(rows))
    read = {"file": documents["name"], "sha256": documents["sha256"], "rules": documents["rules"]}
    read |= {"documents": _same(1, count), "part": _same(1, count), "complete": _same(True, count)}
    read |= {"token": _same("made", count)}
    told = _retellings(rows["mention"], rng)
    made = {"documents": documents, "files": read, "retellings": told}
    tables = {name: _table(name, made.get(name, {})) for name in STORED}
    return Batch(tables | {"events": _table("events", rows).take(order)})


_SHARED = ("source", "url", "publisher", "language", "kind", "format", "created", "created_by", "file", "rules", "year")
_SAID = (("announced", ""), ("announced_start", "_start"), ("announced_end", "_end"), ("announced_basis", "_by"))


def _read_pieces() -> dict[str, list[str]]:
    """Runs of words of the sample library by language."""
    pieces: dict[str, list[str]] = {"en": [], "zh": []}
    for document in read_documents(ROOT / "data" / "documents", on_failure=lambda _: None):
        if document.language == "zh":
            pieces["zh"] += re.findall(r"[^\s，。；：、,;:!?！？|]{4,24}", document.text)
        else:
            words = document.text.split()
            pieces["en"] += [" ".join(words[at : at + 3 + at % 6]) for at in range(0, len(words), 3)]
    return pieces


def _sentences(pieces: dict[str, list[str]], chinese: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """A sentence for each event: two to four pieces and a number."""
    number = pa.array(rng.integers(1, 10**6, len(chinese))).cast(pa.string())
    spoken = {}
    for language, between, form in (("en", " ", (" No. ", ".")), ("zh", "，", ("第", "号。"))):
        pool = pa.array(pieces[language])
        drawn = [pool.take(pa.array(rng.integers(0, len(pool), len(chinese)))) for _ in range(4)]
        drawn[2] = pc.if_else(pa.array(rng.random(len(chinese)) < 0.7), drawn[2], "")
        drawn[3] = pc.if_else(pa.array(rng.random(len(chinese)) < 0.4), drawn[3], "")
        words = pc.utf8_trim(pc.binary_join_element_wise(*drawn, between), characters=between)
        spoken[language] = pc.binary_join_element_wise(words, form[0], number, form[1], "")
    return pc.if_else(pa.array(chinese), spoken["zh"], spoken["en"])


def _documents(year: int, count: int, chinese: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array]:
    days = np.datetime64(f"{year}-01-01") + rng.integers(0, 365, count)
    created, known = pa.array(days.astype("datetime64[D]")), rng.random(count) > 0.01
    number = pa.array(np.arange(count)).cast(pa.string())
    name = pc.binary_join_element_wise(f"{year}-", number, ".txt", "")
    title = _pick([f"Bulletin of the {place}" for place in ("ministry", "council", "city", "press office")], count, rng)
    maybe = pa.array(known)
    return {
        "id": _hashes(count, rng),
        "name": name,
        "file": name,
        "source": name,
        "url": pc.binary_join_element_wise("https://example.org/", name, ""),
        "format": _same("text", count),
        "language": pc.if_else(pa.array(chinese), "zh", "en"),
        "title": pc.binary_join_element_wise(title, number, " "),
        "publisher": _pick([None, *(f"Gazette of district {number}" for number in range(299))], count, rng, skew=1.1),
        "kind": _pick(KINDS, count, rng),
        "created": pc.if_else(maybe, created.cast(pa.string()), None),
        "created_start": pc.if_else(maybe, created, None),
        "created_end": pc.if_else(maybe, pa.array((days + 1).astype("datetime64[D]")), None),
        "created_by": pc.if_else(maybe, "dateline", None),
        "sha256": _hashes(count, rng),
        "rules": _same("made", count),
        "year": pc.if_else(maybe, pa.scalar(year, pa.int32()), None),
    }


def _join(texts: pa.Array, sizes: np.ndarray) -> tuple[np.ndarray, pa.Array]:
    """Where each sentence starts in its document, and the text of each document."""
    lengths = pc.utf8_length(texts).to_numpy() + 1
    ends, last = np.cumsum(lengths), np.cumsum(sizes)
    before = np.concatenate([[0], ends[last - 1][:-1]])
    grouped = pa.ListArray.from_arrays(pa.array(np.concatenate([[0], last]), pa.int32()), texts)
    return (ends - lengths) - np.repeat(before, sizes), pc.binary_join(grouped, " ")


def _placed(year: int, count: int, rng: np.random.Generator) -> dict[str, pa.Array]:
    """A time and a role for two events of three, of every kind that the charts know."""
    months = [f"{year}-{month:02d}" for month in range(1, 13)]
    pool = [(f"{month}-{day:02d}", "occurred") for month in months for day in range(1, 29)]
    pool += [(month, "expected") for month in months for _ in range(6)]
    pool += [(f"{year}-{quarter}", "expected") for quarter in (33, 34, 35, 36, 40, 41) for _ in range(6)]
    for later in range(year, year + 6):
        pool += [(f"../{later}-12-31", "deadline"), (f"../{later}", "deadline"), (f"{later}", "during")] * 6
    pool += [(f"{year}/..", "effective"), (f"{year - 2}/{year + 3}", "during"), (f"{year}~", "expected")] * 6
    bounds = [read_edtf(text) for text, _ in pool]
    at = pa.array(rng.integers(0, len(pool), count), mask=rng.random(count) < 0.33)
    days = {"when_start": [bound.start for bound in bounds], "when_end": [bound.end for bound in bounds]}
    placed = {name: pa.array(column, pa.date32()).take(at) for name, column in days.items()}
    return placed | {
        "when": pa.array([text for text, _ in pool]).take(at),
        "role": pa.array([r for _, r in pool]).take(at),
    }


def _tagged(count: int, starts: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array]:
    codes = np.array([sector.code for sector in load_taxonomy().sectors])
    many = rng.choice([0, 1, 1, 1, 1, 2, 2, 3], count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(many)]), pa.int32())
    chance = 1 / np.arange(1, len(codes) + 1)
    first = rng.choice(len(codes), int(many.sum()), p=chance / chance.sum())
    step = np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    flat = pa.array(codes[(first * (step == 0) + step * 7) % len(codes)])  # no code twice in one event
    at = np.repeat(starts, many)
    ends = pa.array(np.stack([at, at + 6], axis=1).ravel(), pa.int64())
    span = pa.ListArray.from_arrays(pa.array(np.arange(len(first) + 1) * 2, pa.int32()), ends)
    spans = pa.ListArray.from_arrays(pa.array(np.arange(len(first) + 1), pa.int32()), span)
    evidence = pa.StructArray.from_arrays([flat, spans, _same(False, len(first))], ["code", "spans", "inherited"])
    keys = pa.array(rng.integers(-(2**31), 2**31, 5 * count), pa.int32())
    return {
        "sectors": pa.ListArray.from_arrays(offsets, flat),
        "evidence": pa.ListArray.from_arrays(offsets, evidence),
        "actors": _pick([[], ["miit"], ["state-council"], ["miit", "ndrc"], ["ndrc"]], count, rng, skew=0.5),
        "cues": _pick(CUES, count, rng),
        "status": _pick(STATUSES, count, rng, skew=0.8),
        "instrument": _pick(INSTRUMENTS, count, rng, skew=0.7),
        "modality": _pick(MODALITIES, count, rng, skew=1),
        "speaker": _pick(SPEAKERS, count, rng),
        "standing": pa.array(rng.integers(1, 6, count), pa.int32()),
        "mention": _hashes(count, rng),
        "keys": pa.ListArray.from_arrays(pa.array(np.arange(count + 1) * 5, pa.int32()), keys),
        "heading": pa.array(rng.random(count) < 0.1),
    }


def _retellings(mentions: pa.Array, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Every fourth mention tells the story of the mention before it."""
    later = np.flatnonzero(rng.random(len(mentions) - 1) < 0.25) + 1 if len(mentions) > 1 else np.array([], int)
    return {"mention": mentions.take(pa.array(later)), "story": mentions.take(pa.array(later - 1))}


def _placement(rows: dict[str, pa.Array]) -> pa.Array:
    return pc.fill_null(pc.coalesce(rows["when_start"], rows["when_end"], rows["announced_start"]), date.max)


def _pick(values: list | tuple, count: int, rng: np.random.Generator, skew: float = 0.0) -> pa.Array:
    chance = 1 / np.arange(1, len(values) + 1) ** skew
    return pa.array(values).take(pa.array(rng.choice(len(values), count, p=chance / chance.sum())))


def _same(value: object, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def _hashes(count: int, rng: np.random.Generator) -> pa.Array:
    """Sixteen hexadecimal digits for each."""
    digits = pa.py_buffer(rng.bytes(8 * count).hex().encode())
    offsets = pa.py_buffer((np.arange(count + 1) * 16).astype(np.int32))
    return pa.StringArray.from_buffers(count, offsets, digits)


def _table(name: str, columns: dict[str, pa.Array]) -> pa.Table:
    """The columns of a table of the store, those not made as nulls (lists as empty ones)."""
    schema = STORED[name]
    bare = schema.remove(schema.get_field_index("data_version"))
    count = len(next(iter(columns.values()))) if columns else 0
    made = []
    for field in bare:
        column = columns.get(field.name)
        if column is None and pa.types.is_list(field.type) and count:
            column = pa.ListArray.from_arrays(
                pa.array(np.zeros(count + 1), pa.int32()), pa.array([], field.type.value_type)
            )
        made.append(pa.nulls(count, field.type) if column is None else column.cast(field.type))
    return pa.Table.from_arrays(made, schema=bare)
