"""How a video moves: bursts of neighbouring pictures are compared while it is read, and told by second and shot."""
