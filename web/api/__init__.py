"""The routes of the HTTP API, one file a noun: check, call the open library once, answer."""
