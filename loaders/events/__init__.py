"""Sentences, dates, cues and tags to events with provenance; refuses to read files or to know a store."""

from loaders.events.extract import count_sentences, extract_events
from loaders.events.rows import document_row, event_row

__all__ = ["count_sentences", "document_row", "event_row", "extract_events"]
