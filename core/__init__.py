"""Find the frames and moments that sell a video."""

__version__ = "0.1.0"
