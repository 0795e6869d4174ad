"""Commands: one file each, which parses, calls one function and shows its answer."""
