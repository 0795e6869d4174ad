"""A dataset from a library and what people decided about its videos."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError, VSearchError
from vsearch.library import Library
from vsearch.library.decisions import Decision
from vsearch.library.entry import Entry
from vsearch.library.frames import FrameTable
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.nouns import Vectors
from vsearch.retrieval.labels import verdicts
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.prior import title_vector, zero_shot
from vsearch.retrieval.sequences import Embed, gather
from vsearch.retrieval.tower import worded
from vsearch.training.clicks import Shown, appeal
from vsearch.training.dataset import Asked, Dataset, Example
from vsearch.training.manifests import Manifest, resolved

Curve = NDArray[np.float32]
FEW = 20
"""Impressions below which a video's clicks say nothing."""


def build(library: Library, *manifests: Manifest) -> Dataset:
    """Every indexed video that came with tags, or that somebody decided something about, here or in manifests."""
    known = [resolved(manifest, library) for manifest in manifests]
    made = [*library.decisions(), *(decision for manifest in known for decision in manifest.decisions)]
    notes = [trouble for manifest in known for trouble in manifest.troubles]
    titles, groups = (
        {id: text for manifest in known for id, text in getattr(manifest, name).items()}
        for name in ("titles", "groups")
    )
    by_video: dict[str, list[Decision]] = defaultdict(list)
    for decision in made:
        if decision.video and decision.kind != "shown":
            by_video[decision.video].append(decision)
    ids = set(library.ids())
    told = [id for id in sorted(ids) if id in by_video or _tagged(library, id)]
    if lost := sorted(set(by_video) - ids):
        some = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
        notes.append(
            f"Not indexed, so their decisions are left out: {some} ({len(lost)} videos). Index with `vsearch index`."
        )
    liked = _appeals(made)
    phrases, examples = Phrases(library), []
    spoken = vocabulary(made)
    texts, words = _worder(library, told, notes)
    for id in told:
        try:
            entry = library.shelf(id).entry()
            entry = entry.with_video(title=titles.get(id, entry.video.title), series=groups.get(id, entry.video.series))
            found = _example(library, phrases, entry, by_video[id], liked.get(id, {}), notes, words, spoken)
        except LibraryError as error:
            notes.append(str(error))
            continue
        if found:
            examples.append(found)
    sound, sound_width = _sound(library, examples, notes)
    names = sorted({name for example in examples for name in example.sequences.signals})
    wide = max((example.sequences.words.shape[1] for example in examples), default=0)
    return Dataset(
        tuple(examples), library.encoder, library.width, texts, wide, sound, sound_width, tuple(names), tuple(notes)
    )


def _sound(library: Library, examples: Iterable[Example], notes: list[str]) -> tuple[str, int]:
    """The sound encoder that most videos were heard with, and how wide its vectors are."""
    sounds: Counter[tuple[str, int]] = Counter()
    for example in examples:
        track = library.shelf(example.id).sound()
        if track and track.state == "sound":
            sounds[track.encoder, track.vectors.shape[1]] += 1
    if not sounds:
        return "", 0
    most = sounds.most_common(1)[0][0]
    if len(sounds) > 1:
        notes.append(f"Sound vectors of several encoders are there; only those of {most[0]} are used.")
    return most


def _tagged(library: Library, id: str) -> bool:
    """Whether a video came with tags."""
    with suppress(LibraryError, FileNotFoundError):
        return bool(library.shelf(id).entry().video.tags)
    return False


def _worder(library: Library, ids: list[str], notes: list[str]) -> tuple[str, Embed | None]:
    """The text encoder that most transcripts were read with, unless it is the frames' own."""
    names: Counter[str] = Counter()
    for id in ids:
        with suppress(LibraryError, FileNotFoundError):
            names[library.shelf(id).entry().made.get("words", {}).get("encoder") or ""] += 1
    names.pop("", None)
    name = names.most_common(1)[0][0] if names else ""
    if name in ("", "builtin", library.encoder):
        return "", None
    try:
        return name, worded(name)
    except VSearchError as error:
        notes.append(f"Texts are read in the frames' space alone: {error}")
        return "", None


