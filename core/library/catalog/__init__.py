"""The catalogue: videos, frames, words and decisions as tables, asked in SQL."""
