"""What plays the films of one library: judged once, made into segments when somebody watches, ended as a whole."""

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import TimeOutside, VideoError, VideoGone, VideoStuck
from vsearch.library.storage import files
from vsearch.media.playback import copying, encoding
from vsearch.media.playback.cache import SegmentCache
from vsearch.media.playback.copying import cuts
from vsearch.media.playback.encoders import Encoders
from vsearch.media.playback.encoding import Segment
from vsearch.media.playback.film import PlayedFilm
from vsearch.media.playback.playable import Playable, playable
from vsearch.media.playback.worker import Worker

_MADE = "1"
"""Changes whenever segments are made in another way, so that older ones are not mixed with them."""
_PATIENCE = 15.0
"""Seconds that a look at a film may take."""
_REMEMBERED = 60.0
"""Seconds until a film that could not be looked at is looked at again."""
_KNOWN = 512
"""Films whose judgement is remembered."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A film as it lies there now: how it plays, and what its segments are made of."""

    key: str
    """Changes with the file, and tells one state of it from the next."""
    playable: Playable
    film: PlayedFilm


class Player:
    """Safe among threads; `folder` takes the segments."""

    def __init__(self, folder: Path, encoders: int = 2) -> None:
        self._encoders = Encoders(SegmentCache(folder), encoders)
        self._looker = Worker(_PATIENCE)
        self._looking = threading.Lock()
        self._known: OrderedDict[tuple[str, float], Playing | tuple[VideoError, float]] = OrderedDict()
        self._headers: OrderedDict[str, bytes] = OrderedDict()

    def playing(self, path: Path, duration: float) -> Playing:
        """How a film of so many seconds plays; VideoGone or VideoUnreadable, with the reason, if it does not."""
        state = files.identity(path), duration
        known = self._known.get(state)  # nobody waits here while another film is looked at
        if known is None:
            with self._looking:
                known = self._known.get(state) or self._looked(path, duration, state[0])
                self._known[state] = known
                while len(self._known) > _KNOWN:
                    self._known.popitem(last=False)
        if isinstance(known, Playing):
            return known
        error, until = known
        if time.monotonic() > until:
            self._known.pop(state, None)
        raise error.with_traceback(None)

    def header(self, playing: Playing) -> bytes:
        """What stands before the segments."""
        made = self._headers.get(playing.key)
        if made is None:
            with self._looking:
                how = copying.header if playing.film.keys else encoding.header
                made = self._headers[playing.key] = self._looker.ask(how, playing.film)
                while len(self._headers) > _KNOWN:
                    self._headers.popitem(last=False)
        return made

    def segment(self, playing: Playing, number: int) -> "Future[Segment]":
        """A segment, at once or later; EncodersBusy if too many wait already, TimeOutside if there is none."""
        if not 0 <= number < playing.film.count:
            name, count = playing.film.path.name, playing.film.count
            raise TimeOutside(f"{name} has no segment {number}. Its {count} segments are counted from 0.")
        return self._encoders.segment(playing.key, playing.film, number)

    def leave(self, playing: Playing, number: int) -> None:
        """Somebody does not wait for a segment any more."""
        self._encoders.leave(playing.key, number)

    def close(self) -> None:
        """End all processes."""
        self._encoders.close()
        self._looker.close()

    def _looked(self, path: Path, duration: float, state: str) -> Playing | tuple[VideoError, float]:
        """What is seen of a film, or why nothing is, and until when that is remembered."""
        try:
            seen: Playable = self._looker.ask(playable, path)
            keys = self._cut(path) if seen.mode == "copy" else ()
        except VideoGone:
            raise
        except VideoError as error:  # a decoder that hangs once is not asked by everybody who comes
            return error, time.monotonic() + _REMEMBERED
        film = PlayedFilm(path, duration, seen.canvas, seen.fps, seen.sound, keys)
        told = f"{_MADE} {state} {path} {duration} {seen} {keys}"
        return Playing(blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest(), seen, film)

    def _cut(self, path: Path) -> tuple[float, ...]:
        """Where a copy may be cut; nowhere if that is not seen soon: its pictures are encoded then."""
        with suppress(VideoStuck):
            found: tuple[float, ...] = self._looker.ask(cuts, path)
            return found
        return ()
