"""The query tower at work: a video's vector, without torch."""
