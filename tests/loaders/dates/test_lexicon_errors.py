"""A lexicon that is wrong says which file, which rule, and what to do."""

import pytest

from loaders.dates.lexicon import compile_lexicon
from loaders.errors import ResourceError

GOOD = """
language = "xx"
[words.month]
alpha = 1
beta = 2
[rules.month_year]
pattern = '{month} (?P<year>\\d{4})'
reads = { "alpha 2024" = "2024-01" }
passes_over = ["alpha 20"]
"""


def compiled(tmp_path, text):
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "dates.toml").write_text(text, encoding="utf-8")
    return compile_lexicon(folder / "dates.toml")


def test_a_small_lexicon_compiles(tmp_path):
    assert [rule.name for rule in compiled(tmp_path, GOOD).rules] == ["month_year"]


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        (
            "{month} ",
            "{mnth} ",
            r"xx/dates.toml, rule 'month_year': there is no word list 'mnth'. Did you mean 'month'",
        ),
        ("reads =", "read =", r"a rule has no 'read'. Did you mean 'reads'"),
        ("(?P<year>", "<of:yaer>(?P<year>", r"no kind of phrase 'yaer'. Did you mean 'year'"),
        ("(?P<year>", "((?P<year>", r"is no regular expression"),
        ("passes_over =", "makes = 'dtae'\npasses_over =", r"nothing makes 'dtae'. Did you mean 'date'"),
        ('passes_over = ["alpha 20"]', "", r"give it examples"),
        ("[words.month]", "[wrods.month]", r"no table 'wrods' in a lexicon. Did you mean 'words'"),
        (
            "[words.month]",
            "[cues]\nfutre = ['soon']\n[words.month]",
            r"cues: there is no 'futre' in it. Did you mean 'future'",
        ),
        ("[words.month]", "[numbers]\njoner = '-'\n[words.month]", r"numbers: there is no 'joner'"),
        ("'{month} ", "'[a-z]+ ", r"can begin with anything"),
        ("pattern = '{month}", "not_ahead = '('\npattern = '{month}", r"the guard '\(' is no regular expression"),
    ],
)
def test_what_is_misspelt_is_named_with_its_remedy(tmp_path, wrong, right, says):
    assert wrong in GOOD
    with pytest.raises(ResourceError, match=says):
        compiled(tmp_path, GOOD.replace(wrong, right, 1))


def test_a_fragment_that_refers_to_itself_is_named(tmp_path):
    text = GOOD.replace("[words.month]", "[fragments]\nloop = '{loop}'\n[words.month]").replace("'{month} ", "'{loop} ")
    with pytest.raises(ResourceError, match="refers to itself"):
        compiled(tmp_path, text)
