"""Full-size stills of a video, exactly at their times, and thumbnails written as image files."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from errno import ENAMETOOLONG, ENOENT
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import numpy as np

from vsearch.errors import OutputRefused, UsageWrong, VideoGone
from vsearch.faces import detector
from vsearch.filenames import safe
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.media.stills.crops import crop, cut
from vsearch.media.stills.sprites import Sprites
from vsearch.nouns import Pixels, Thumbnail
from vsearch.readers import Size
from vsearch.readers.image import image
from vsearch.timecodes import within

FORMATS = {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF", "png": "PNG"}

ROLES = ("thumb", "poster")
"""What Kodi, Jellyfin and Plex look for beside a video: `name-poster` upright, `name-thumb` else."""

_MADE = "vsearch"
"""Written into every picture beside a video, so that a person's own is never written over."""

_SOFTWARE = 0x0131


@dataclass(frozen=True, slots=True)
class Saved:
    """A picture that was written: what its crop lost, and what is to be said of it."""

    path: Path
    risk: float = 0.0
    padded: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrawnThumbnail:
    """A picture that is to be written, and the content of its file."""

    file: Saved
    content: bytes


def draw_thumbnail(
    store: Store,
    thumbnail: Thumbnail,
    folder: Path,
    *,
    aspects: Sequence[str] = (),
    size: int = 1280,
    kind: str = "jpg",
    beside: bool = False,
    prompt: str = "",
) -> list[DrawnThumbnail]:
    """The files of a thumbnail in each aspect ("16:9"), or in its own when none is given; nothing is written yet.

    No side is longer than `size`. Each is marked with what it was made for, so that it is known what later ones
    like it supersede.
    """
    wanted = shapes(aspects, size=size, kind=kind, beside=beside)
    entry = store.find(thumbnail.video)
    pixels, note = picture(store, entry, thumbnail)
    faces = detector().find(small(pixels)) if any(wanted.values()) else []
    drawn = []
    for name, ratio in wanted.items():
        window = crop(pixels, ratio, faces) if ratio else None
        path = _beside(entry, _role(ratio), kind) if beside else folder / named(entry, thumbnail, name, kind)
        purpose = blake2b("\0".join((prompt, str(size), name, kind)).encode(), digest_size=6).hexdigest()
        file = Saved(path, window.risk, window.padded, note) if window else Saved(path, note=note)
        drawn.append(DrawnThumbnail(file, content(cut(pixels, window) if window else pixels, size, kind, purpose)))
    return drawn


def write_drawn(one: DrawnThumbnail, folder: Path, *, beside: bool) -> Saved:
    """Write a file of a thumbnail where it belongs, if that is a place for it."""
    _check(one.file.path, folder, beside=beside)
    files.write(one.file.path, one.content)
    return one.file


def shapes(
    aspects: Sequence[str] = (), *, size: int = 1280, kind: str = "jpg", beside: bool = False
) -> dict[str, float]:
    """Width over height of each aspect that will be written, when all that is asked for can be."""
    if kind not in FORMATS:
        raise UsageWrong(f"There is no format {kind!r} for a thumbnail. Choose one of: {', '.join(FORMATS)}.")
    if size < 16:
        raise UsageWrong(f"A thumbnail cannot be {size} pixels long. Give at least 16.")
    found = {name: shape(name) for name in aspects or (("16:9", "2:3") if beside else ("",))}
    for role in ROLES if beside else ():
        if len(same := [name for name, ratio in found.items() if _role(ratio) == role]) > 1:
            raise UsageWrong(f"{same[0]} and {same[1]} would both be written as name-{role}.", "shapes-beside")
    return found


def besides(entry: Entry) -> list[Path]:
    """Where thumbnails beside a video may lie."""
    return [_beside(entry, role, kind) for role in ROLES for kind in FORMATS]


def picture(store: Store, entry: Entry, thumbnail: Thumbnail) -> tuple[Pixels, str]:
    """A thumbnail's picture at full size; the stored sprite, and a sentence, when the video's file is gone."""
    if "pinned" in thumbnail.because and thumbnail.path is not None:
        return image(thumbnail.path), ""
    return at(store, entry, thumbnail.time)


