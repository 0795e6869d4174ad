"""Playing on the page: files by byte ranges, and everything else as segments that are made while somebody watches."""
