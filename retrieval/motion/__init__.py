"""Movement, asked for: which moments move as somebody wants, and which frames of an action stand calm."""

MOTIONS = ("static", "pan", "tilt", "zoom", "handheld", "action")
"""What can be asked for; what shakes is held by hand too, and an action may be before any camera."""
