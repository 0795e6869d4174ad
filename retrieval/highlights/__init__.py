"""Highlights: the moments of a video most worth watching."""
