"""Read the library: thumbnails, highlights, search and tags, each with its reasons."""
