"""Shares out what a clause names (figures, sectors) among its several times; refuses to share with a single one.

"5G trials on 3 March and 6G trials on 4 April" are two events, each of one sector. What a time has not of its own it
has from the time before: "5G trials in one city in March and in another in April" are of one sector both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.model import Figure, SectorTag, When

    Tags = tuple[SectorTag, ...]


def share_figures(figures: Sequence[Figure], whens: Sequence[When | None]) -> list[tuple[Figure, ...]]:
    """The figures of each time: all, where there is one; in a series those told with it."""
    at = _places(whens)
    if len(whens) < 2 or not figures:
        return [tuple(figures) for _ in whens]
    order = sorted(at)
    leads = order[0] < figures[0].start  # each time stands before its figures: "in 2019 10 percent, in 2020 12"
    owners = [_owner(each.start, order, leads=leads) for each in figures]
    return [tuple(each for each, owner in zip(figures, owners, strict=True) if owner == time) for time in at]


def share_tags(tags: Tags, whens: Sequence[When | None], *, respectively: bool) -> list[Tags]:
    """The sectors of each time, with the spans that stand with it; ``respectively``: in the order of both lists."""
    at = _places(whens)
    if len(set(at)) < 2 or len(tags) < 2:
        return [tags for _ in whens]
    order = sorted(at)
    if respectively and len(tags) == len(order):
        ranked = sorted(tags, key=lambda tag: min(tag.evidence))
        return [(ranked[order.index(time)],) for time in at]
    spans = sorted(span for tag in tags for span in tag.evidence)
    leads = order[0] < spans[0][0]
    held = {time: [span for span in spans if _owner(span[0], order, leads=leads) == time] for time in order}
    last = next(held[time] for time in order if held[time])
    for time in order:
        last = held[time] = held[time] or last
    return [_within(tags, held[time]) for time in at]


def _within(tags: Tags, spans: Sequence[tuple[int, int]]) -> Tags:
    """The tags that have evidence among some spans, with that evidence alone."""
    parts = (replace(tag, evidence=tuple(span for span in tag.evidence if span in spans)) for tag in tags)
    return tuple(part for part in parts if part.evidence)


def _places(whens: Sequence[When | None]) -> list[int]:
    return [when.evidence[0] if when and when.evidence else 0 for when in whens]


def _owner(place: int, times: list[int], *, leads: bool) -> int:
    """The time that something at a place is told with: the last before it where times lead, else the next after it."""
    if leads:
        return max((time for time in times if time < place), default=times[0])
    return min((time for time in times if time > place), default=times[-1])
