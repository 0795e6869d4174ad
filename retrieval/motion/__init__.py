"""Movement, asked for: which moments move as somebody wants, and which frames of an action stand calm."""
