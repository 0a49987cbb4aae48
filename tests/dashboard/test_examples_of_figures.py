"""The examples in the docstrings of measures, figures and exports run and hold."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "dashboard.measures",
    "dashboard.theme",
    "dashboard.words.phrases",
    "dashboard.figures.numbers",
    "dashboard.figures.lettering",
    "dashboard.figures.packing",
    "dashboard.exports.tables",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
