"""Emphasis of sectors over time: shares with their certainty, comparisons, trends; draws nothing and asks no clock."""
