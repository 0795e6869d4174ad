"""The query tower that a library has promoted: the vector, saliency and tags it gives a video, without torch."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import EncoderMismatch, LibraryDamaged
from vsearch.library import towers
from vsearch.library.parts.entry import Entry
from vsearch.library.towers import Trained
from vsearch.library.towers.contents import proven
from vsearch.models.sessions import session
from vsearch.nouns import Vectors
from vsearch.retrieval.caches import Once
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.weights import WEIGHTS, Weights
from vsearch.retrieval.tower.imagine import sounded
from vsearch.retrieval.tower.prior import zero_shot
from vsearch.retrieval.tower.sequences import Sequences, gather, inputs


@dataclass(frozen=True, slots=True)
class TowerAnswer:
    """What a tower says of a video; a saliency a kept frame, a logit a tag."""

    vector: Vectors
    saliency: NDArray[np.float32]
    tags: Mapping[str, float]


def vector(library: Library, entry: Entry) -> Vectors | None:
    """The tower's row for a video; None while no tower that learned thumbnails has been promoted."""
    found = answer(library, entry, tasks=("thumbnail",))
    return None if found is None else found.vector


def video_vector(library: Library, entry: Entry) -> Vectors:
    """One unit row for a video in the space of its frames: the tower's, or the zero-shot prior's without one."""
    trained = vector(library, entry)
    return zero_shot(library, entry) if trained is None else trained


def saliency(
    library: Library, entry: Entry, prompt: str = "", tasks: Collection[str] = ("thumbnail", "highlight")
) -> NDArray[np.float32] | None:
    """How much each kept frame matters, to the prompt where there is one; None while no tower of `tasks` serves."""
    found = answer(library, entry, prompt, tasks=tasks)
    return None if found is None else found.saliency


def tag_logits(library: Library, entry: Entry) -> Mapping[str, float] | None:
    """How likely the tower finds each tag it knows, as logits; None while no tower that learned tags serves."""
    found = answer(library, entry, tasks=("tags",))
    return None if found is None else found.tags


def weights(library: Library) -> Weights:
    """The re-ranker's weights that were learned with the promoted tower; the given ones while there are none."""
    tower = library.tower
    trained = None if tower is None else tower.trained
    return WEIGHTS.over(library.cache.get("weights", library.revision(), lambda: towers.weights(trained)))


def answer(library: Library, entry: Entry, prompt: str = "", tasks: Collection[str] = ()) -> TowerAnswer | None:
    """All that the promoted tower says of a video, remembered until the video or the tower changes.

    None while none serves, or where it learned none of `tasks`: what it never learned it has nothing to say about.
    """
    tower = library.tower
    if tower is None:
        return None
    expect(library, tower.trained)
    if tasks and not set(tasks) & set(tower.trained.config.get("tasks", tasks)):
        return None
    state = tower, library.revision(entry.id), entry.video.title
    return library.cache.get(("answer", entry.id, prompt), state, lambda: _read(library, tower, entry, prompt))


def expect(library: Library, trained: Trained) -> None:
    """Refuse a tower that was trained on other vectors than the library's."""
    if trained.config["encoder"] != library.store.encoder or trained.config["widths"]["frames"] != library.store.width:
        raise EncoderMismatch(
            f"The tower {trained.name!r} was trained on {trained.config['encoder']}, "
            f"and {library.store.location} was indexed with {library.store.encoder}.",
            "mend",
        )


class ServingTower:
    """A trained tower that was opened: its graphs are loaded when they are first run, and once."""

    def __init__(self, trained: Trained) -> None:
        self.trained = trained
        self._graph = Once(lambda: _opened(trained.graph))
        self._imputer = Once(lambda: _opened(trained.folder / "imputer.onnx"))

    def run(self, video: Sequences, prompt: Vectors | None = None) -> TowerAnswer:
        """What the tower says of a video's sequences."""
        config, graph = self.trained.config, self._graph()
        fed = inputs(video, config["signals"], config["widths"])
        spread = (fed["signals"] - np.array(config["mean"], np.float32)) / np.array(config["deviation"], np.float32)
        fed["signals"] = np.asarray(np.clip(spread, -4, 4) * bool(video.signals), np.float32)
        fed["prompt"] = np.zeros(config["widths"]["frames"], np.float32) if prompt is None else prompt.reshape(-1)
        wanted = {item.name for item in graph.get_inputs()}
        row, curve, logits = graph.run(None, {name: part[None] for name, part in fed.items() if name in wanted})
        own = np.asarray(video.times / video.duration)
        spreaded = curve[0] if len(curve[0]) == len(own) else np.interp(own, fed["times"][:, 0], curve[0])
        tags = {name: float(value) for name, value in zip(config["tags"], logits[0], strict=False)}
        return TowerAnswer(row.astype(np.float32), np.asarray(spreaded, np.float32), tags)

    def sounded(self, video: Sequences) -> Sequences:
        """A silent video with the sound that its pictures suggest, where the tower was trained to hear it."""
        heard = self.trained.config.get("imputer")
        return sounded(video, self._imputer(), heard["hop"]) if heard else video


def _opened(graph: Path) -> Any:
    """A graph of a tower, ready to run."""
    try:
        return session(proven(graph), 1)
    except Exception as error:  # ONNX Runtime has a dozen of its own
        raise LibraryDamaged(f"{graph} is damaged.", "mend") from error


def _key(library: Library, trained: Trained, entry: Entry, prompt: str) -> str:
    told = f"{trained.revision}\0{library.store.revision(entry.id)}\0{entry.video.title}\0{prompt}"
    return f"towers/{trained.name}-{entry.id}-{blake2b(told.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"


def _read(library: Library, tower: ServingTower, entry: Entry, prompt: str) -> TowerAnswer | None:
    """What the tower said before, or says now."""
    key = _key(library, tower.trained, entry, prompt)
    if kept := _kept(library, key, tower.trained):
        return kept
    made = _made(library, tower, entry, prompt)
    if made is not None:
        _keep(library, key, made)
    return made


def _made(library: Library, tower: ServingTower, entry: Entry, prompt: str) -> TowerAnswer | None:
    phrases, config, track = library.phrases, tower.trained.config, library.sound(entry.id)
    heard = track is not None and track.state == "sound"
    if track and heard and config["sound"] and track.encoder != config["sound"]:
        raise EncoderMismatch(
            f"The tower {tower.trained.name!r} was trained on the sound vectors of {config['sound']}, "
            f"and {entry.id} has those of {track.encoder}.",
            "sound-again",
        )
    words = library.text_encoder(config["texts"]).encode_texts if config["texts"] else None
    video = gather(library, entry, zero_shot(library, entry), phrases.encoder.encode_texts, words)
    if video is None:
        return None
    return tower.run(video if heard else tower.sounded(video), phrases.query(prompt) if prompt.strip() else None)


def _kept(library: Library, key: str, trained: Trained) -> TowerAnswer | None:
    data = library.store.derived.arrays(key)
    if data is None:
        return None
    return TowerAnswer(
        data["vector"], data["saliency"], dict(zip(trained.config["tags"], data["tags"].tolist(), strict=True))
    )


def _keep(library: Library, key: str, made: TowerAnswer) -> None:
    logits = np.array(list(made.tags.values()), np.float64)
    library.store.derived.keep_arrays(key, vector=made.vector, saliency=made.saliency, tags=logits)
