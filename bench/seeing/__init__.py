"""Promises about what is read, seen, heard and embedded."""
