"""A briefing as PowerPoint slides with native, editable charts, tables and shapes; needs no browser."""