def at(store: Store, entry: Entry, time: float, size: int = 0) -> tuple[Pixels, str]:
    """The picture on the screen at a time, no side longer than `size` unless that is 0; else that of the sprite."""
    within(entry.video, time)
    path = next((path for path in (entry.video.path, *entry.video.copies) if path.exists()), None)
    if path is not None:
        from vsearch.readers.still import still

        return still(path, time, size=Size(size, size, "inside") if size else None), ""
    tile = Sprites(store.shelf(entry.id)).tile(time)
    if tile is None:
        raise VideoGone(f"{entry.video.path} is gone, and the library has no small picture of it. Put the file back.")
    return _unsquashed(tile, entry), f"{entry.video.path} is gone: this is the small picture that the library kept."


def shape(aspect: str) -> float:
    """Width over height of "16:9"; 0 for none."""
    if not aspect:
        return 0.0
    found = re.fullmatch(r"(\d+(?:\.\d+)?)[:x/](\d+(?:\.\d+)?)", aspect)
    ratio = float(found[1]) / float(found[2]) if found and float(found[2]) else 0.0
    if not 0.1 <= ratio <= 10:
        raise UsageWrong(f"{aspect!r} is no shape for a thumbnail. Give width:height, such as 16:9, 1:1 or 9:16.")
    return ratio


def named(entry: Entry, thumbnail: Thumbnail, aspect: str, kind: str) -> str:
    """What the file of a thumbnail is called."""
    at = "pin" if thumbnail.path is not None else f"{thumbnail.time:.2f}s"
    ratio = "." + aspect.replace(":", "x").replace("/", "x") if aspect else ""
    return f"{safe(entry.video.path.stem)}.{entry.id}.{at}{ratio}.{kind}"


def _beside(entry: Entry, role: str, kind: str) -> Path:
    return entry.video.path.with_name(f"{entry.video.path.stem}-{role}.{kind}")


def _role(ratio: float) -> str:
    return "poster" if 0 < ratio < 1 else "thumb"


def _check(path: Path, folder: Path, *, beside: bool) -> None:
    """Refuse a place for a thumbnail that is none, or that a person's own picture has."""
    if not beside and path.resolve().parent != folder.resolve():
        raise OutputRefused(f"{path} would lie outside {folder}. Choose another folder.")
    if beside and not path.parent.is_dir():
        raise VideoGone(f"{path.parent} is gone, so {path.name} has no place.", "back-or-not-beside")
    if beside and foreign(path):
        raise OutputRefused(f"{path} was not made by vsearch and is left alone.", "away-or-not-beside")


def content(pixels: Pixels, size: int, kind: str, purpose: str = "") -> bytes:
    """A picture as the content of a file, no side longer than `size`, with a mark of who made it and for what."""
    from PIL import Image

    made = Image.fromarray(_fitted(pixels, size))
    exif = Image.Exif()
    exif[_SOFTWARE] = f"{_MADE} {purpose}".strip()
    options = {"png": {}, "jpg": {"quality": 90, "optimize": False}}.get(kind, {"quality": 80})
    file = BytesIO()
    made.save(file, FORMATS[kind], exif=exif, **options)
    return file.getvalue()


def foreign(path: Path) -> bool:
    """Whether a picture lies there that was not made here."""
    try:
        return _mark(path)[:1] != [_MADE]
    except OSError as error:
        return error.errno not in (ENOENT, ENAMETOOLONG)


def purpose(path: Path) -> str:
    """What tells a thumbnail of those made for another prompt, size, shape or format; "" for what is none."""
    with suppress(OSError):
        made, *rest = _mark(path) or [""]
        return " ".join(rest) if made == _MADE else ""
    return ""


def _mark(path: Path) -> list[str]:
    from PIL import Image

    with Image.open(path) as found:
        return str(found.getexif().get(_SOFTWARE, "")).split()


def _fitted(pixels: Pixels, size: int) -> Pixels:
    import cv2

    high, wide = pixels.shape[:2]
    scale = size / max(high, wide)
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    target = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return np.asarray(cv2.resize(pixels, target, interpolation=cv2.INTER_AREA), np.uint8)


def small(pixels: Pixels) -> Pixels:
    """Small enough to look for faces in."""
    return _fitted(pixels, 480)


def _unsquashed(tile: Pixels, entry: Entry) -> Pixels:
    import cv2

    shape = entry.video.width / entry.video.height if entry.video.width and entry.video.height else 16 / 9
    high = tile.shape[0]
    return np.asarray(cv2.resize(tile, (max(1, round(high * shape)), high), interpolation=cv2.INTER_CUBIC), np.uint8)
