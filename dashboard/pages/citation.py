"""A sentence as a quotation with its source line, after the custom of the reader's language; adds nothing to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.pages.rows import is_text, number_of
from dashboard.words import load_words
from dashboard.words.phrases import say_edtf


def cite(event: Mapping[str, Any], document: Mapping[str, Any], language: str) -> str:
    """The sentence in quotation marks, who published it, under which title, when, on which page, and where it lies.

    What is not known is left out. The words are those of the source, with the blanks of its lines drawn together.
    """
    words = load_words(language)["cite"]
    source = words["title"].format(title=document.get("title") or document.get("name") or "")
    if is_text(document.get("publisher")):
        source = words["by"].format(publisher=document["publisher"], title=source)
    if is_text(document.get("created")):
        source = words["day"].format(source=source, day=say_edtf(document["created"], language))
    if number := number_of(event.get("page")):
        source = words["page"].format(source=source, number=number)
    text = " ".join(str(event["text"]).split())
    cited = words["whole"].format(quote=words["quote"].format(text=text), source=source)
    link = document.get("url") or document.get("source")
    return words["link"].format(cited=cited, link=link) if is_text(link) else cited
