"""Makes what is ordered, a chart's file or a briefing, and packs it with its receipt; keeps no order."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dashboard.desk.orders import BRIEFING, Made, Order
from dashboard.exports.briefing.making import FORMS as BRIEFING_FORMS
from dashboard.exports.briefing.making import compose_briefing
from dashboard.exports.briefing.value import Briefing
from dashboard.exports.forms import FORMS
from dashboard.exports.making import Export, find_exported, keep_version, make_export
from dashboard.exports.parts import take_part
from dashboard.exports.progress import OnProgress, Steps
from dashboard.exports.receipt import SUFFIX
from dashboard.library import Library
from dashboard.views.view import find_view
from dashboard.words import load_words
from loaders.errors import UsageError, did_you_mean
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
        version = self._library.newest_version() if order.version is None else order.version
        view = find_view(order.query, self._library.at_version(version), self._taxonomy, order.today)
        view = take_part(view, order.part)
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
