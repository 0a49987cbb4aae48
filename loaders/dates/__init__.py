"""Text to dates: lexicons as data, an engine that knows no language, a ladder for documents."""
