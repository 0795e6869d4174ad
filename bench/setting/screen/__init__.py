"""Frames with writing on them, drawn over photographs, with the truth beside."""