def _example(
    library: Library,
    phrases: Phrases,
    entry: Entry,
    decisions: list[Decision],
    liked: dict[float, float],
    notes: list[str],
    words: Embed | None,
    spoken: Vocabulary,
) -> Example | None:
    title = title_vector(phrases, entry)
    sequences = gather(library, entry, zero_shot(library, entry), phrases.encoder.encode_texts, words)
    if sequences is None:
        notes.append(f"{entry.id} has no kept frame: left out.")
        return None
    table = library.shelf(entry.id).frames()
    inside = [decision for decision in decisions if _within(decision, entry)]
    if lost := len(decisions) - len(inside):
        notes.append(f"Decisions outside the times of {entry.id}, so left out: {lost} of {len(decisions)}.")
    return Example(
        id=entry.id,
        group=entry.video.series,
        sequences=sequences,
        chosen=_chosen(table, sequences.frames, inside, liked),
        asked=_asked(phrases, table, inside),
        tags=verdicts(inside, spoken, entry.video.tags),
        title=np.zeros(0, np.float32) if title is None else title.reshape(-1),
        path=str(entry.video.path),
    )


def _within(decision: Decision, entry: Entry) -> bool:
    end = entry.video.duration + 0.5
    return all(0 <= time <= end for time in (decision.time, decision.start, decision.end) if time is not None)


def nearest(times: NDArray[np.float64], time: float) -> int:
    """The row whose time is nearest."""
    return int(np.abs(times - time).argmin())


def _chosen(table: FrameTable, frames: Vectors, decisions: Iterable[Decision], liked: dict[float, float]) -> Curve:
    """1 at the frames that were chosen, less at those that were merely clicked, 0 elsewhere."""
    times = table.time[: table.keeps]
    chosen = np.zeros(len(times), np.float32)
    for time, value in liked.items():
        row = nearest(times, time)
        chosen[row] = max(chosen[row], value)
    pins: dict[float, float] = {}
    for decision in decisions:
        if decision.kind == "unpin":
            pins.clear()
        elif decision.kind in ("pin", "choose") and decision.time is not None:
            pins[decision.time] = decision.value if decision.value is not None else 1.0
    for time, value in pins.items():
        row = nearest(times, time)
        chosen[row] = max(chosen[row], min(1.0, value))
    # What looks the same as a chosen frame, and stands next to it in its shot, was as good a choice.
    alike = frames @ frames.T
    for row in np.flatnonzero(chosen >= 0.5).tolist():
        same = (alike[row] > 0.97) & (table.shot[: table.keeps] == table.shot[row])
        chosen[same] = np.maximum(chosen[same], 0.9 * chosen[row])
    return chosen


def _asked(phrases: Phrases, table: FrameTable, decisions: Iterable[Decision]) -> tuple[Asked, ...]:
    """For each prompt, which frames lie in moments that were accepted; rejected moments count less than nothing."""
    times = table.time[: table.keeps]
    curves: dict[str, Curve] = {}
    for decision in decisions:
        if decision.kind in ("accept", "reject") and decision.start is not None and decision.end is not None:
            curve = curves.setdefault(decision.prompt, np.full(len(times), 0.1, np.float32))
            inside = (times >= decision.start) & (times < decision.end)
            value = 0.0 if decision.kind == "reject" else 1.0 if decision.value is None else decision.value
            curve[inside] = value
    nothing = np.zeros(phrases.encoder.spec.width, np.float32)
    return tuple(
        Asked(phrases.query(prompt).reshape(-1) if prompt.strip() else nothing, curve)
        for prompt, curve in curves.items()
        if curve.min() < curve.max()
    )


def _appeals(decisions: Iterable[Decision]) -> dict[str, dict[float, float]]:
    """How much each shown time of a video was liked against its best, position bias taken out."""
    counts: dict[tuple[str, float, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for decision in decisions:
        if decision.kind in ("click", "impression") and decision.time is not None:
            times = float(decision.note) if decision.note.replace(".", "", 1).isdigit() else 1.0
            counts[decision.video, decision.time, int(decision.value or 1)][decision.kind == "click"] += times
    if not counts:
        return {}
    rows = [Shown((video, time), place, *pair) for (video, time, place), pair in counts.items()]
    liked, _ = appeal(rows)
    seen: dict[str, float] = defaultdict(float)
    for (video, _time, _place), pair in counts.items():
        seen[video] += pair[0]
    found: dict[str, dict[float, float]] = defaultdict(dict)
    for video, time, _place in counts:
        if seen[video] >= FEW:
            found[video][time] = liked[video, time]
    return {video: _against_best(values) for video, values in found.items()}


def _against_best(values: dict[float, float]) -> dict[float, float]:
    best = max(values.values())
    return {time: (value / best) ** 2 for time, value in values.items()} if best else {}
