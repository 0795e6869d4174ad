"""The library as tools of an assistant, over the Model Context Protocol: it looks, and decides only where it may."""
