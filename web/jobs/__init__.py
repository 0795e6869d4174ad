"""Background jobs: films, lists of cuts, thumbnails and indexing, each worked on by a process of its own."""
