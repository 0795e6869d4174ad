"""Promises about many machines and very large archives."""
