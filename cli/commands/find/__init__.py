"""Commands that look: moments, thumbnails, transcripts, and what the library knows."""
