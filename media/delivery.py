"""Everything that can be written of moments, in one call: what was asked for, and where it lies now."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.nouns import Moment

if TYPE_CHECKING:
    from vsearch.media.clips.animation import Animation
    from vsearch.media.clips.clips import Clip
    from vsearch.media.clips.reel import Reel
    from vsearch.media.clips.storyboard import Storyboard


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

    def __post_init__(self) -> None:
        """An option that changes another needs that other."""
        for there, option, other in (
            (not self.copy or self.clips, "--copy", "--clips DIR"),
            (self.length is None or self.reel, "--reel-length", "--reel FILE"),
            (self.every is None or self.storyboard, "--storyboard-every", "--storyboard DIR"),
        ):
            if not there:
                raise UsageWrong(f"{option} says how, but nothing says what. Give {other} too.")
        self._check_names()
        self._check_suffixes()

    def _check_names(self) -> None:
        """Refuse a path that ends in no name, such as that of a variable that was never set."""
        for option, path in (("--html", self.html), ("--reel", self.reel), ("--preview", self.preview)):
            if path is not None and path.name in ("", ".."):
                raise UsageWrong(f"{option} cannot write to {str(path)!r}, which names no file. Give {option} FILE.")

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
class Written:
    """What was written."""

    html: Path | None = None
    clips: "tuple[Clip, ...]" = ()
    reel: "Reel | None" = None
    preview: "Animation | None" = None
    storyboards: "tuple[Storyboard, ...]" = ()
    exports: tuple[Path, ...] = ()


def deliver(store: Store, moments: Sequence[Moment], wanted: Wanted, *, query: str = "", note: str = "") -> Written:
    """Write what is wanted of the moments; the page plays the clips where they are wanted too.

    Weak matches are left out of the reel and the preview, unless there are no others.
    """
    if not wanted.anything:
        return Written()
    from vsearch.media.clips.animation import animation
    from vsearch.media.clips.clips import clips
    from vsearch.media.clips.reel import reel
    from vsearch.media.exports import export
    from vsearch.media.page import page

    # Lists come first: what cannot be listed is refused before minutes are spent on pictures.
    exports = tuple(export(store, moments, path, title=query) for path in wanted.export)
    cut = clips(store, moments, wanted.clips, copy=wanted.copy) if wanted.clips else []
    best = [moment for moment in moments if moment.match != "weak"] or moments
    joined = reel(store, best, wanted.reel, length=wanted.length) if wanted.reel else None
    moving = animation(store, best, wanted.preview) if wanted.preview else None
    boards = _storyboards(store, moments, wanted.storyboard, wanted.every) if wanted.storyboard else []
    html = page(store, moments, wanted.html, query=query, note=note, clips=cut) if wanted.html else None
    return Written(html, tuple(cut), joined, moving, tuple(boards), exports)


def _storyboards(store: Store, moments: Sequence[Moment], folder: Path, every: float | None) -> "list[Storyboard]":
    """One of each video, in the order in which the moments name them."""
    from vsearch.media.clips.storyboard import storyboard

    made: list[Storyboard] = []
    for video in dict.fromkeys(moment.video for moment in moments):
        taken = {board.path.name.casefold() for board in made}
        made.append(storyboard(store, video, folder, every=every, taken=taken))
    return made
