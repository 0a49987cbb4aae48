"""The promise of the house: imports run downward only, rooms on a floor do not know each other, there is no circle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LOADERS = {
    "errors": 1,
    "kept": 1,
    "edtf": 2,
    "resources": 2,
    "expressions": 2,
    "openings": 3,
    "model": 3,
    "sentences": 3,
    "wording": 3,
    "formats": 4,
    "dates": 4,
    "sectors": 4,
    "events": 5,
    "store": 5,
    "pipeline": 6,
    "cli": 7,
    "__init__": 8,
    "__main__": 8,
}
DASHBOARD = {
    "ids": 1,
    "words": 1,
    "theme": 2,
    "placing": 2,
    "selection": 3,
    "library": 4,
    "tallying": 4,
    "measures": 5,
    "emphasis": 6,
    "figures": 7,
    "views": 8,
    "exports": 9,
    "curation": 9,
    "desk": 10,
    "scripts": 10,
    "pages": 10,
    "callbacks": 11,
    "app": 12,
    "cli": 13,
    "__init__": 14,
    "__main__": 14,
}
# What the dashboard may ask of the loaders.
WINDOWS = {
    "loaders.store",
    "loaders.model",
    "loaders.edtf",
    "loaders.errors",
    "loaders.resources",
    "loaders.sectors.taxonomy",
    "loaders.pipeline",
}


def modules() -> dict[str, Path]:
    """Every module of the two packages by its dotted name."""
    found = {}
    for package in ("loaders", "dashboard"):
        for path in sorted((ROOT / package).rglob("*.py")):
            found[".".join(path.relative_to(ROOT).with_suffix("").parts)] = path
    return found


CLOCK = "loaders.store.times"  # stamps a data version with the moment of its commit, which no reading looks at
MODULES = modules()


def imported(name: str) -> set[str]:
    """Modules of ours that a module imports, at its top or inside a function; type-only imports count too."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}, line {node.lineno}: write the import in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES or f"{whole}.__init__" in MODULES else str(node.module))
    return {x if x in MODULES else f"{x}.__init__" for x in found if x.split(".")[0] in ("loaders", "dashboard")}


def room(name: str) -> tuple[str, str]:
    parts = name.split(".")
    return parts[0], parts[1]


def floor(name: str) -> int:
    package, place = room(name)
    return (LOADERS if package == "loaders" else DASHBOARD)[place]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_lives_in_a_known_room_and_imports_downward_only(name: str) -> None:
    assert room(name)[1] in (LOADERS if room(name)[0] == "loaders" else DASHBOARD), f"{name}: no such room in the house"
    for other in imported(name):
        if room(other) == room(name):
            continue
        if room(other)[0] != room(name)[0]:
            assert room(name)[0] == "dashboard", f"{name} imports {other}: loaders know no screen"
            bare = other.removesuffix(".__init__")
            assert bare in WINDOWS or bare.startswith("loaders.store."), (
                f"{name} imports {other}: not a window of the loaders"
            )
        else:
            assert floor(other) < floor(name), f"{name} (floor {floor(name)}) imports {other} (floor {floor(other)})"


def test_no_circle_runs_through_the_files() -> None:
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, "a circle: " + " > ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in imported(name) & MODULES.keys():
                if other != name:
                    walk(other, (*path, name))
            done.add(name)

    for name in MODULES:
        walk(name, ())


@pytest.mark.parametrize(
    "name", [n for n in MODULES if n.startswith("loaders.") and not n.endswith(("cli", "__main__"))]
)
def test_nothing_in_the_loaders_asks_what_day_it_is(name: str) -> None:
    calls = [
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    ]
    if name == CLOCK:
        calls.remove("datetime.now")
    assert not {"date.today", "datetime.now", "datetime.utcnow", "datetime.today", "time.time"} & set(calls)
