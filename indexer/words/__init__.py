"""Words: what is said in a video, from subtitles or speech."""
