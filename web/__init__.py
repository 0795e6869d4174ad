"""The server: the page, and the HTTP API on one open library that the page and other systems use."""
