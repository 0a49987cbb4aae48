"""The terms that mark one of two selections: words and short phrases it uses more, how surely, and where.

Weighted log-odds over n-grams of one to three words (Monroe, Colaresi and Quinn 2008), made as those of sectors are:
with the variance between documents beside that of the counts, so that no single text lends its phrase to a side.
Chinese is cut into words by the dictionary of jieba. A number is no term, and a part of a longer term that goes
wherever the part goes is left to the longer one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.emphasis.cells import RATE, Sums
from dashboard.emphasis.contrast import discovery_rates, two_sided
from dashboard.emphasis.tally import Tally

LONGEST = 3  # words in a term
FEWEST = 5  # documents, of both sides together, that a term must be in
INCLUDED = 0.8  # a term this often inside one longer term is left to it
PRIOR = 0.1  # weight of the prior, as a share of all terms read: thousands of terms share it
READ = 20_000  # sentences of a side that are read; of more, those whose ids' hashes come first
WORD = re.compile(r"(?=[\d_]*[^\W\d_])\w+(?:[-'’]\w+)*|\S")
_STOP = Path(__file__).resolve().parents[1] / "words" / "terms.toml"
_EDGES = pd.DatetimeIndex(["1970-01-01", "1970-01-02", "1970-01-03"])  # the two sides, told apart by a day


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sentences of one side: their texts, languages, documents, and the ids of their events."""

    texts: Sequence[str]
    languages: Sequence[str]
    documents: Sequence[str]
    ids: Sequence[str]

    def sample(self) -> Spoken:
        """At most ``READ`` of the sentences, the same ones for the same ids."""
        if len(self.ids) <= READ:
            return self
        hashes = pd.util.hash_array(np.array(self.ids, dtype=object), categorize=False)
        rows = np.sort(np.argsort(hashes, kind="stable")[:READ])
        return Spoken(*([getattr(self, name)[row] for row in rows] for name in self.__slots__))

    def of(self, language: str) -> list[str]:
        """The texts of one language."""
        return [text for text, spoken in zip(self.texts, self.languages, strict=True) if spoken == language]


def find_terms(text: str, language: str) -> Iterator[str]:
    """Every term of a sentence, as often as it stands there.

    >>> list(find_terms("The roll-out of 5G, in 2024.", "en"))
    ['roll-out', 'roll-out of 5g', '5g']
    >>> list(find_terms("扩大电信开放。", "zh"))
    ['扩大', '扩大电信', '扩大电信开放', '电信', '电信开放', '开放']
    """
    gap = "" if language == "zh" else " "
    stop = _stop_words().get(language, frozenset())
    for words in _pieces(text, language):
        ends = [word not in stop for word in words]
        for first, fit in enumerate(ends):
            if fit:
                for last in range(first, min(first + LONGEST, len(words))):
                    if ends[last] and (last > first or len(words[first]) > 1):
                        yield gap.join(words[first : last + 1])


def _pieces(text: str, language: str) -> list[list[str]]:
    """The words between marks and numbers."""
    words = _cut(text) if language == "zh" else WORD.findall(text.lower())
    pieces: list[list[str]] = [[]]
    for word in words:
        if any(sign.isalpha() for sign in word):
            pieces[-1].append(word)
        elif word.strip() and pieces[-1]:
            pieces.append([])
    return pieces


def find_verbs(texts: Sequence[str], language: str) -> frozenset[str]:
    """The words of some sentences that are verbs there, as far as their neighbours or a dictionary tell.

    >>> sorted(find_verbs(["Cities will speed up licensing.", "It speeds the roll-out."], "en"))
    ['speed', 'speeds']
    >>> sorted(find_verbs(["加快建设充电设施"], "zh"))
    ['充电', '加快', '建设']
    """
    if language == "zh":
        import rjieba

        tagged = (word for text in texts for word in rjieba.tag(text.lower()))
        return frozenset(word for word, tag in tagged if tag.startswith("v") and len(word) > 1)
    words = _words().get(language, {})
    before = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in words.get("before_verbs", ()))
    after = re.compile(rf"\b(?:{before})\s+([^\W\d_][\w-]+)", re.IGNORECASE)
    bases = {found.lower() for text in texts for found in after.findall(text)} - _stop_words()[language]
    forms = {base.removesuffix("e") + end for base in bases for end in ("ing", "ed")}
    forms |= {base + end for base in bases for end in words.get("endings", ())}
    seen = {word for text in texts for word in WORD.findall(text.lower())}
    return frozenset(seen & (bases | forms))


def _cut(text: str) -> list[str]:
    import rjieba

    words: list[str] = rjieba.cut(text.lower())
    return words


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(table["stop"]) for language, table in _words().items()}


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    with _STOP.open("rb") as file:
        return tomllib.load(file)


