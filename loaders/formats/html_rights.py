"""Finds what bounds a web page's date without naming it: its year of rights, and when it was saved; dates nothing."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from loaders import edtf
from loaders.edtf import write_edtf
from loaders.formats.html_page import Layout
from loaders.model import DateCandidate, Sense
from loaders.wording.rules import rules
from loaders.wording.spelled import read_stamp

_LAST_LINES = 60
_SAVED = re.compile(r"\b(?:saved|mirrored|archived|retrieved|snapshot)\b", re.IGNORECASE)


def find_rights(layout: Layout) -> list[DateCandidate]:
    """The year in a line of rights: the weakest evidence, which names no day."""
    for line in reversed(layout.lines[-_LAST_LINES:]):
        for rule in rules("rights"):
            if found := rule.find(line.text):
                year = edtf.year(int(found["year"]))
                words = " ".join(line.text.split())[:120]
                refused = "a year of rights tells of the site and names no day"
                return [DateCandidate("rights", Sense.REPOSTED, words, write_edtf(year), year, refused)]
    return []


def find_retrieval(tree: Any) -> list[DateCandidate]:
    """The day on which the page was saved, as the comment of a saving program states it."""
    for comment in tree.iter(etree.Comment):
        words = " ".join((comment.text or "").split())[:400]
        stamp = read_stamp(words) if _SAVED.search(words) else None
        only = stamp.spelled.sure if stamp else None
        if only and (interval := only.interval()):
            refused = "on this day the page was saved"
            return [DateCandidate("retrieved", Sense.REPOSTED, words[:160], write_edtf(interval), interval, refused)]
    return []
