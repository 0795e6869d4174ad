"""Learn the query tower from choices, and measure honestly whether it helped."""
