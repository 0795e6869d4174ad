"""What stands on the screen: a cheap look decides what is read, a reader reads it once, and lines get spans."""
