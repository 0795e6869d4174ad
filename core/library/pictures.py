"""Pictures that people gave as thumbnails, kept in the library under their content's name."""

from hashlib import blake2b
from pathlib import Path

from vsearch.library import Library, files


def keep(library: Library, content: bytes, suffix: str) -> str:
    """Store a picture, and its name."""
    name = blake2b(content, digest_size=12).hexdigest() + suffix
    if not path(library, name).exists():
        files.write(path(library, name), content)
    return name


def path(library: Library, name: str) -> Path:
    """Where the picture of that name lies."""
    return library.path / "pins" / Path(name).name
