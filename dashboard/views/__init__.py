"""What a selection shows: its events, its numbers and its pictures; knows no page and writes no file."""
