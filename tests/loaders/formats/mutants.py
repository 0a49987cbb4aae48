"""Breaks valid files in settled ways for the tests; the same blows at the same file give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.loaders.formats.samples import make_zip

ODD = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\x0c", b"\x1b$B"),
    *(b"<", b">", b"]]>", b"<!--", b"<![CDATA[", b"&#x110000;", b"&#0;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    *(b'"', b"'", b",", b"{", b"[", b"}", b"\\ud800", b"\\u0000", b"1e999", b"-1", b"NaN", b"null"),
    *(b"99999999999999999999", b"0000-00-00", b"9999-12-31", b"2024-02-30", b"=?utf-8?b?/w==?=", b"--b\r\n"),
    *("年月日".encode(), "２０２４年１３月".encode(), "é\u202e\u200b\u2028".encode(), b"PK\x01\x02", b"endobj"),
)


@dataclass(frozen=True, slots=True)
class Blow:
    """One change: its name, where it falls (0 to 1 of the file), how much of it, the seed of what chance decides."""

    name: str
    at: float
    size: int
    seed: int


def flip(data: bytes, blow: Blow, chance: Random) -> bytes:
    """Single bits, ``size`` of them."""
    broken = bytearray(data)
    for _ in range(min(blow.size, 64)):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def cut(data: bytes, blow: Blow, _: Random) -> bytes:
    """The end is lost."""
    return data[: int(blow.at * len(data))]


def lose(data: bytes, blow: Blow, _: Random) -> bytes:
    """A piece in the middle is lost."""
    at = int(blow.at * len(data))
    return data[:at] + data[at + blow.size :]


def repeat(data: bytes, blow: Blow, chance: Random) -> bytes:
    """A piece stands there many times."""
    at = int(blow.at * len(data))
    return data[:at] + data[at : at + blow.size] * chance.randrange(2, 40) + data[at:]


def splice(data: bytes, blow: Blow, chance: Random) -> bytes:
    """A piece stands at another place too, over what was there."""
    at, other = int(blow.at * len(data)), chance.randrange(len(data))
    return data[:at] + data[other : other + blow.size] + data[at + blow.size :]


def insert(data: bytes, blow: Blow, chance: Random) -> bytes:
    """Something odd stands in it."""
    at = int(blow.at * len(data))
    return data[:at] + chance.choice(ODD) * (1 + blow.size % 3) + data[at:]


def scatter(data: bytes, blow: Blow, chance: Random) -> bytes:
    """Random bytes over a piece."""
    at = int(blow.at * len(data))
    return data[:at] + chance.randbytes(min(blow.size, 64)) + data[at + min(blow.size, 64) :]


BLOWS: dict[str, Callable[[bytes, Blow, Random], bytes]] = {
    each.__name__: each for each in (flip, cut, lose, repeat, splice, insert, scatter)
}


def strike(data: bytes, blow: Blow, *, inside: bool) -> bytes:
    """The file after a blow; ``inside`` it falls on one member of an archive, which is packed again as a whole one."""
    if not data:
        return data
    chance = Random(blow.seed)
    members = _unpacked(data) if inside else {}
    if not members:
        return BLOWS[blow.name](data, blow, chance)
    name = chance.choice(sorted(members))
    broken = strike(members[name], blow, inside=True)
    return make_zip(members | {name: broken})


def _unpacked(data: bytes) -> dict[str, bytes]:
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # broken by a blow before
        return {}
