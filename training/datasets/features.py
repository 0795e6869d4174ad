"""A dataset from a manifest and shipped features: no video needed, one NumPy file a video."""

import zlib
from collections import defaultdict
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from vsearch.errors import UsageWrong
from vsearch.library.decisions import Decision
from vsearch.nouns import Times, Vectors
from vsearch.retrieval.tower.prior import prior
from vsearch.retrieval.tower.sequences import TITLE, Sequences
from vsearch.rows import unit
from vsearch.training.datasets.dataset import Asked, Dataset, Example
from vsearch.training.datasets.manifests import CLIP, Manifest
from vsearch.training.datasets.wanted import chosen, moments

KEYS = ("features", "vectors", "pooler_output", "arr_0")
"""Where the features lie in an archive, first found first."""


def featured(manifest: Manifest, folder: Path, *, texts: Path | None = None, step: float = CLIP) -> Dataset:
    """Examples from `folder/VIDEO.npy` or `.npz`, a row every `step` seconds; `texts` holds rows of titles and prompts.

    A text's file is named after the video (its title) or after the prompt, characters of file names kept.
    """
    by_video: dict[str, list[Decision]] = defaultdict(list)
    for decision in manifest.decisions:
        by_video[decision.video].append(decision)
    examples, notes = [], list(manifest.troubles)
    for video in sorted(by_video.keys() | manifest.curves.keys()):
        rows = _rows(folder, stem(video))
        if rows is None or not rows.size:
            notes.append(f"{video} has no features in {folder}: left out.")
            continue
        examples.append(_example(video, unit(rows), by_video[video], manifest, texts, step))
    if not examples:
        raise UsageWrong(f"No video of the manifest has features in {folder}. Name files after videos: VIDEO.npz.")
    widths = {example.sequences.frames.shape[1] for example in examples}
    if len(widths) > 1:
        raise UsageWrong(
            f"The features in {folder} are of several widths ({sorted(widths)}). Use those of one encoder."
        )
    return Dataset(tuple(examples), f"features:{folder.name}", widths.pop(), notes=tuple(notes))


def _example(
    video: str, frames: Vectors, decisions: list[Decision], manifest: Manifest, texts: Path | None, step: float
) -> Example:
    times = np.asarray((np.arange(len(frames)) + 0.5) * step, np.float64)
    title = _text(texts, stem(video), frames.shape[1])
    count = int(title is not None)
    spoken = np.zeros((0, frames.shape[1]), np.float32) if title is None else title
    sequences = Sequences(
        duration=len(frames) * step,
        times=times,
        frames=frames.astype(np.float16),
        signals={},
        spoken=spoken,
        words=np.zeros((count, 0), np.float32),
        kinds=np.full(count, TITLE),
        said=np.full(count, -1.0),
        sound=np.zeros((0, 0), np.float32),
        heard=np.zeros(0),
        prior=prior(title, frames).reshape(-1),
        texts=(manifest.titles.get(video, ""),) * count,
    )
    inside = [made for made in decisions if made.time is None or made.time <= sequences.duration]
    tags = {decision.tag: decision.kind == "label" for decision in decisions if decision.tag}
    asked = _asked(times, decisions, texts, frames.shape[1])
    if video in manifest.curves:
        curve = manifest.curves[video]
        wanted = np.interp(times / sequences.duration, np.linspace(0, 1, len(curve)), curve).astype(np.float32)
        asked = (*asked, Asked(np.zeros(frames.shape[1], np.float32), wanted))
    none = np.zeros(0, np.float32)
    group, known = manifest.groups.get(video, _source(video)), none if title is None else title.reshape(-1)
    return Example(video, group, sequences, chosen(times, inside), asked, tags, known)


def _asked(times: Times, decisions: list[Decision], texts: Path | None, width: int) -> tuple[Asked, ...]:
    nothing = np.zeros(width, np.float32)
    rows = ((_text(texts, prompt, width), curve) for prompt, curve in moments(times, decisions).items())
    return tuple(Asked(nothing if row is None else row.reshape(-1), curve) for row, curve in rows)


def stem(video: str) -> str:
    """A video's name without its folder and suffix; a dot before digits is part of the name."""
    path = Path(video)
    return path.name if path.suffix[1:].isdigit() else path.stem


def _source(video: str) -> str:
    """The film that a clip was cut from, when its name ends in two times, as QVHighlights names them."""
    parts = video.rsplit("_", 2)
    timed = len(parts) == 3 and all(part.replace(".", "", 1).isdigit() for part in parts[1:])
    return parts[0] if timed else video


def _text(folder: Path | None, name: str, width: int) -> Vectors | None:
    if folder is None or not name:
        return None
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)
    rows = _rows(folder, safe)
    return None if rows is None or not len(rows) or rows.shape[1] != width else unit(rows.mean(0, keepdims=True))


def _rows(folder: Path, name: str) -> Vectors | None:
    path = next((path for end in ("npy", "npz") if (path := folder / f"{name}.{end}").exists()), None)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data = np.load(file)
            rows = data if isinstance(data, np.ndarray) else data[next(key for key in KEYS if key in data.files)]
        rows = np.atleast_2d(np.asarray(rows, np.float32))
        if rows.ndim > 2:
            raise ValueError(f"{rows.ndim} dimensions")
        return rows
    except (ValueError, StopIteration, OSError, EOFError, BadZipFile, zlib.error) as error:
        raise UsageWrong(f"{path} holds no rows of features under {', '.join(KEYS)}.") from error
