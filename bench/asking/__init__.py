"""Promises about searches, thumbnails, engines and the server."""
