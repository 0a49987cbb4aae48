"""Makes what is ordered, a chart's file or a briefing, and packs it with its receipt; keeps no order."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dashboard.desk.orders import BRIEFING, Made, Order
from dashboard.exports.briefing.making import FORMS as BRIEFING_FORMS
from dashboard.exports.briefing.making import compose_briefing
from dashboard.exports.briefing.value import Briefing
from dashboard.exports.camera import find_browser
from dashboard.exports.forms import FORMS
from dashboard.exports.making import Export, find_exported, keep_version, make_export
from dashboard.exports.parts import take_part
from dashboard.exports.progress import OnProgress, Steps
from dashboard.exports.receipt import SUFFIX
from dashboard.library import Library
from dashboard.views.view import View, find_view
from dashboard.words import load_words
from loaders.errors import StoreError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy


class Maker:
    """Makes orders from one store."""

    def __init__(self, library: Library, taxonomy: Taxonomy) -> None:
        self._library, self._taxonomy = library, taxonomy

    def __call__(self, order: Order, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Made:
        """The file that is ordered; raises UsageError, StoreError and Cancelled."""
        if order.figure == BRIEFING:
            made = self._compose(order, on_progress, cancelled)
            return pack(made, BRIEFING_FORMS[order.form], order)
        if order.form not in FORMS:
            raise UsageError(f"format '{order.form}': choose {', '.join(FORMS)}.{did_you_mean(order.form, FORMS)}")
        find_exported(order.figure)
        words, steps = load_words(order.language)["export"], Steps(2, on_progress, cancelled)
        steps.begin(words["reading"])
        view = take_part(self._read(order, words), order.part)
        steps.begin(words["drawing"])
        made = make_export(
            view,
            self._taxonomy,
            order.figure,
            order.form,
            size=order.size,
            scale=order.scale,
            style=order.style,
            title=order.title or None,
            made=order.today,
        )
        steps.finish(words["drawing"])
        kept = keep_version(self._library, made.receipt, made.name)
        return pack(replace(made, notes=(*made.notes, *kept)), FORMS[order.form].mime, order)

    def _read(self, order: Order, words: Mapping[str, str]) -> View:
        """What is ordered as a view; what stands against it is said in the language of its reader."""
        if FORMS[order.form].of == "picture" and find_browser() is None:
            raise UsageError(words["no_browser"])
        version = self._library.newest_version() if order.version is None else order.version
        try:
            holdings = self._library.at_version(version)
        except StoreError as error:
            raise StoreError(words["no_version"].format(version=version)) from error
        view = find_view(order.query, holdings, self._taxonomy, order.today)
        if order.figure == "compare" and view.selection.against is None:
            raise UsageError(words["no_second"])
        return view

    def _compose(self, order: Order, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Export:
        made = compose_briefing(
            Briefing.from_json(order.briefing),
            order.form,
            store=self._library,
            version=order.version,
            taxonomy=self._taxonomy,
            today=order.today,
            on_progress=on_progress,
            cancelled=cancelled,
        )
        return replace(made, notes=(*made.notes, *keep_version(self._library, made.receipt, made.name)))


def pack(made: Export, mime: str, order: Order) -> Made:
    """An export as it is handed out: the file alone, or with its receipt beside it in a zip."""
    receipt = replace(made.receipt, file_sha256=sha256(made.data).hexdigest()).to_json()
    if not order.bundled:
        return Made(made.name, made.data, mime, receipt, made.notes)
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as bundle:
        for name, data in ((made.name, made.data), (made.name + SUFFIX, receipt.encode())):
            day = order.today
            bundle.writestr(ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), data, ZIP_DEFLATED)
    return Made(f"{made.name}.zip", held.getvalue(), "application/zip", receipt, made.notes)
