"""Clips: stretches of videos as files that play, alone or joined."""
