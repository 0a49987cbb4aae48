"""Passages to sector tags with their evidence."""
