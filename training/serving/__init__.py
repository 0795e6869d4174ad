"""Serving: which tower is in service, how good answers have been, and when to train again."""
