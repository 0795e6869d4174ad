"""Playing: what a browser plays itself, and segments made on demand of everything else, on the video's own clock."""
