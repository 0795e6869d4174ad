"""Promises about what learns: the tower, tags, segments and trials."""
