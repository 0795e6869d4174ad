"""Trials of thumbnails: serving one is reading, so it needs nothing of what indexes or trains."""
