"""Decode one picture in a process of its own, with little memory and time, and write it anew: harm stays in here.

Run as `python -m vsearch.web.safety.decoding PIXELS MEMORY SECONDS`: the picture comes in through standard input, and
goes out as PNG or JPEG through standard output; the exit status is 3 where it is none, and 4 where it is too large.
"""

import sys
from io import BytesIO

NO_PICTURE, TOO_LARGE = 3, 4
LONGEST = 3840
"""Pixels of the longer side that are kept: no thumbnail is larger."""
KINDS = ("JPEG", "PNG", "WEBP")


def bounded(memory: int, seconds: int) -> None:
    """Let this process have no more than so many bytes and seconds."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(kind, (most, most))


def redrawn(content: bytes, pixels: int) -> bytes:
    """The first picture of a file, right side up and small enough, as a file that we wrote."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the size is looked at before anything is decoded
    with Image.open(BytesIO(content), formats=KINDS) as found:
        if found.width * found.height > pixels:
            sys.exit(TOO_LARGE)
        found.draft("RGB", (LONGEST, LONGEST))
        made = ImageOps.exif_transpose(found).convert("RGB")
    made.thumbnail((LONGEST, LONGEST))
    file = BytesIO()
    lossless = content[:4] == b"\x89PNG"
    made.save(file, "PNG", compress_level=1) if lossless else made.save(file, "JPEG", quality=95)
    return file.getvalue()


def main() -> None:
    """Read, decode, write."""
    pixels, memory, seconds = map(int, sys.argv[1:4])
    content = sys.stdin.buffer.read()
    bounded(memory, seconds)
    try:
        sys.stdout.buffer.write(redrawn(content, pixels))
    except (OSError, ValueError, SyntaxError, MemoryError):  # Pillow has no error of its own for all that is broken
        sys.exit(NO_PICTURE)


if __name__ == "__main__":
    main()
