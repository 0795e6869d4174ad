"""Stills: pictures of a video at exact times, whole, cut to a shape, or small."""
