"""A run of indexing: planned, worked on in parallel, stored."""
