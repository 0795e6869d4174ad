"""Objects: films and libraries on object storage, named by URLs, read by ranges, written on conditions."""

from vsearch.objects.path import UrlPath, located

__all__ = ["UrlPath", "located"]
