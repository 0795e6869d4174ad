"""Shows: how answers look in a terminal."""
