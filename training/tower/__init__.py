"""The query tower: its network, its training, its export."""
