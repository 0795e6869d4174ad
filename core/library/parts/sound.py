"""What is heard in a video, on disk: a context vector a window, loudness and speech over time, and events."""

import io
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.words import LARGE
from vsearch.library.storage import schema
from vsearch.nouns import Span, Vectors


@dataclass(frozen=True, slots=True)
class SoundEvent:
    """Something heard that people look for: applause, peak, music, speech or silence."""

    kind: str
    span: Span
    strength: float


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The sound of a video; `state` is "sound", "silent" (nothing on the track), "none" (no track) or "failed"."""

    state: str
    encoder: str = ""
    starts: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """Where each window begins, in seconds of the picture."""
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    loudness: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """LUFS, one value a second."""
    speech: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """The share of each second in which somebody speaks."""
    events: tuple[SoundEvent, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.state not in ("sound", "silent", "none", "failed"):
            raise ValueError(f"A sound track is not {self.state!r}.")
        if len(self.starts) != len(self.vectors):
            raise ValueError("A sound track has one vector a window.")


def save(track: SoundTrack, path: Path) -> None:
    """Write a sound track as a compressed NumPy archive."""
    arrays = {name: getattr(track, name) for name in ("starts", "vectors", "loudness", "speech")}
    about = {
        "state": track.state,
        "encoder": track.encoder,
        "notes": track.notes,
        "events": [asdict(e) for e in track.events],
    }
    with path.open("wb") as file:
        np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)


def load(content: bytes) -> SoundTrack:
    """Read a sound track back."""
    with np.load(io.BytesIO(content)) as data:
        about = schema.parsed("sound.npz", str(data["about"]))
        arrays = {name: data[name] for name in ("starts", "vectors", "loudness", "speech")}
    if not ((np.abs(arrays["vectors"]) < LARGE).all() and np.isfinite(arrays["starts"]).all()):
        raise ValueError("A vector or a time is none.")
    events = tuple(SoundEvent(e["kind"], Span(**e["span"]), e["strength"]) for e in about["events"])
    return SoundTrack(
        state=about["state"], encoder=about["encoder"], notes=tuple(about["notes"]), events=events, **arrays
    )
