"""Makes the file of a briefing, for a page, a command or a notebook; its ending says which; draws no page itself.

Between two items it tells how far it is and asks whether it is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from dashboard.exports.briefing.parts import Ground, gather
from dashboard.exports.briefing.sealing import seal
from dashboard.exports.briefing.value import Briefing, read_briefing
from dashboard.exports.making import Export, keep_version
from dashboard.exports.progress import Steps
from dashboard.exports.receipt import write_receipt
from dashboard.library import Holdings, Library
from loaders.errors import StoreError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import Content
    from dashboard.exports.progress import OnProgress
    from dashboard.exports.receipt import Receipt
    from dashboard.selection import Selection

FORMS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
}
MAKERS = {
    "pptx": ("slides.telling", "make_slides"),
    "docx": ("document", "make_document"),
    "pdf": ("printing", "make_print"),
    "html": ("webpage", "make_page"),
}


class Wishes(TypedDict, total=False):
    """What a briefing may be asked for beside its store, as ``compose_briefing`` explains."""

    version: int | None
    taxonomy: Taxonomy | None
    today: date | None
    on_progress: OnProgress | None
    cancelled: Callable[[], bool] | None


def compose_briefing(
    briefing: Briefing,
    form: str,
    *,
    store: str | Path | Library,
    version: int | None = None,
    taxonomy: Taxonomy | None = None,
    today: date | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Export:
    """The file of a briefing as bytes with its receipt; ``form`` is one of ``FORMS``, nothing is written.

    ``version`` is the data version to tell of, the newest by default; a chart whose address names a day of knowledge
    (``known``) keeps to the version of that day. ``on_progress(done, total, label)`` is called before each part, with
    words for a reader, and at the end with ``done == total``; ``cancelled()`` is asked before each part, and where it
    says True, ``Cancelled`` (of ``dashboard.exports.progress``) is raised and nothing is left behind. ``today`` is the
    as-of day of charts that name none. Raises UsageError that names the item where one cannot be shown (a picture
    without a browser, an event that the store lacks), StoreError where the store cannot be read.
    """
    if form not in FORMS:
        raise UsageError(f"format '{form}': a briefing can be {', '.join(FORMS)}.{did_you_mean(form, FORMS)}")
    library, day = store if isinstance(store, Library) else Library.at(store), today or date.today()
    newest = library.newest() if version is None else library.at_version(version)
    if newest.problem is not None:
        raise StoreError(newest.problem)

    def find_holdings(_: int, chosen: Selection | None) -> Holdings:
        known = chosen.known_on if chosen else None
        return library.at_version(library.known_on(known)) if known else newest

    steps = Steps(2 * len(briefing.items) + 1, on_progress, cancelled)
    content = gather(briefing, Ground(find_holdings, taxonomy or load_taxonomy(), day), steps)
    receipt = seal(content, form, day)
    data = import_maker(form)(content, receipt, steps)
    steps.finish(content.words["done"])
    return Export(f"briefing.{form}", data, receipt, content.notes)


def import_maker(form: str) -> Callable[[Content, Receipt, Steps], bytes]:
    """Who makes a format: imported when first asked for, since each has a library of its own."""
    module, name = MAKERS[form]
    maker: Callable[[Content, Receipt, Steps], bytes] = getattr(
        import_module(f"dashboard.exports.briefing.{module}"), name
    )
    return maker


def make_briefing(
    briefing: Briefing | str | Path,
    path: str | Path,
    *,
    store: str | Path | Library,
    **wishes: Unpack[Wishes],
) -> Export:
    """Write a briefing (a value, or the file that holds its JSON) to ``path`` with its receipt beside it.

    The ending of ``path`` names the format, see ``FORMS``; the rest is as ``compose_briefing`` says. The data version
    is kept for good, so that the file can be verified. Tells what was written.
    """
    target = Path(path)
    form = find_form(target.name)
    if not target.parent.is_dir():
        raise UsageError(f"--out {path}: there is no folder {target.parent}. Make it first.")
    told = briefing if isinstance(briefing, Briefing) else read_briefing(briefing)
    library = store if isinstance(store, Library) else Library.at(store)
    made = compose_briefing(told, form, store=library, **wishes)
    target.write_bytes(made.data)
    write_receipt(target, made.receipt)
    versions = {part["version"]: part["committed"] for part in made.receipt.settings["parts"]}
    kept = [
        note
        for version, committed in versions.items()
        for note in keep_version(library, replace(made.receipt, data_version=version, committed=committed), target.name)
    ]
    return replace(made, notes=(*made.notes, *kept))


def find_form(name: str) -> str:
    """The format that a file's name asks for; raises UsageError for none.

    >>> find_form("march.PPTX")
    'pptx'
    """
    ending = name.rpartition(".")[2].lower()
    if ending not in FORMS:
        raise UsageError(f"{name}: a briefing ends in {', '.join(FORMS)}.{did_you_mean(ending, FORMS)}")
    return ending
