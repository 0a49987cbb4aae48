"""Tells how near a document's teller stands to the body that acts; refuses to judge what is said.

The order, best first: the issuing body itself, an official agency, a newspaper or broadcaster, another or unknown
teller, a re-post. Who is which is data: ``publishers.csv`` and the authorities of ``actors.csv``.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from loaders.errors import ResourceError, did_you_mean
from loaders.events.actors import find_bodies
from loaders.resources import find_resource, load_rows

if TYPE_CHECKING:
    from loaders.model import Document


class Standing(IntEnum):
    """How near the teller is to the body that acts; the lowest is the most official."""

    ISSUER = 1
    AGENCY = 2
    NEWSPAPER = 3
    OTHER = 4
    REPOST = 5


OWN_KINDS = frozenset(["notice", "conference"])  # a body's own paper, or its own words
_PARTS = re.compile(r"\s*(?:/|;|；|、|\bvia\b)\s*")


def read_standing(document: Document) -> Standing:
    """The standing of a document's teller: by publisher, else by address, else by the kind of text and its date."""
    named, sites = _known()
    for part in _PARTS.split(document.publisher or ""):
        if standing := named.get(part.strip().casefold()):
            return standing
        if part and _is_authority(part):
            return Standing.ISSUER
    if standing := _by_site(document.url, sites):
        return standing
    if not document.publisher and document.kind in OWN_KINDS:
        return Standing.ISSUER
    reposted = document.created is not None and document.created.created_by == "file_name" and not document.publisher
    return Standing.REPOST if reposted else Standing.OTHER


def _is_authority(publisher: str) -> bool:
    """Whether the publisher is a body that issues, by its whole name."""
    bodies = find_bodies(publisher, 0, len(publisher))
    return any(hit.use.kind == "authority" and hit.end - hit.start >= len(publisher) - 4 for hit in bodies)


def _by_site(url: str | None, sites: dict[str, Standing]) -> Standing | None:
    parts = ((urlsplit(url).hostname if url else None) or "").split(".")
    return next((sites[site] for n in range(len(parts)) if (site := ".".join(parts[n:])) in sites), None)


@cache
def _known() -> tuple[dict[str, Standing], dict[str, Standing]]:
    """Standings by name and by site."""
    path = find_resource("publishers.csv")
    named: dict[str, Standing] = {}
    sites: dict[str, Standing] = {}
    for row in load_rows(path, ("name_en", "name_zh", "site", "standing")):
        try:
            standing = Standing[row["standing"].upper()]
        except KeyError as error:
            known = [each.name.lower() for each in Standing]
            raise ResourceError(
                f"{path}: there is no standing '{row['standing']}'.{did_you_mean(row['standing'], known)}"
            ) from error
        names = filter(None, (*row["name_en"].split("|"), *row["name_zh"].split("|")))
        named |= {name.casefold(): standing for name in names}
        if row["site"]:
            sites[row["site"]] = standing
    return named, sites
