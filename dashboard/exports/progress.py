"""How a long export is watched and called off between two of its parts; runs nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loaders.errors import PolicyTimelineError

OnProgress = Callable[[int, int, str], None]  # parts done, parts in all, what comes next in words


class Cancelled(PolicyTimelineError):
    """Whoever asked for an export called it off; nothing was written."""


@dataclass(slots=True)
class Steps:
    """The parts of an export, told one by one; ``cancelled`` is asked before each."""

    total: int
    on_progress: OnProgress | None = None
    cancelled: Callable[[], bool] | None = None
    done: int = 0

    def begin(self, label: str) -> None:
        """Tell which part begins; raises Cancelled where it was called off."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled(f"the export was called off before: {label}.")
        if self.on_progress is not None:
            self.on_progress(min(self.done, self.total), self.total, label)
        self.done += 1

    def finish(self, label: str) -> None:
        """Tell that all is done."""
        if self.on_progress is not None:
            self.on_progress(self.total, self.total, label)
