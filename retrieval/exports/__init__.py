"""Moments in the words of other tools: editing lists, timelines, tables and chapters."""
