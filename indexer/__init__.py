"""Write the library: discover videos, read them, keep their best frames, embed and store them."""
