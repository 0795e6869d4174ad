"""Frames: shots, quality and the choice of the frames that stand for a video."""
