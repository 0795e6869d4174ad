"""Make the sample library: a folder of short films with sidecars and subtitles, and the truth about them."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.data.film import write_video
from vsearch.data.lines import LINES, PHRASE
from vsearch.data.render import pictures
from vsearch.data.scenes import SampleFilm, SampleLine
from vsearch.data.sound import Rng, score
from vsearch.data.storyboard import FILMS
from vsearch.data.truth import truth
from vsearch.errors import OutputRefused

TRUTH = "truth.json"
"""The file that says what is where; written last, it marks a folder that is complete."""


_QUICK = {"subq": "1", "trellis": "0"}  # a third less work for a tenth more bytes


@dataclass(frozen=True, slots=True)
class Samples:
    """A sample library: its folder, and what is where in its videos, by file name."""

    folder: Path
    truth: Mapping[str, Any]

    @property
    def videos(self) -> Mapping[str, Any]:
        """The truth about each video file."""
        videos: Mapping[str, Any] = self.truth["videos"]
        return videos


def make_samples(folder: Path, *, seed: int = 0, height: int = 360) -> Samples:
    """Write the sample library into a folder, or find it there already; `seed` varies its noises and uneven times."""
    recipe = {"version": _version(), "seed": seed, "height": height}
    if found := _found(folder, recipe):
        return Samples(folder, found)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        videos = {name: known for film in FILMS for name, known in _make(folder, film, seed, height)}
        sizes = {name: (folder / name).stat().st_size for film in FILMS for name in _names(film)}
        known = {"recipe": recipe, "sizes": sizes, "phrase": PHRASE, "videos": videos}
        _write(folder / TRUTH, json.dumps(known, ensure_ascii=False, indent=1))
    except OSError as error:
        raise OutputRefused(
            f"The sample library cannot be written to {folder}: {error}. Choose another folder."
        ) from error
    return Samples(folder, known)


def frame_times(film: SampleFilm, seed: int = 0) -> list[float]:
    """When each frame is shown: evenly, or as a telephone does whose rate drifts with the light."""
    if not film.varied:
        return [number / film.fps for number in range(round(film.duration * film.fps))]
    rates = np.random.default_rng(seed + 1).choice([12, 15, 24, 25, 30, 50], size=round(50 * film.duration))
    times = np.concatenate([[0.0], np.cumsum(1 / rates)])
    return [float(time) for time in times[times < film.duration - 1 / film.fps]]


def _make(folder: Path, film: SampleFilm, seed: int, height: int) -> list[tuple[str, dict[str, Any]]]:
    path = folder / film.name
    times = frame_times(film, seed)
    size = (height // 2 * 2, round(height * 16 / 9 / 2) * 2)
    rng = np.random.default_rng([seed, *film.name.encode()])
    audio, shown = _audio(film, rng), pictures(film, times, size)
    write_video(path, shown, audio=audio, fps=film.fps, gop=film.gop, options=_QUICK)
    _describe(path, film)
    for suffix, lines in LINES.get(path.stem, {}).items():
        _subtitle(path.with_suffix(suffix), lines)
    known = truth(film, times)
    if not film.copy:
        return [(film.name, known)]
    _describe(folder / film.copy, film)
    shutil.copyfile(path, folder / f"{film.copy}.part")
    (folder / f"{film.copy}.part").replace(folder / film.copy)
    return [(film.name, {**known, "copies": [film.copy]}), (film.copy, {**known, "said": [], "copy_of": film.name})]


def _audio(film: SampleFilm, rng: Rng) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None:
    return None if film.sound == "none" else score(film.cues, film.duration, rng)


def _describe(path: Path, film: SampleFilm) -> None:
    """The sidecar that a person or a downloader would have left."""
    fields = {
        "title": film.title,
        "description": film.description,
        "tags": film.tags,
        "uploader": film.series,
        "series": film.series,
        "date": film.date,
        "language": film.language,
    }
    known = {name: value for name, value in fields.items() if value}
    _write(path.with_suffix(".json"), json.dumps(known, ensure_ascii=False, indent=1))


def _subtitle(path: Path, lines: Sequence[SampleLine]) -> None:
    from pysubs2 import SSAEvent, SSAFile, make_time

    file = SSAFile()
    for line in lines:
        file.append(SSAEvent(make_time(s=line.span.start), make_time(s=line.span.end), line.text))
    _write(path, file.to_string(path.suffix.removeprefix(".")))


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _found(folder: Path, recipe: Mapping[str, object]) -> Mapping[str, Any] | None:
    """The truth of a library that was made in the same way and is complete."""
    try:
        known: Mapping[str, Any] = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
        whole = all((folder / name).stat().st_size == size for name, size in known["sizes"].items())
        return known if whole and known["recipe"] == recipe else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _names(film: SampleFilm) -> list[str]:
    """Every file that a film brings."""
    stem = Path(film.name).stem
    copy = [film.copy, Path(film.copy).stem + ".json"] if film.copy else []
    return [film.name, stem + ".json", *(stem + suffix for suffix in LINES.get(stem, {})), *copy]


def _clear(folder: Path) -> None:
    """Remove the files of an earlier library, and no others."""
    try:
        names = list(json.loads((folder / TRUTH).read_text(encoding="utf-8"))["sizes"])
    except (OSError, ValueError, KeyError, TypeError):
        names = []
    for name in [*(Path(name).name for name in names), TRUTH]:
        (folder / name).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _version() -> str:
    """A digest of the modules that make the library: a changed storyboard makes it anew."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in modules)).hexdigest()[:12]
