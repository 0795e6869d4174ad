"""Commands by which people decide, and read what was decided."""
