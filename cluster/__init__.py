"""The same work and the same search on engines that exist, for libraries that have outgrown one machine."""
