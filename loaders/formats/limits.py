"""How much one file may hold, from ``limits.toml``; knows no format and measures nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from loaders.errors import ResourceError, did_you_mean
from loaders.resources import find_resource, load_toml


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read out of one file: see ``data/limits.toml`` for the meaning and unit of each."""

    bytes: int
    ratio: int
    small: int
    members: int
    depth: int
    cells: int


@cache
def limits() -> Limits:
    """The limits; raises ResourceError when one is missing, unknown or no positive number."""
    stated = load_toml(find_resource("limits.toml"))
    known = [each.name for each in fields(Limits)]
    for name, value in stated.items():
        if name not in known:
            raise ResourceError(f"limits.toml: there is no limit '{name}'.{did_you_mean(name, known)}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ResourceError(f"limits.toml: '{name}' is {value!r}. Write a whole number above 0.")
    if missing := [name for name in known if name not in stated]:
        raise ResourceError(f"limits.toml: '{missing[0]}' is missing. Write it with a whole number.")
    return Limits(**stated)
