"""Pictures that people gave as thumbnails, kept in the library under their content's name."""

from hashlib import blake2b
from pathlib import Path

from vsearch.library import Store
from vsearch.library.storage import files


def keep(store: Store, content: bytes, suffix: str) -> str:
    """Store a picture, and its name."""
    name = blake2b(content, digest_size=12).hexdigest() + suffix
    if not path(store, name).exists():
        files.write(path(store, name), content)
        store.publish("pins", name)
    return name


def path(store: Store, name: str) -> Path:
    """Where the picture of that name lies."""
    return store.local("pins", Path(name).name)
