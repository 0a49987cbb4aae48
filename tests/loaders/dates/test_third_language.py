"""A language is added by a folder of words alone: it is picked up, it reads, and the program does without the rest."""

from pathlib import Path

import pytest

from loaders import extract, find_timexes, load, open_store, read, resources
from loaders.dates.find import find_ranges
from loaders.dates.lexicon import lexicon_languages, load_lexicon
from loaders.resources import DATA, ROOT

THIRD = "fr"
CREATED = "2024-03-12"
NOTICE = """Un plan pour la 5G

Publié le 12 mars 2024

Le ministère de l’Industrie a publié jeudi un plan pour la 5G. Les licences seront attribuées d’ici fin juin.

Au cours des huit premiers mois de 2023, les ventes avaient progressé de 35 % sur un an dans tout le pays.
"""
INVENTED = """
language = "qq"
fits = "(?<!\\\\w)zul(?!\\\\w)"
created = "2024-08-31"
extends = ["../numeric.toml"]
[words.month]
zula = 1
zulb = 2
[rules.month_year]
pattern = '{month} {y4}'
reads = { "zulb 2024" = "2024-02" }
passes_over = ["zulb 20"]
"""


def edtfs(text: str, **options: str | None) -> list[tuple[str, str | None]]:
    return [(timex.text, timex.edtf) for timex in find_timexes(text, **options)]


@pytest.fixture(name="invented")
def fixture_invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder like ours with one more folder of one file: a language that nobody has heard of."""
    lexicons = tmp_path / "lexicons"
    (lexicons / "qq").mkdir(parents=True)
    (lexicons / "qq" / "dates.toml").write_text(INVENTED, encoding="utf-8")
    for place in DATA.iterdir():
        if place.name != "lexicons":
            (tmp_path / place.name).symlink_to(place)
    for place in (DATA / "lexicons").iterdir():
        (lexicons / place.name).symlink_to(place)
    caches = (resources.languages, lexicon_languages, load_lexicon)
    monkeypatch.setattr(resources, "DATA", tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield "qq"
    for cached in caches:
        cached.cache_clear()


def test_a_language_is_picked_up_by_its_folder_alone(invented: str) -> None:
    assert invented in lexicon_languages()
    assert edtfs("zul zulb 2024", language=invented) == [("zulb 2024", "2024-02")]
    assert ("zulb 2024", "2024-02") in edtfs("zul zulb 2024")


def test_the_third_language_has_words_of_time_and_nothing_else() -> None:
    assert [path.name for path in (DATA / "lexicons" / THIRD).iterdir()] == ["dates.toml"]
    assert len(load_lexicon(THIRD).examples) > 60


def test_no_line_of_python_names_the_third_language() -> None:
    sources = [path for package in ("loaders", "dashboard") for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in sources if f'"{THIRD}"' in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("language", [THIRD, None])
def test_a_text_of_the_third_language_is_read_with_and_without_its_name(language: str | None) -> None:
    assert edtfs(NOTICE, created=CREATED, language=language) == [
        ("12 mars 2024", "2024-03-12"),
        ("jeudi", "2024-03-07"),
        ("fin juin", "2024-06"),
        ("huit premiers mois de 2023", "2023-01/2023-08"),
    ]


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("La décision, attendue en septembre, sera publiée.", [("septembre", "2024-09")]),
        ("Le texte adopté en septembre a été publié.", [("septembre", "2023-09")]),
        ("Entre 2016 et 2020, puis du 1er au 8 juillet 2021.", [("2016 et 2020", "2016/2020"),
                                                              ("1er au 8 juillet 2021", "2021-07-01/2021-07-08")]),
        ("Signé le 5 mai 2022, entré en vigueur le mois suivant.", [("5 mai 2022", "2022-05-05"),
                                                                    ("mois suivant", "2022-06")]),
        ("Récemment, pendant trois mois.", [("Récemment", None), ("trois mois", None)]),
    ],
)  # fmt: skip
def test_direction_spans_and_told_dates_work_as_in_every_language(words: str, read_as: list) -> None:
    assert edtfs(words, created=CREATED, language=THIRD) == read_as


def test_without_a_date_of_the_document_nothing_is_guessed_in_the_third_language_either() -> None:
    assert edtfs("Publié hier, valable cette année, depuis 2021.", language=THIRD) == [
        ("hier", None),
        ("cette année", None),
        ("2021", "2021"),
    ]


def test_two_dates_that_words_join_are_one_span_in_the_third_language() -> None:
    text = "entre le 5 mars 2024 et le 2 mai 2024"
    timexes = find_timexes(text, language=THIRD)
    spans = {timex.edtf for timex in timexes} | {found.interval.iso() for found in find_ranges(text, timexes, THIRD)}
    assert ("2024-03-05", "2024-05-03") in spans


@pytest.mark.parametrize("text", [
    "Hier stands the statue of Avril, 9 a.m. EST, on par with Mars 2020.", "Il 5 luglio 2024 e nel 2022.",
])  # fmt: skip
def test_the_third_language_leaves_texts_of_others_alone(text: str) -> None:
    rules = {rule.name for rule in load_lexicon(THIRD).rules} - {rule.name for rule in load_lexicon("en").rules}
    assert not [timex for timex in find_timexes(text, created=CREATED) if timex.rule in rules]


def test_a_document_of_the_third_language_is_read_dated_and_stored_without_events(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(NOTICE, encoding="utf-8")
    (document,) = read(tmp_path / "plan.txt")
    assert (document.language, document.created and document.created.edtf) == (THIRD, "2024-03-12")
    assert extract(document) == []
    report = load([str(tmp_path / "plan.txt")], store=tmp_path / "store", workers=1)
    assert not report.failures
    stored = open_store(tmp_path / "store").documents()
    assert stored[["language", "created"]].to_numpy().tolist() == [[THIRD, "2024-03-12"]]
    assert stored["sentences"].iloc[0] >= 3


def test_a_table_in_the_third_language_gives_the_events_that_its_fields_state(tmp_path: Path) -> None:
    rows = "id,date,language,title,status\nr1,2024-03-12,fr,Les licences 5G sont attribuées par le ministère,done\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    (document,) = read(tmp_path / "rows.csv")
    (event,) = extract(document)
    assert (document.language, event.status.value, [tag.code for tag in event.sectors]) == (THIRD, "done", ["5g"])


def test_an_undated_document_of_the_third_language_stays_undated(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTICE.replace("Publié le 12 mars 2024\n\n", ""), encoding="utf-8")
    (document,) = read(tmp_path / "note.txt")
    assert document.created is None
