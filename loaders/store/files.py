"""Lists and removes the files of a table, on a disk and in an object store alike; does not know what they hold."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import unquote

from deltalake.fs import DeltaStorageHandler
from pyarrow.fs import FileSelector, FileType, PyFileSystem

from loaders.store.place import Place

_LOG = "_delta_log"


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies with a table: its path from there, its bytes, and when it was written."""

    path: str
    bytes: int
    written: datetime | None


class TableFiles:
    """The files of one table, whether any version has them or none."""

    def __init__(self, place: Place, table: str) -> None:
        self._disk = PyFileSystem(DeltaStorageHandler(place.table(table), place.storage))

    def all(self) -> list[Lying]:
        """Every file but those of the log."""
        found = self._disk.get_file_info(FileSelector("", recursive=True))
        return [
            Lying(each.path, each.size, each.mtime)
            for each in found
            if each.type == FileType.File and not each.path.startswith(_LOG)
        ]

    def remove(self, path: str) -> None:
        """Remove one file; one that is gone already is no error."""
        if self._disk.get_file_info(path).type != FileType.NotFound:
            self._disk.delete_file(path)

    def read_into(self, path: str, out: IO[bytes]) -> None:
        """Copy one file into an open one."""
        with self._disk.open_input_stream(path) as found:
            shutil.copyfileobj(found, out, 2**20)

    def added(self, version: int) -> list[str]:
        """The files that one commit on the table added, as its log has it."""
        with self._disk.open_input_stream(f"{_LOG}/{version:020}.json") as log:
            actions = [json.loads(line) for line in log.read().splitlines()]
        return [unquote(action["add"]["path"]) for action in actions if "add" in action]
