"""The numbers under which a register finds mentions: of their names, their keys and their promises; looks nothing up.

A key of 32 bits goes together with what those have in common that share it for a reason, so that few meet by chance. A
promise is found by its key, the day of its telling, and the first bits of its name: in the order of the judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from loaders.store.arrays import list_numbers
from loaders.store.runs import Numbers

KEY: np.dtype[Any] = np.dtype("<i4")
_KEY_AT, _DAY_AT = 32, 10
_HEXADECIMAL = re.compile("[0-9a-f]{3}")


@dataclass(frozen=True, slots=True)
class KeyLists:
    """Lists of keys, one after the other, and how long each is."""

    values: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> KeyLists:
        """The lists of a column, none as an empty one."""
        return cls(*list_numbers(column, KEY))

    def spread(self, numbers: Numbers) -> Numbers:
        """A number of each list, once for each of its keys."""
        return np.repeat(numbers, self.lengths)

    def parts(self) -> Iterable[bytes]:
        """The bytes of each list."""
        ends = (KEY.itemsize * np.cumsum([0, *self.lengths])).tolist()
        data = self.values.tobytes()
        return (data[start:end] for start, end in pairwise(ends))


def turn_keys(keys: Numbers) -> Numbers:
    """The keys that some keys meet: their like, but an odd one is one side of two and meets the other, a bit away."""
    return np.where(keys & 1, keys ^ 2, keys)


def shared_numbers(keys: Numbers, starts: Numbers, ends: Numbers, told: Numbers) -> Numbers:
    """Numbers that are the same where two mentions share a key for a reason: it, and what they have in common then.

    That is the time they state, where a key is even, and else the day of their telling; days are ordinals, none is 0.
    """
    common = np.where(keys & 1, told, starts * date.max.toordinal() + ends) % (1 << _KEY_AT)
    numbers: Numbers = keys.view("<u4").astype("<u8") << np.uint64(_KEY_AT) | common.astype("<u8")
    return numbers


def hash_names(names: Iterable[str]) -> Numbers:
    """A number of 64 bits for each name."""
    return np.frombuffer(b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names), "<u8")


def name_bits(names: pa.ChunkedArray) -> Numbers:
    """The first ten bits of fingerprints, in the order of the names; 0 of what is none."""
    begins = (name[:3] for name in names.to_pylist())
    return np.array([int(each, 16) >> 2 if _HEXADECIMAL.fullmatch(each) else 0 for each in begins], "<u8")


def promise_numbers(keys: Numbers, days: Numbers) -> Numbers:
    """The smallest number of what was promised under a key and told on a day, by its ordinal."""
    return keys.view("<u4").astype("<u8") << np.uint64(_KEY_AT) | days.astype("<u8") << np.uint64(_DAY_AT)


def last_numbers(keys: Numbers) -> Numbers:
    """The largest number of what is promised under a key on any day."""
    numbers: Numbers = promise_numbers(keys, np.zeros(len(keys), np.int64)) | np.uint64(2**_KEY_AT - 1)
    return numbers


def promise_days(numbers: Numbers) -> Numbers:
    """The days, as ordinals, of numbers of promises."""
    return numbers % (1 << _KEY_AT) >> _DAY_AT
