"""The library index: all frames of a library in one index, built from its videos and read by searches."""
