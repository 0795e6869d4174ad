"""Thumbnails: the frames that could stand for a video, chosen and pinned."""