def compare_terms(a: Spoken, b: Spoken, *, language: str, most: int = 30) -> pd.DataFrame:
    """The terms of one language that mark either side, surest first, at most ``most`` a side, and as many verbs.

    Columns: ``term``, ``verb`` (whether it is one), ``side`` ("a" or "b"), ``count_a``, ``count_b``, ``documents_a``,
    ``documents_b``, ``delta``, ``z``, ``q``, ``marked``, and ``events`` (up to five ids of sentences of its side that
    have it). Rates of false discovery are over all terms tested.
    """
    sides = [_read(side.sample(), language) for side in (a, b)]
    tally, names = _tally(sides)
    if not names:
        return pd.DataFrame(columns=["term", "verb", "side", *_COLUMNS, "events"])
    sums = Sums.over(tally)
    delta, variance = (cells[:, 0] for cells in sums.log_odds(prior=PRIOR * sums.total.sum()))
    z = np.where(sums.thin()[:, 0], np.nan, delta / np.sqrt(variance))
    q = discovery_rates(two_sided(z))
    found = pd.DataFrame(
        {
            "term": names,
            "side": np.where(z > 0, "a", "b"),
            "count_a": sums.weight[:, 0].astype(np.int64),
            "count_b": sums.weight[:, 1].astype(np.int64),
            "documents_a": sums.touching[:, 0].astype(np.int64),
            "documents_b": sums.touching[:, 1].astype(np.int64),
            "delta": delta,
            "z": z,
            "q": q,
            "marked": q < RATE,
        }
    )
    found = found[found["z"].abs() > 0].sort_values(
        ["z", "term"], key=lambda column: -column.abs() if column.name == "z" else column
    )
    kept = _without_parts(found, language)
    heard = [text for side in (a, b) for text in side.sample().of(language)]
    kept = kept.assign(verb=kept["term"].isin(find_verbs(heard, language)))
    best = kept.groupby(["side", "verb"], sort=False).head(most).reset_index(drop=True)
    told = zip(map(str, best["term"]), best["side"], strict=True)
    examples = [_examples(sides[side == "b"], term) for term, side in told]
    return best.assign(events=pd.Series(examples, index=best.index, dtype=object))


_COLUMNS = ("count_a", "count_b", "documents_a", "documents_b", "delta", "z", "q", "marked")


@dataclass(frozen=True, slots=True)
class _Read:
    """The terms of a side's sentences: by sentence, with its document and the id of its event."""

    terms: list[Counter[str]]
    documents: list[str]
    ids: list[str]


def _read(side: Spoken, language: str) -> _Read:
    rows = [number for number, spoken in enumerate(side.languages) if spoken == language]
    terms = [Counter(find_terms(side.texts[row], language)) for row in rows]
    return _Read(terms, [side.documents[row] for row in rows], [side.ids[row] for row in rows])


def _tally(sides: list[_Read]) -> tuple[Tally, list[str]]:
    """The counts by document, each side a period, of the terms that are in enough documents."""
    told: dict[str, set[str]] = {}
    for side in sides:
        for document, terms in zip(side.documents, side.terms, strict=True):
            for term in terms:
                told.setdefault(term, set()).add(document)
    names = sorted(term for term, held in told.items() if len(held) >= FEWEST)
    ids = pd.Index(sorted({document for side in sides for document in side.documents}), dtype=object)
    place, of_document = {term: number for number, term in enumerate(names)}, {d: n for n, d in enumerate(ids)}
    rows, columns, counts = [], [], []
    for number, side in enumerate(sides):
        for document, terms in zip(side.documents, side.terms, strict=True):
            for term, count in terms.items():
                if term in place:
                    rows.append(of_document[document])
                    columns.append(2 * place[term] + number)
                    counts.append(float(count))
    weights = sparse.coo_matrix((counts, (rows, columns)), shape=(len(ids), 2 * len(names))).tocsr()
    strata, lengths = np.full(len(ids), "other", dtype=object), np.zeros(len(ids))
    return Tally(tuple(names), tuple(names), _EDGES, ids, weights, None, strata, lengths), names


def _without_parts(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """Terms but for those that nearly always stand inside one longer term of the same side."""
    counts = {"a": dict(zip(found["term"], found["count_a"], strict=True))}
    counts["b"] = dict(zip(found["term"], found["count_b"], strict=True))
    longer: dict[tuple[str, str], int] = {}
    for term, side in zip(found["term"], found["side"], strict=True):
        for part in set(find_terms(term, language)) - {term}:
            longer[side, part] = max(longer.get((side, part), 0), counts[side][term])
    inside = [
        longer.get((side, term), 0) >= INCLUDED * counts[side][term]
        for term, side in zip(found["term"], found["side"], strict=True)
    ]
    return found[~np.array(inside, dtype=bool)]


def _examples(side: _Read, term: str) -> list[str]:
    """Up to five events that have a term, from different documents first."""
    rows = [row for row, terms in enumerate(side.terms) if term in terms]
    first_of = {side.documents[row]: row for row in reversed(rows)}
    return [side.ids[row] for row in dict.fromkeys([*sorted(first_of.values()), *rows])][:5]
