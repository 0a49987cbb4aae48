"""Turns bytes into text by evidence: a mark, strict UTF-8, then what the letters prove; refuses binary files."""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache

from charset_normalizer import from_bytes

from loaders.errors import DocumentError
from loaders.formats.draft import Payload

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office file"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet table"),
    (b"{\\rtf", "a rich text file"),
)
_SAMPLE = 60_000
_ESCAPES = (b"\x1b$B", b"\x1b$@")  # that open Japanese in seven bits
_KANA = 0.2  # share of kana that no Chinese text has
_HANGUL = 0.95  # share of hangul that Chinese bytes do not reach by chance
_ENOUGH = 20
_PLAIN_CONTROLS = frozenset(b"\t\n\r\f\x0b\x1a\x1b\x08")
_WEAK = ("ascii", "us-ascii", "utf-8", "utf8", "iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252")


def decode_text(payload: Payload) -> str:
    """The text of a file in Unicode NFC, byte order mark removed and nothing else; raises DocumentError for no text."""
    text = _decode(payload)
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _decode(payload: Payload) -> str:
    data = payload.data
    if not data.strip():
        raise DocumentError(payload.source, "the file is empty.", "Save it again with its text in it.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if unmarked := _unmarked(data):
        return data.decode(unmarked, "replace")
    _refuse_binary(payload)
    if any(escape in data for escape in _ESCAPES) and (escaped := _lenient(data, "iso2022_jp_2")):
        return escaped
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_tail = error.start >= len(data) - 4
    if broken_tail:
        return data.decode("utf-8", "replace")
    return _by_evidence(payload)


def _unmarked(data: bytes) -> str | None:
    """UTF-16 without its mark, known by the half of its bytes that is null wherever a letter is a plain one."""
    sample = data[: _SAMPLE // 2 * 2]
    for encoding, nulls, others in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if nulls.count(0) * 3 > len(nulls) and not others.count(0):
            return encoding
    return None


def _refuse_binary(payload: Payload) -> None:
    data = payload.data
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            remedy = "Give it the ending of its own format, or save it as text."
            raise DocumentError(payload.source, f"this is not text but {what}.", remedy)
    sample = data[:_SAMPLE]
    controls = sum(byte < 32 and byte not in _PLAIN_CONTROLS for byte in sample)
    if controls * 100 > len(sample):
        remedy = "If it is text, save it as UTF-8."
        raise DocumentError(payload.source, "this is a binary file, not text.", remedy)


def _by_evidence(payload: Payload) -> str:
    """Try each encoding that the bytes allow and take the one in which the most letters are everyday ones."""
    data = payload.data
    japanese = _lenient(data, "cp932")
    if japanese and _share_between(_high(japanese), "\u3041", "\u30ff") > _KANA:
        return japanese
    best, text = 0.0, ""
    for encoding, share in (("gb18030", _share_gb), ("big5hkscs", _share_big5)):
        decoded = _lenient(data, encoding)
        score = share(_high(decoded)) if decoded else 0.0
        if score > best:
            best, text = score, decoded or ""
    if best > 0.6:
        return _neighbour(data, text) or text
    mostly = _lenient(data, "utf-8")
    if mostly:
        return mostly
    if decoded := _declared(payload):
        return decoded
    high = sum(byte > 127 for byte in data[:_SAMPLE])
    if high * 3 > len(data[:_SAMPLE]) and (guess := from_bytes(data[:_SAMPLE]).best()):
        return data.decode(guess.encoding, "replace")
    return data.decode("cp1252", "replace")


def _neighbour(data: bytes, chinese: str) -> str | None:
    """Japanese or Korean in an encoding whose bytes also read as Chinese: told by its kana or by its hangul."""
    high = _high(chinese)
    if _share_between(high, "\u3041", "\u30ff") > _KANA:
        return _lenient(data, "euc_jp")
    korean = _lenient(data, "cp949")
    letters = _high(korean) if korean else ""
    return korean if len(letters) >= _ENOUGH and _share_between(letters, "\uac00", "\ud7a3") > _HANGUL else None


def _share_between(letters: str, first: str, last: str) -> float:
    return sum(first <= letter <= last for letter in letters) / len(letters) if letters else 0.0


def _declared(payload: Payload) -> str | None:
    declared = (payload.charset or "").strip().lower()
    if not declared or declared in _WEAK:
        return None
    try:
        return payload.data.decode(declared)
    except (LookupError, UnicodeDecodeError):
        return None


def _lenient(data: bytes, encoding: str) -> str | None:
    """Decode with at most one broken character in two hundred; None when the encoding does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        decoded = data.decode(encoding, "replace")
        high = sum(letter > "\x7f" for letter in decoded[:_SAMPLE])
        return decoded if decoded.count("\ufffd") * 200 <= max(high, 1) else None


def _high(text: str) -> str:
    return "".join(letter for letter in text[:_SAMPLE] if letter > "\x7f")


def _share_gb(high: str) -> float:
    """The share of letters in the everyday half of GB 2312 (rows 1 to 55: marks and the commoner characters)."""
    return _share(high, "gb2312", 0xA1, 0xD7)


def _share_big5(high: str) -> float:
    """The share of letters in the everyday half of Big5 (its marks and its 5,401 commoner characters)."""
    return _share(high, "big5", 0xA1, 0xC6)


def _share(high: str, encoding: str, first: int, last: int) -> float:
    everyday = sum(first <= _lead(letter, encoding) <= last for letter in high)
    return everyday / len(high) if high else 0.0


@cache
def _lead(letter: str, encoding: str) -> int:
    try:
        return letter.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0
