"""What a video goes by beside its id."""

from vsearch.nouns import Video
from vsearch.objects import located

Keys = tuple[str, str, str]
"""A name as a path, as a file's name, and as a title: it is tried in this order."""


def keys(name: str) -> Keys:
    """What a name may mean."""
    path = located(name)
    return str(path.expanduser().absolute()), str(path), name.strip().casefold()


def names(video: Video) -> tuple[set[str], set[str], set[str]]:
    """The paths, file names and titles by which a video is found, as `keys` gives them."""
    paths = {str(path) for path in (video.path, *video.copies)}
    return paths, {video.path.name}, {video.title.casefold(), video.path.stem.casefold()}
