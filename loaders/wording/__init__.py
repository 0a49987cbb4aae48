"""The words and line shapes by which documents present themselves, and dates that stand alone; refuses prose."""
