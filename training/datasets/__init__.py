"""Datasets: what people chose, from wherever it comes, in one form."""
