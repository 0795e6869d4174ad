"""Parts: the files of one video, each read, proven and written whole."""
