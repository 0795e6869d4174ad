"""Commands that serve a library to others."""
