"""Documents in, dated events out; knows no screen.

>>> from loaders import find_timexes
>>> find_timexes("in the third quarter of 2023")[0].edtf
'2023-35'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders.dates.find import find_timexes
    from loaders.pipeline import extract, load, read
    from loaders.store import open_store

__all__ = ["extract", "find_timexes", "load", "open_store", "read"]

# Imported when first asked for: finding dates must not wait for tables and web pages.
_HOME = {
    "extract": "loaders.pipeline",
    "find_timexes": "loaders.dates.find",
    "load": "loaders.pipeline",
    "open_store": "loaders.store",
    "read": "loaders.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'loaders' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
