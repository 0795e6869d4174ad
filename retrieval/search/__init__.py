"""Search: moments that answer words, a picture or another moment."""
