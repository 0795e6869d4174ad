"""Sound: a video's sound track, decoded once and described."""
