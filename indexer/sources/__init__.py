"""Sources: video files found on disk, identified, and what is known of them."""
