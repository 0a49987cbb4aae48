"""Takes the files out of a ZIP, in memory and within limits; writes none to disk and follows no link.

Sizes are counted as the bytes come out: what an archive states of itself is not believed.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator

from loaders.errors import DocumentError
from loaders.formats.draft import Payload
from loaders.formats.limits import limits

_CHUNK = 1 << 20
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"  # signs of an entry of the directory, and of its end
_LEAST = 46  # bytes of an entry
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of an entry
_LOST = ("__MACOSX", "Thumbs.db", "desktop.ini")
_DRIVE = re.compile(r"^[A-Za-z]:")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LIKELY = re.compile(r"[\u00c0-\u024f\u0400-\u045f\u3040-\u9fff\uac00-\ud7af]")  # letters of names of files
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DECLARES = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)"
)

Member = tuple[str, bytes]
Look = Callable[[Payload, str, bytes], None]


def unpack(payload: Payload) -> Iterator[Member | DocumentError]:
    """Name and bytes of each file in an archive; links, folders and hidden files are left out.

    Yields a DocumentError for a file that cannot be read; raises one when the archive cannot, or holds too much.
    """
    with _open(payload) as archive:
        gauge = _Gauge(payload)
        seen: set[str] = set()
        for info in archive.infolist():
            name = _name(info)
            if name is None:
                yield DocumentError(
                    f"{payload.source}/{_plain(info)}", "its path leads out of the archive.", "Rename it."
                )
            elif name in seen:
                yield DocumentError(
                    f"{payload.source}/{name}", "the archive has two files of this name.", "Rename one."
                )
            elif not info.is_dir() and not _is_link(info) and not _is_hidden(name):
                seen.add(name)
                if info.flag_bits & _ENCRYPTED:
                    reason = "it is encrypted with a password."
                    yield DocumentError(f"{payload.source}/{name}", reason, "Unpack it, then load the folder.")
                    continue
                try:
                    yield name, gauge.read(archive, info)
                except _BROKEN as error:
                    reason = f"it cannot be unpacked: {_told(error)}."
                    yield DocumentError(f"{payload.source}/{name}", reason, "Pack it again.")


def check_package(payload: Payload, what: str, look: Look | None = None) -> None:
    """Raise DocumentError for an office file that is no whole ZIP, is encrypted, too large, or declares entities.

    ``look`` is shown each of its parts, and may refuse too.
    """
    if payload.data.startswith(_OLD):
        if _LOCKED in payload.data:
            raise DocumentError(payload.source, f"this {what} is encrypted with a password.", "Save it without one.")
        raise DocumentError(payload.source, f"this is an old office file, no {what}.", "Save it in the new format.")
    with _open(payload) as archive:
        gauge = _Gauge(payload)
        for info in archive.infolist():
            if info.flag_bits & _ENCRYPTED:
                raise DocumentError(payload.source, f"this {what} is encrypted.", "Save it without a password.")
            try:
                data = gauge.read(archive, info)
            except _BROKEN as error:
                reason = f"this {what} is broken: {_told(error)}."
                raise DocumentError(payload.source, reason, "Save it again.") from error
            if info.filename.lower().endswith((".xml", ".rels", ".vml")) and _DECLARES.search(data):
                reason = f"this {what} declares entities or a document type in {info.filename}, which none needs."
                raise DocumentError(payload.source, reason, "Do not trust it; ask its sender.")
            if look:
                look(payload, info.filename, data)


_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error)


class _Gauge:
    """Counts what comes out of one archive."""

    def __init__(self, payload: Payload) -> None:
        self.payload, self.size = payload, 0

    def read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a member; raises DocumentError as soon as the archive has given more than it may."""
        bounds = limits()
        info.file_size = bounds.bytes + 1  # else reading ends where the archive claims it does
        pieces = []
        with archive.open(info) as member:
            while piece := member.read(_CHUNK):
                pieces.append(piece)
                self.size += len(piece)
                if self.size > bounds.bytes:
                    raise self._refuse(f"it holds more than {bounds.bytes:,} bytes.")
                if self.size > max(bounds.small, bounds.ratio * len(self.payload.data)):
                    raise self._refuse(f"it grows to more than {bounds.ratio} times its size when it is unpacked.")
        return b"".join(pieces)

    def _refuse(self, reason: str) -> DocumentError:
        remedy = "If you trust it, unpack it and load the folder, or raise the limits in data/limits.toml."
        return DocumentError(self.payload.source, reason, remedy)


def _open(payload: Payload) -> zipfile.ZipFile:
    data, most = payload.data, limits().members
    end = data.rfind(_END)
    directory = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    if directory // _LEAST > most and data.count(_ENTRY) > most:
        reason = f"it holds more than {most:,} files."
        raise DocumentError(payload.source, reason, "Split it, or raise the limits in data/limits.toml.")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a broken directory may fail anywhere
        reason = f"this is no whole ZIP archive: {_told(error)}."
        raise DocumentError(payload.source, reason, "Save or download it again.") from error


def _told(error: BaseException) -> str:
    return str(error).strip(". ") or type(error).__name__


def _plain(info: zipfile.ZipInfo) -> str:
    """A member's name, in the encoding its letters prove where the archive does not say it."""
    name = info.filename
    if name.isascii() or info.flag_bits & _UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            decoded = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (_LIKELY if encoding == "utf-8" else _HAN).search(decoded):
            return decoded
    return name


def _name(info: zipfile.ZipInfo) -> str | None:
    """A member's path inside its archive; None for one that leads out of it."""
    parts = _DRIVE.sub("", _plain(info).replace("\\", "/")).split("/")
    parts = [part for part in parts if part not in ("", ".")]
    return None if ".." in parts else "/".join(parts)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$")) or part in _LOST for part in name.split("/"))
