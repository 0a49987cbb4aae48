"""An ``events.toml`` that is wrong says which file, which rule, and what to do."""

from pathlib import Path

import pytest

from loaders.errors import ResourceError
from loaders.events.lexicon import _load
from loaders.resources import DATA

GOOD = (DATA / "lexicons" / "en" / "events.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("[cues.target]\nkind", "[cues.target]\nkid", r"cue 'target': there is no 'kid' in it. Did you mean 'kind'"),
        ("[cues.target]\nkind", "[cues.target]\nnote", r"cue 'target': there is no 'note'"),
        ('[cues.target]\nkind = "act"\n', "[cues.target]\n", r"cue 'target': it lacks 'kind'"),
        ('status = "target"', 'status = "traget"', r"cue 'target': .*Did you mean 'target'"),
        ("[structure]", "[strukture]", r"there is no 'strukture' in it. Did you mean 'structure'"),
        ("\njoint =", "\njoin =", r"structure: there is no 'join' in it. Did you mean 'joint'"),
        ("[[admit]]\nname", "[[admit]]\ntitle", r"admit '': there is no 'title'"),
        ('bound = "until"', 'bound = "untli"', r"times\.\w+: there is no bound 'untli'. Did you mean 'until'"),
        ("\nshown_by =", "\nshown =", r"policy_document: there is no 'shown' in it. Did you mean 'shown_by'"),
    ],
)
def test_what_is_misspelt_or_missing_is_named(tmp_path: Path, wrong: str, right: str, says: str) -> None:
    assert wrong in GOOD
    (tmp_path / "events.toml").write_text(GOOD.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(ResourceError, match=says):
        _load("en", tmp_path / "events.toml")
