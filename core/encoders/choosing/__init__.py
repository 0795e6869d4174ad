"""Choosing: which encoder suits a library, by its languages, its machine, and what is published of each."""
