"""Find the videos that paths mean: files, folders, globs and manifests, sniffed rather than trusted."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.escapes import legible
from vsearch.indexer.sources.metadata import Description, read
from vsearch.objects import UrlPath, located
from vsearch.objects.path import LISTED
from vsearch.records import records

_VIDEO = frozenset(
    "3g2 3gp amv asf avi divx dv f4v flv gxf h264 h265 hevc ismv ivf m1v m2t m2ts m2v m4v mj2 mjpeg mjpg mk3d mkv "
    "mov mp4 mpe mpeg mpg mpv mts mxf nsv nut obu ogm ogv qt rm rmvb roq swf ts tod vc1 vob webm wmv wtv y4m".split()
)
_OTHER = frozenset(
    "7z aac ac3 aif aiff ass bmp bz2 c cfg conf css csv db doc docx edl flac gif gz h heic html ico ini jpeg jpg js "
    "json log m3u m3u8 m4a md mid mka mp3 nfo npy npz oga ogg opus otio parquet part pdf png py rst rtf sh smi so "
    "sqlite srt ssa sub svg tar tif tiff toml tsv txt vtt wav webp wma xls xlsx xml xz yaml yml zip".split()
)
_SIGNS = (
    re.compile(rb"....(ftyp|moov|mdat|free|skip|wide)", re.DOTALL),
    re.compile(rb"\x1aE\xdf\xa3"),
    re.compile(rb"RIFF....AVI ", re.DOTALL),
    re.compile(rb"FLV\x01"),
    re.compile(rb"OggS.{24,400}(theora|\x80kate|VP8|OVP80)", re.DOTALL),
    re.compile(rb"0&\xb2u\x8ef\xcf\x11"),
    re.compile(rb"\x00\x00\x01[\xb3\xba]"),
    re.compile(rb"G.{187}G.{187}G", re.DOTALL),
    re.compile(rb"....G.{191}G.{191}G", re.DOTALL),
    re.compile(rb"\x06\x0e+4\x02\x05\x01\x01"),
    re.compile(rb"\.RMF"),
)

MANIFESTS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
"""Tables of videos with what is known of them, by their ends."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a video, and what a manifest says about it."""

    path: Path
    about: Description = field(default_factory=Description)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A path that will not be indexed, and the sentence that says why."""

    path: Path
    reason: str


def discover(paths: Sequence[str | Path], store: Path) -> Iterator[FoundFile | RefusedFile]:
    """Every file that `paths` mean, each once, in the order of names."""
    seen: set[Path] = set()
    for item in paths:
        for found in _meant(str(item), _absolute(store)):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _meant(item: str, store: Path) -> Iterator[FoundFile | RefusedFile]:
    path = _home(item)
    if isinstance(path, UrlPath):
        yield from _far(path, store)
    elif not os.path.lexists(path) and glob.has_magic(item):
        matches = sorted(glob.glob(str(path), recursive=True))
        if not matches:
            raise UsageWrong(
                f"Nothing matches {item!r}. Check the pattern, and quote it so that the shell leaves it alone."
            )
        for match in matches:
            yield from _named(Path(match), store)
    elif not os.path.lexists(path):
        raise UsageWrong(f"There is nothing at {item!r}. Check the spelling of the path.")
    else:
        yield from _named(path, store)


def _named(path: Path, store: Path) -> Iterator[FoundFile | RefusedFile]:
    if path.is_dir():
        yield from _walk(_absolute(path), store)
    elif path.suffix.lower() in MANIFESTS:
        yield from _listed(_absolute(path), store)
    else:
        yield _judged(_absolute(path), store, FoundFile(_absolute(path)))


def _far(place: UrlPath, store: Path) -> Iterator[FoundFile | RefusedFile]:
    """What a URL means: the object itself, or every video below it."""
    if place.key and place.exists():
        yield _judged(place, store, FoundFile(place))
        return
    below = sorted(place.listing(), key=lambda item: str(item[0])) if place.scheme in LISTED else []
    if not below:
        raise UsageWrong(f"There is nothing at {str(place)!r}. Check the spelling of the URL.")
    for path, about in below:
        if _within(path, store) or any(part.startswith(".") for part in path.parts):
            continue
        if path.key != about.key:
            yield RefusedFile(path, "Its key has empty steps, so no path could name it again. Rename it.")
        elif _suffix(path) in _VIDEO or (_suffix(path) not in _OTHER and _looks_like_video(path)):
            yield _judged(path, store, FoundFile(path))


def _walk(folder: Path, store: Path) -> Iterator[FoundFile | RefusedFile]:
    if _within(folder, store):
        yield RefusedFile(folder, "It lies inside the library itself. Index the folder that your videos are in.")
        return
    try:
        items = sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError as error:
        yield RefusedFile(folder, f"The folder cannot be read: {error.strerror}. Check its permissions.")
        return
    for item in items:
        path = folder / item.name
        if item.name.startswith(".") or path == store:
            continue
        if item.is_dir(follow_symlinks=False):
            if _suffix(path) in _VIDEO:
                yield RefusedFile(path, "It is a folder with a video's name; what is in it was looked at.")
            yield from _walk(path, store)
        elif _suffix(path) in _VIDEO or (_suffix(path) not in _OTHER and _looks_like_video(path)):
            yield _judged(path, store, FoundFile(path))


def _listed(path: Path, store: Path) -> Iterator[FoundFile | RefusedFile]:
    for number, row in records(path, MANIFESTS[path.suffix.lower()]):
        if isinstance(row, str):
            yield RefusedFile(Path(f"{path}:{number}"), f"Line {number} of the manifest was passed over: {row}.")
        elif not row.get("path"):
            yield RefusedFile(
                Path(f"{path}:{number}"), f"Line {number} of the manifest names no path and was passed over."
            )
        else:
            file = _home(str(row["path"]))
            file = file if isinstance(file, UrlPath) else _absolute(path.parent / file)
            yield _judged(file, store, FoundFile(file, read(row)))


def _judged(path: Path, store: Path, found: FoundFile) -> FoundFile | RefusedFile:
    shown = located(legible(str(path)))
    if shown != path:
        return RefusedFile(shown, "Its name is not UTF-8, so no tool could name it again. Rename it.")
    try:
        return _met(path, store) or found
    except OSError as error:
        return RefusedFile(path, f"It cannot be looked at: {error.strerror}. Check the path.")


def _met(path: Path, store: Path) -> RefusedFile | None:
    """Why a path is refused before it is opened."""
    if path.is_symlink() and not path.exists():
        return RefusedFile(path, f"It is a link to {os.readlink(path)}, which is not there. Mend or remove the link.")
    if not path.exists():
        return RefusedFile(path, "There is no such file. Check the path.")
    if not isinstance(path, UrlPath) and path.is_dir():
        return RefusedFile(path, "It is a folder with a video's name.")
    if not path.is_file():
        return RefusedFile(path, "It is not a file but a pipe or a device. Record it into a file first.")
    if _within(path, store):
        return RefusedFile(path, "It lies inside the library itself. Index the folder that your videos are in.")
    return None


def _home(item: str) -> Path:
    """A path whose ~ is a home where there is such a user; else it is part of a name; or a URL."""
    try:
        return located(item).expanduser()
    except RuntimeError:
        return Path(item)


def _absolute(path: Path) -> Path:
    return (
        path if isinstance(path, UrlPath) else Path(os.path.abspath(path))
    )  # unlike resolve(), links keep their names


def _within(path: Path, store: Path) -> bool:
    return path == store or store in path.parents


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _looks_like_video(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:
        return False
    return any(sign.match(head) for sign in _SIGNS)
