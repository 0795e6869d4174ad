"""What of a video is packaging: as it was found and as people decided, shown by season, and kept out of answers."""
