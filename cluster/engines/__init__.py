"""Search engines that hold the frames of very many videos, each behind the protocol that retrieval asks."""
