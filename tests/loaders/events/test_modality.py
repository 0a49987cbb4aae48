import pytest

from loaders.edtf import read_edtf
from loaders.events import extract_events
from loaders.events.modality import (
    ModalityLexicon,
    Wording,
    find_wording,
    load_ladder,
    load_modality_lexicons,
    modality_for,
)
from loaders.model import CreationTime, Document, Passage
from loaders.sectors.taxonomy import load_taxonomy

LEXICONS = load_modality_lexicons()


def wording(text: str, language: str) -> Wording | None:
    return find_wording(modality_for(language), text, [(0, len(text))], [])


@pytest.mark.parametrize("lexicon", list(LEXICONS.values()), ids=list(LEXICONS))
def test_every_rung_reads_its_examples_and_passes_over_its_traps(lexicon: ModalityLexicon) -> None:
    for code, reads, passes_over in lexicon.examples:
        assert reads and passes_over, code
        for text in reads:
            found = wording(text, lexicon.language)
            assert found and found.code == code, text
        for text in passes_over:
            found = wording(text, lexicon.language)
            assert found is None or found.code != code, text


def test_the_ladder_is_one_for_all_languages_and_names_itself_in_both() -> None:
    codes = [rung.code for rung in load_ladder()]
    assert all([code for code, _, _ in lexicon.examples] == codes for lexicon in LEXICONS.values())
    assert all(rung.label_en and rung.label_zh and rung.note for rung in load_ladder())


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("China will support firms in speeding up trials", "en", "support"),
        ("China will promote and accelerate trials", "en", "accelerate"),
        ("China will issue rules to promote trials", "en", None),
        ("我国将推动电信业加快开放", "zh", "promote"),
        ("我国将大力支持企业研发", "zh", "vigorously"),
        ("将印发《关于促进产业发展的意见》", "zh", None),
    ],
)
def test_the_word_that_governs_decides_and_of_linked_ones_the_strongest(
    text: str, language: str, code: str | None
) -> None:
    found = wording(text, language)
    assert (found.code if found else None) == code


def test_an_event_stands_on_the_rung_of_its_own_sector_s_words_and_a_plain_act_on_none() -> None:
    text = "The ministry will vigorously promote new energy vehicles, and explore uses of 6G. It issued 5G licences."
    told = CreationTime("2024-07-05", read_edtf("2024-07-05"), "dateline", "")
    document = Document("d", "a", "a", "text", text, "", passages=(Passage(0, len(text)),), created=told)
    events = extract_events(document, load_taxonomy())
    assert events[0].modality == "vigorously"
    assert events[-1].modality is None
