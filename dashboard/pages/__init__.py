"""What stands on the page, as components; asks no store and answers no click."""

from __future__ import annotations

from dashboard.pages.page import build_empty_page, build_page

__all__ = ["build_empty_page", "build_page"]
