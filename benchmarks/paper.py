"""Takes every chart away as a picture, in both languages and both colours, for ``docs/gallery/exports/``.

``python -m benchmarks.paper`` exports them from the sample library, each chart in a size of its own, as WebP. Today is
a fixed day: the pictures change with what is drawn alone. They are made to be looked at; none is judged here.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from benchmarks.gallery import shrink
from dashboard.exports import export
from dashboard.library import Library
from loaders import load
from loaders.resources import DATA

ROOT = DATA.parent
FOLDER = ROOT / "docs" / "gallery" / "exports"
DAY = date(2026, 6, 15)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: the chart, the size it has, and the query that shows it."""

    figure: str
    size: str
    query: str
    language: str
    theme: str

    @property
    def name(self) -> str:
        return f"{self.figure}-{self.language}-{self.theme}"


CHARTS = (
    ("timeline", "slide", ""),
    ("heatmap", "a4", "&effect=share"),
    ("trend", "square", ""),
    ("compare", "slide", "&dates=2023/2025&against=%3Fdates%3D2018%2F2022"),
)
SHEETS = tuple(
    Sheet(figure, size, f"?ui={language}&theme={theme}{query}", language, theme)
    for (figure, size, query), language, theme in product(CHARTS, ("en", "zh"), ("light", "dark"))
)


def take(sheet: Sheet, library: Library, folder: Path) -> bytes:
    """The picture of a sheet as WebP, as good as its bound of bytes allows."""
    path = folder / f"{sheet.name}.png"
    export(sheet.figure, path, store=library, selection=sheet.query, today=DAY, size=sheet.size, scale=1)
    return shrink(path.read_bytes())


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        load([Path("data/documents"), Path("data/milestones.csv")], store=store, workers=1)
        library = Library.at(store)
        for sheet in SHEETS:
            made = take(sheet, library, Path(folder))
            (FOLDER / f"{sheet.name}.webp").write_bytes(made)
            print(f"{sheet.name:20} {len(made) / 1000:6.1f} kB", flush=True)


if __name__ == "__main__":
    main()
