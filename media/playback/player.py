"""What plays the films of one library: judged once, made into segments when somebody watches, ended as a whole."""

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import TimeOutside
from vsearch.library import files
from vsearch.media.playback import copying, encoding
from vsearch.media.playback.cache import SegmentCache
from vsearch.media.playback.copying import cuts
from vsearch.media.playback.encoders import Encoders
from vsearch.media.playback.encoding import Segment
from vsearch.media.playback.film import Film
from vsearch.media.playback.playable import Playable, playable
from vsearch.media.playback.worker import Worker

_MADE = "1"
"""Changes whenever segments are made in another way, so that older ones are not mixed with them."""
_PATIENCE = 15.0
"""Seconds that a look at a film may take."""
_KNOWN = 512
"""Films whose judgement is remembered."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A film as it lies there now: how it plays, and what its segments are made of."""

    key: str
    """Changes with the file, and tells one state of it from the next."""
    playable: Playable
    film: Film


class Player:
    """Safe among threads; `folder` takes the segments."""

    def __init__(self, folder: Path, encoders: int = 2) -> None:
        self._encoders = Encoders(SegmentCache(folder), encoders)
        self._looker = Worker(_PATIENCE)
        self._looking = threading.Lock()
        self._known: OrderedDict[tuple[str, float], Playing] = OrderedDict()
        self._headers: OrderedDict[str, bytes] = OrderedDict()

    def playing(self, path: Path, duration: float) -> Playing:
        """How a film of so many seconds plays; VideoGone or VideoUnreadable, with the reason, if it does not."""
        state = files.identity(path), duration
        with self._looking:
            known = self._known.get(state)
            if known is None:
                known = self._known[state] = self._looked(path, duration, state[0])
                while len(self._known) > _KNOWN:
                    self._known.popitem(last=False)
            self._known.move_to_end(state)
            return known

    def header(self, playing: Playing) -> bytes:
        """What stands before the segments."""
        with self._looking:
            made = self._headers.get(playing.key)
            if made is None:
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

    def _looked(self, path: Path, duration: float, state: str) -> Playing:
        seen: Playable = self._looker.ask(playable, path)
        keys: tuple[float, ...] = self._looker.ask(cuts, path) if seen.mode == "copy" else ()
        film = Film(path, duration, seen.canvas, seen.fps, seen.sound, keys)
        told = f"{_MADE} {state} {path} {duration} {seen} {keys}"
        return Playing(blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest(), seen, film)
