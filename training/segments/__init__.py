"""Learn to tell for every second of a video what it is, from people's labels and from what repetition is sure of."""
