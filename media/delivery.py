"""Everything that can be written of moments, in one call: what was asked for, and where it lies now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vsearch.errors import UsageWrong, VSearchError
from vsearch.library import Store
from vsearch.nouns import Moment

if TYPE_CHECKING:
    from vsearch.library.saved import Reel
    from vsearch.media.clips.animation import Animation
    from vsearch.media.clips.clips import Clip
    from vsearch.media.clips.reel import JoinedReel
    from vsearch.media.clips.storyboard import Storyboard

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to write; nothing unless it is named."""

    html: Path | None = None
    clips: Path | None = None
    copy: bool = False
    reel: Path | None = None
    length: float | None = None
    preview: Path | None = None
    storyboard: Path | None = None
    every: float | None = None
    export: tuple[Path, ...] = ()
    vertical: bool = False
    without_segments: bool = False
    """Whether intros, credits and other packaging are cut out of the moments before."""

    def __post_init__(self) -> None:
        """What changes an output needs that output."""
        for there, how, name in (
            (not self.copy or self.clips, "clips are cut", "clips"),
            (not self.vertical or self.clips or self.reel, "films are shaped", "reel"),
            (self.length is None or self.reel, "long the reel is", "reel"),
            (self.every is None or self.storyboard, "near the storyboard's pictures are", "storyboard"),
            (not self.without_segments or self.anything, "packaging is left out", "clips"),
        ):
            if not there:
                raise UsageWrong(f"It is said how {how}, but not where to write.", "name-output", name=name)
        if self.vertical and self.copy:
            raise UsageWrong("A copy keeps the shape that it has: what is upright is encoded anew.", "not-copied")
        self._check_names()
        self._check_suffixes()

    def _check_names(self) -> None:
        """Refuse a path that ends in no name, such as that of a variable that was never set."""
        for name, path in (("html", self.html), ("reel", self.reel), ("preview", self.preview)):
            if path is not None and path.name in ("", ".."):
                raise UsageWrong(
                    f"Nothing can be written to {str(path)!r}, which names no file.", "name-file", name=name
                )

    def _check_suffixes(self) -> None:
        """Refuse an unknown format before anything is looked for."""
        if self.export:
            from vsearch.media.exports import form

            for path in self.export:
                form(path)
        if self.preview:
            from vsearch.media.clips.animation import form as moving

            moving(self.preview)

    @property
    def anything(self) -> bool:
        """Whether there is something to write."""
        named = (self.html, self.clips, self.reel, self.preview, self.storyboard)
        return bool(self.export) or any(path is not None for path in named)


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be written, and why."""

    path: Path
    error: VSearchError


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what was not."""

    html: Path | None = None
    clips: "tuple[Clip, ...]" = ()
    reel: "JoinedReel | None" = None
    preview: "Animation | None" = None
    storyboards: "tuple[Storyboard, ...]" = ()
    exports: tuple[Path, ...] = ()
    refused: tuple[Refused, ...] = ()


def deliver(store: Store, moments: Sequence[Moment], wanted: Wanted, *, query: str = "", note: str = "") -> Written:
    """Write what is wanted of the moments; what is refused does not keep the rest from being written.

    The page plays the clips where they are wanted too. Weak matches are left out of the reel and the preview, unless
    there are no others.
    """
    if not wanted.anything:
        return Written()
    from vsearch.media.clips.animation import animation
    from vsearch.media.clips.clips import clips
    from vsearch.media.clips.reel import reel
    from vsearch.media.exports import export
    from vsearch.media.page import page

    refused: list[Refused] = []

    def attempt(path: Path | None, make: Callable[[Path], Made]) -> Made | None:
        if path is None:
            return None
        try:
            return make(path)
        except VSearchError as error:
            refused.append(Refused(path, error))
            return None

    best = [moment for moment in moments if moment.match != "weak"] or moments
    listed = [attempt(path, lambda path: export(store, moments, path, title=query)) for path in wanted.export]
    cut = (
        attempt(wanted.clips, lambda folder: clips(store, moments, folder, copy=wanted.copy, vertical=wanted.vertical))
        or []
    )
    joined = attempt(wanted.reel, lambda path: reel(store, best, path, length=wanted.length, vertical=wanted.vertical))
    moving = attempt(wanted.preview, lambda path: animation(store, best, path))
    boards = attempt(wanted.storyboard, lambda folder: _storyboards(store, moments, folder, wanted.every)) or []
    html = attempt(wanted.html, lambda path: page(store, moments, path, query=query, note=note, clips=cut))
    exports = tuple(path for path in listed if path)
    return Written(html, tuple(cut), joined, moving, tuple(boards), exports, tuple(refused))


def write_reel(store: Store, reel: "Reel", path: Path, *, vertical: bool = False) -> "JoinedReel | None":
    """Write a kept reel in its own order: as MP4, else as the list of cuts that the path's suffix names."""
    if path.suffix.lower() == ".mp4":
        from vsearch.media.clips.reel import joined

        return joined(store, reel.moments, path, vertical=vertical)
    if vertical:
        raise UsageWrong(f"{path.name} is no film, which alone can be upright. Choose a name in .mp4.")
    from vsearch.media.exports import export

    export(store, reel.moments, path, title=reel.name)
    return None


def _storyboards(store: Store, moments: Sequence[Moment], folder: Path, every: float | None) -> "list[Storyboard]":
    """One of each video, in the order in which the moments name them."""
    from vsearch.media.clips.storyboard import storyboard

    made: list[Storyboard] = []
    for video in dict.fromkeys(moment.video for moment in moments):
        taken = {board.path.name.casefold() for board in made}
        made.append(storyboard(store, video, folder, every=every, taken=taken))
    return made
