"""Who may ask, from where, how much at once, and what an answer may do in a browser."""
