"""Who a file is: a fingerprint of its content, cheap by sampling, whole only when two samples agree."""

from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from vsearch.errors import VideoGone, VideoUnreadable

CHUNK = 64 * 1024


def fingerprint(path: Path) -> str:
    """Size, head, middle and tail of a file in one digest: moved or renamed, a film keeps it."""
    with _opened(path) as file:
        size = path.stat().st_size
        digest = blake2b(size.to_bytes(8, "big"), digest_size=16)
        for start in sorted({0, max(0, (size - CHUNK) // 2), max(0, size - CHUNK)}):
            file.seek(start)
            digest.update(file.read(CHUNK))
    return digest.hexdigest()


def whole(path: Path) -> str:
    """The digest of every byte, for files that agree in their samples."""
    digest = blake2b(digest_size=16)
    with _opened(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def named(fingerprint: str) -> str:
    """The id of a video: short enough to type, long enough for a hundred thousand videos (50 bits)."""
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    number = int(fingerprint, 16)
    return "".join(letters[number >> 5 * place & 31] for place in range(10))


def _opened(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():  # it may have become a pipe, which would be waited for
            raise VideoUnreadable(f"{path} is not a file. Name a video.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise VideoGone(f"{path} is not there any more. Was it moved while the run went on?") from error
    except OSError as error:
        raise VideoUnreadable(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
