"""The notebook of the docs is a valid one, runs from its first cell to its last, and holds nothing of any machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "exporting.ipynb"


@pytest.fixture(scope="module", name="notebook")
def fixture_notebook() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_the_notebook_follows_its_schema_and_keeps_no_output(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 3
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert nbformat.writes(notebook).rstrip("\n") == NOTEBOOK.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.browser
def test_its_cells_run_in_their_order_and_what_they_export_is_verified(
    notebook: nbformat.NotebookNode, tmp_path: Path
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    code = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    told = "\nprint(*(f'{name}: {verdict.status}' for name, verdict in verdicts.items()), sep='\\n')"
    ran = subprocess.run(
        [sys.executable, "-c", code + told],
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert "[3] " in ran.stdout
    assert ran.stdout.splitlines()[-2:] == ["6g.svg: match", "counts.parquet: match"]
    made = {"6g.svg", "counts.parquet", "events.csv"}
    assert {path.name for path in tmp_path.glob("*.*")} == made | {f"{name}.receipt.json" for name in made}
