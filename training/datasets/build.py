"""A dataset from a library and what people decided about its videos."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError, VSearchError
from vsearch.library.catalog.verdicts import verdicts
from vsearch.library.decisions import Decision
from vsearch.library.decisions.outside import outside
from vsearch.library.parts.entry import Entry
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.nouns import Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.tower.prior import cards, title_vector, zero_shot
from vsearch.retrieval.tower.sequences import Embed, gather
from vsearch.retrieval.trials.evidence import undecided
from vsearch.training.datasets.dataset import Asked, Dataset, Example
from vsearch.training.datasets.manifests import Manifest, resolved
from vsearch.training.datasets.wanted import Curve, chosen, clicked, moments, weight


def build(library: Library, *manifests: Manifest) -> Dataset:
    """Every indexed video that came with tags, or that somebody decided something about, here or in manifests."""
    known = [resolved(manifest, library) for manifest in manifests]
    log = library.store.history()
    made = [
        *(item.decision for item in log if item.counts),
        *(decision for manifest in known for decision in manifest.decisions),
    ]
    notes = [trouble for manifest in known for trouble in manifest.troubles]
    titles, groups = (
        {id: text for manifest in known for id, text in getattr(manifest, name).items()}
        for name in ("titles", "groups")
    )
    told = _told(library, made, notes)
    liked = undecided(library) | clicked(decision for _, decisions in told for decision in decisions)
    phrases, examples = library.phrases, []
    spoken = vocabulary(made)
    texts, words = _worder(library, [entry for entry, _ in told], notes)
    for entry, decisions in told:
        video = entry.video
        entry = entry.with_video(title=titles.get(video.id, video.title), series=groups.get(video.id, video.series))
        try:
            found = _example(library, phrases, entry, decisions, liked.get(video.id, {}), notes, words, spoken)
        except LibraryError as error:
            notes.append(str(error))
            continue
        if found:
            examples.append(found)
    sound, sound_width = _sound(library, examples, notes)
    names = sorted({name for example in examples for name in example.sequences.signals})
    wide = max((example.sequences.words.shape[1] for example in examples), default=0)
    moved = max((example.sequences.motion.shape[1] for example in examples), default=0)
    encoders = (library.store.encoder, library.store.width, texts, wide, sound, sound_width)
    return Dataset(tuple(examples), *encoders, tuple(names), tuple(notes), decided=len(log), motion_width=moved)


def _told(library: Library, made: list[Decision], notes: list[str]) -> list[tuple[Entry, list[Decision]]]:
    """The indexed videos that came with tags or were decided about, each with what lies within its times."""
    by_video: dict[str, list[Decision]] = defaultdict(list)
    for decision in made:
        if decision.video and decision.kind != "shown":
            by_video[decision.video].append(decision)
    found = []
    for id in library.store.ids():
        try:
            entry = library.entry(id)
        except FileNotFoundError:
            continue
        except LibraryError as error:
            notes += [str(error)] if by_video.pop(id, []) else []
            continue
        decisions = by_video.pop(id, [])
        inside = [decision for decision in decisions if not outside(decision, entry.video.duration)]
        if left := len(decisions) - len(inside):
            notes.append(f"Decisions outside the times of {id}, so left out: {left} of {len(decisions)}.")
        if decisions or entry.video.tags:
            found.append((entry, inside))
    if lost := sorted(by_video):
        some = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
        notes.append(f"Not indexed, so their decisions are left out: {some} ({len(lost)} videos).")
    return found


def _sound(library: Library, examples: Iterable[Example], notes: list[str]) -> tuple[str, int]:
    """The sound encoder that most videos were heard with, and how wide its vectors are."""
    sounds: Counter[tuple[str, int]] = Counter()
    for example in examples:
        track = library.sound(example.id)
        if track and track.state == "sound":
            sounds[track.encoder, track.vectors.shape[1]] += 1
    if not sounds:
        return "", 0
    most = sounds.most_common(1)[0][0]
    if len(sounds) > 1:
        notes.append(f"Sound vectors of several encoders are there; only those of {most[0]} are used.")
    return most


def _worder(library: Library, entries: list[Entry], notes: list[str]) -> tuple[str, Embed | None]:
    """The text encoder that most transcripts were read with, unless it is the frames' own."""
    names = Counter(entry.made.get("words", {}).get("encoder") or "" for entry in entries)
    names.pop("", None)
    name = names.most_common(1)[0][0] if names else ""
    if name in ("", "builtin", library.store.encoder):
        return "", None
    try:
        return name, library.text_encoder(name).encode_texts
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
    title = title_vector(phrases, entry, cards(library.screen(entry.id)))
    sequences = gather(library, entry, zero_shot(library, entry), phrases.encoder.encode_texts, words)
    if sequences is None:
        notes.append(f"{entry.id} has no kept frame: left out.")
        return None
    table = library.table(entry.id)
    times = table.time[: table.keeps]
    nothing = np.zeros(phrases.encoder.spec.width, np.float32)
    asked = (
        Asked(phrases.query(prompt).reshape(-1) if prompt.strip() else nothing, curve)
        for prompt, curve in moments(times, decisions).items()
    )
    return Example(
        id=entry.id,
        group=entry.video.series,
        sequences=sequences,
        chosen=_spread(chosen(times, decisions, liked), sequences.frames, table.shot[: table.keeps]),
        asked=tuple(asked),
        tags=verdicts(decisions, spoken, entry.video.tags),
        title=np.zeros(0, np.float32) if title is None else title.reshape(-1),
        path=str(entry.video.path),
        weight=weight(decisions),
    )


def _spread(curve: Curve, frames: Vectors, shots: NDArray[np.integer]) -> Curve:
    """What looks the same as a chosen frame, and stands next to it in its shot, was as good a choice."""
    alike = frames @ frames.T
    for row in np.flatnonzero(curve >= 0.5).tolist():
        same = (alike[row] > 0.97) & (shots == shots[row])
        curve[same] = np.maximum(curve[same], 0.9 * curve[row])
    return curve
