"""What the API tells of the server itself: who asks, how it fares, its jobs and its events."""
