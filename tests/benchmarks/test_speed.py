"""The benchmark of reading finds its text, and forgets what was remembered of it before each stage."""

from functools import lru_cache

import pytest

from benchmarks.speed import forget, gold_files, read_files, seconds


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gold_documents_of_a_language_are_its_text(language: str) -> None:
    documents = read_files(gold_files(language)[:1])
    assert {document.language[:2] for document in documents} == {language}
    assert sum(len(document.text) for document in documents) > 10_000


def test_what_is_remembered_of_texts_is_forgotten_before_a_stage() -> None:
    asked = []

    @lru_cache(maxsize=8)
    def said(text: str) -> str:
        asked.append(text)
        return text.upper()

    for _ in range(2):
        assert seconds(lambda: said("plan")) >= 0
    assert asked == ["plan", "plan"]
    said("plan")
    assert len(asked) == 2
    forget()
