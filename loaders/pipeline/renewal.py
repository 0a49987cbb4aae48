"""Does a task of a refresh: dates, tags and extracts documents of the store again; reads no file and writes nothing."""

from __future__ import annotations

from dataclasses import replace

from loaders.errors import DocumentError
from loaders.pipeline.bounds import alarms
from loaders.pipeline.reading import read_through
from loaders.pipeline.tasks import Done, RenewTask, Settings
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.batch import Renewal, collect_batch
from loaders.store.readings import FileReading


def renew_documents(task: RenewTask, settings: Settings) -> Done:
    """The documents with their events, each made within its bounds; one that fails is left as the store has it."""
    taxonomy = load_taxonomy(settings.taxonomy)
    failures: list[DocumentError] = []
    with alarms(settings.bounds.seconds):
        readings = list(read_through(iter(task.documents), "store", taxonomy, failures.append))
    at = {document.id: number for number, document in enumerate(task.documents)}
    read = [(at[reading.document.id], reading) for reading in readings]
    files = [FileReading(task.files[n], "", task.rules[n], (reading,), whole=False) for n, reading in read]
    renewal = Renewal(
        {reading.document.id: task.seen[n] for n, reading in read}, {task.files[n]: task.rules[n] for n, _ in read}
    )
    batch = replace(collect_batch(files), renewal=renewal)
    return Done(batch, tuple(failures), len(task.documents), task.size)
