"""What an open library writes for people and other programs: thumbnails, pages, clips, reels, and lists of cuts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.nouns import Moment, Pixels, Span, Thumbnail
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.media.clips.reel import JoinedReel
    from vsearch.media.delivery import Wanted, Written
    from vsearch.media.stills.downloads import Download, DownloadShape, Window
    from vsearch.media.stills.sprites import Sprites
    from vsearch.retrieval.segments.seasons import EpisodeSegments
    from vsearch.retrieval.thumbnails.gallery import Gallery


class Writing(Contents):
    """Files made of a library's videos; what is in the library stays as it is."""

    def save_thumbnails(
        self,
        *videos: str,
        folder: Path,
        which: str = "",
        top: int = 5,
        prompt: str = "",
        text: bool | None = None,
        aspects: Sequence[str] = (),
        size: int = 1280,
        kind: str = "jpg",
        beside: bool = False,
        clean: bool = False,
        html: Path | None = None,
        with_segments: bool = False,
    ) -> "Gallery":
        """Write the thumbnails of some videos, or of `which`: all, missing or stale; with `html`, a contact sheet.

        >>> made = library.save_thumbnails("Morning coffee", folder=out, top=1, size=320)
        >>> [saved.path.exists() for _, files in made.written for saved in files]
        [True]
        """
        from vsearch.retrieval.thumbnails.gallery import gallery

        made = gallery(
            self._library, *videos, which=which, folder=folder, top=top, prompt=prompt, text=text, aspects=aspects,
            size=size, kind=kind, beside=beside, clean=clean, with_segments=with_segments,
        )  # fmt: skip
        if html:
            from vsearch.media.page import page

            page(self.store, made.moments, html, heading="Thumbnails")
        return made

    def deliver(self, moments: Sequence[Moment], wanted: "Wanted", *, query: str = "", note: str = "") -> "Written":
        """Write what is wanted of moments; what is refused does not keep the rest from being written.

        >>> best = library.highlights("Morning coffee", length=4, top=1)
        >>> library.deliver(best, vsearch.Wanted(export=(out / "cuts.csv",))).exports[0].name
        'cuts.csv'
        """
        from vsearch.media.delivery import deliver

        if wanted.without_segments:
            moments = self.unpackaged(moments)
        return deliver(self.store, moments, wanted, query=query, note=note)

    def unpackaged(self, moments: Sequence[Moment]) -> list[Moment]:
        """The moments without what of them is packaging, which parts one with an intro in its midst.

        >>> [one.span for one in library.unpackaged([vsearch.Moment(coffee, vsearch.Span(1, 2), 1.0)])]
        [Span(start=1, end=2)]
        """
        from vsearch.retrieval.segments.masks import unpackaged

        return unpackaged(self._library, moments)

    def picture(self, video: str, time: float = 0.0, *, size: int = 0) -> tuple[Pixels, str]:
        """The picture of a video at a time, no side longer than `size`; if its file is gone a small one, and a note.

        >>> library.picture("Morning coffee", 1.5, size=64)[0].shape[1]
        64
        """
        from vsearch.media.stills.stills import at

        return at(self.store, self.find(video), time, size)

    def crops(self, video: str, time: float, shapes: Sequence[str]) -> "Mapping[str, Window]":
        """The best window of each shape in a picture of a video: left, top, width and height as shares of it.

        >>> library.crops("Morning coffee", 1.5, ["16:9"])
        {'16:9': (0.0, 0.0, 1.0, 1.0)}
        """
        from vsearch.media.stills.downloads import windows

        entry = self.find(video)
        key = ("crops", entry.id, time, *shapes)
        return self.cache.get(key, self.revision(entry.id), lambda: windows(self.store, entry, time, shapes))

    def thumbnail_file(self, thumbnail: Thumbnail, shape: "DownloadShape | None" = None) -> "Download":
        """A thumbnail as a file that can be sent: its name, its content, and what is to be said of it.

        >>> best = library.thumbnails("Morning coffee", top=1)[0]
        >>> library.thumbnail_file(best).name.startswith("morning-coffee.")
        True
        """
        from vsearch.media.stills.downloads import DownloadShape, download

        return download(self.store, self.find(thumbnail.video), thumbnail, shape or DownloadShape())

    def sprites(self, video: str) -> "Sprites":
        """The small pictures of a video's kept frames, in one sheet.

        >>> library.sprites("Morning coffee").cells[0][0].start
        0.0
        """
        from vsearch.media.stills.sprites import Sprites

        return Sprites(self.store.shelf(self.find(video).id))

    def write_reel(
        self, name: str, path: Path, *, vertical: bool = False, without_segments: bool = False
    ) -> "JoinedReel | None":
        """Write a kept reel in its own order: as MP4 (what was joined), else as the list that the suffix names.

        What of it is packaging is left out where it is asked to be made `without_segments`.

        >>> _ = library.save_reel(vsearch.Reel("cup", (vsearch.ReelPart(coffee, vsearch.Span(1, 2)),)))
        >>> round(library.write_reel("cup", out / "cup.mp4").length, 3)
        1.0
        """
        from vsearch.library.saved import Reel
        from vsearch.media.delivery import write_reel

        kept = self._library.reel(name)
        if without_segments:
            kept = replace(kept, parts=Reel.of(name, self.unpackaged(kept.moments)).parts)
        return write_reel(self.store, kept, path, vertical=vertical)

    def export_segments(
        self,
        found: "Sequence[EpisodeSegments]",
        formats: Sequence[str] = (),
        *,
        folder: Path | None = None,
        beside: bool = False,
        copies: Path | None = None,
    ) -> list[Path]:
        """Write segments for players (vtt, edl, jellyfin, plex, csv), and films copied with chapters inside.

        >>> library.export_segments(library.segments("Morning coffee"), ["edl"], folder=out)
        []
        """
        from vsearch.media.segments import files

        told = [(self.entry(one.video).video, one.segments) for one in found]
        written = files.write(told, formats, folder, beside=beside)
        return written + (files.copies(told, copies) if copies else [])

    def still(self, video: str, time: float = 0.0) -> Pixels:
        """The picture of a video at a time, small; grey where there is none.

        >>> library.still("Morning coffee", 1.5).shape[2]
        3
        """
        from vsearch.media.stills.glimpse import picture

        entry = self.find(video)
        return picture(self.store, entry, Moment(entry.id, Span(time, time), 0.0, best=time))
