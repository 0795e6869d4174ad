"""Pictures: from what a decoder gives to what a screen shows."""
