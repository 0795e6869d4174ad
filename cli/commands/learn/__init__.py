"""Commands that learn from decisions, and tell how well it went."""
