"""What stands for each labelled video, kept on disk: read once a process, made anew for videos that changed alone."""

import json
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vsearch.errors import LibraryError, WorkerDied
from vsearch.library.storage.derived import Derived
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index.candidates import Halves
from vsearch.retrieval.segments.masks import without_packaging
from vsearch.retrieval.tags.labels import Labels
from vsearch.retrieval.tags.neighbours import FAST, NeighbourRows, Neighbours, Signature, SignedVideos, owned
from vsearch.retrieval.tags.votes import spread
from vsearch.retrieval.tower.answers import video_vector

LOOKS = 4
"""Frames that stand for a video, here and there."""

_SIGNATURES = "tags/signatures"
"""Where what stands for each video is kept."""

_DIGEST = 16  # bytes in front of codes, which tell of which rows they are


def signature(library: Library, video: str) -> Signature:
    """What stands for a video of the library."""
    read = without_packaging(library, video)
    rows = spread(np.asarray(read.vectors, np.float32), LOOKS)
    return Signature(
        video_vector(library, library.entry(video)), np.asarray(read.vectors[rows], np.float32), read.time[rows]
    )


def _signature(library: Library, video: str) -> Signature | None:
    """What stands for a video; None for one that cannot be read."""
    with suppress(LibraryError, OSError):
        return signature(library, video)
    return None


def neighbours(library: Library, labels: Labels) -> Neighbours | None:
    """The labelled videos of a library that have frames; None when there is none.

    What stands for each is kept in a derived file and made anew only for videos that changed; a decision that leaves
    the labelled videos the same changes nothing of it.
    """
    tower, wanted = _served(library), tuple(sorted(labels.videos))
    state = library.store.revision_of_videos(), tower, wanted
    signed = library.lasting.get("signed videos", state, lambda: _signed(library, tower, wanted))
    if signed is None:
        return None
    each = zip(signed.ids, signed.revisions, strict=True)
    told = json.dumps([tower, [(id, stamp, sorted(labels.videos[id].items())) for id, stamp in each]])
    return signed.labelled(labels, blake2b(told.encode(), digest_size=12).hexdigest())


def _signed(library: Library, tower: str, wanted: Sequence[str]) -> SignedVideos | None:
    kept = _kept(library, f"{library.store.encoder}\0{tower}")
    stamps = {id: stamp for id in wanted if (stamp := library.store.revision(id))}
    lacking = [id for id, stamp in stamps.items() if id not in kept or kept[id][0] != stamp]
    fresh = False
    for one in library.executor.run(_signature, library, lacking, places=[library.store.facts_file]):
        kept.pop(one.piece, None)
        if look := None if isinstance(one.error, WorkerDied) else one.result:
            kept[one.piece], fresh = (stamps[one.piece], look), True
    made = {id: kept[id] for id in stamps if id in kept and len(kept[id][1].times)}
    ids = list(made)
    if fresh or len(made) < len(kept):
        _keep(library, f"{library.store.encoder}\0{tower}", made)
    if not ids:
        return None
    every = [made[id][1] for id in ids]
    videos = _indexed(np.concatenate([look.vector for look in every]).astype(np.float16), library.store.derived)
    frames = _indexed(np.concatenate([look.frames for look in every]).astype(np.float16), library.store.derived)
    alike = blake2b(repr([tower, *((id, made[id][0]) for id in ids)]).encode(), digest_size=12)
    alike.update(videos.rows.tobytes() + frames.rows.tobytes())
    return SignedVideos(tuple(ids), tuple(made[id][0] for id in ids), videos, frames, *owned(every), alike.hexdigest())


def _indexed(rows: Halves, derived: Derived) -> NeighbourRows:
    """Rows with their index, whose codes are kept: learning them takes seconds."""
    if len(rows) < FAST:
        return NeighbourRows(rows)
    proof = blake2b(rows.tobytes(), digest_size=_DIGEST).digest()
    key = f"tags/codes-{len(rows)}"
    if (kept := derived.read(key)) is not None and kept[:_DIGEST] == proof:
        return NeighbourRows(rows, np.frombuffer(kept, np.uint8)[_DIGEST:])
    made = NeighbourRows(rows)
    if made.index is not None:
        with TemporaryDirectory() as folder:
            made.index.save(path := Path(folder) / "codes")
            derived.write(key, proof + path.read_bytes())
    return made


def _served(library: Library) -> str:
    """The tower that serves, told from an older one of its name; nothing for the prior."""
    tower = library.tower
    return f"{tower.trained.name} {tower.trained.data.get('made', '')}" if tower else ""


def _kept(library: Library, key: str) -> dict[str, tuple[str, Signature]]:
    data = library.store.derived.arrays(_SIGNATURES)
    about = json.loads(str(data["about"])) if data else {}
    if data is None or about["key"] != key:
        return {}
    found: dict[str, tuple[str, Signature]] = {}
    rows, frames, times = data["rows"], data["frames"], data["times"]
    first = 0
    for row, (id, revision, count) in enumerate(about["videos"]):
        cut = slice(first, first + count)
        vector = np.asarray(rows[row : row + 1], np.float32)
        found[id] = revision, Signature(vector, np.asarray(frames[cut], np.float32), times[cut])
        first += count
    return found


def _keep(library: Library, key: str, made: dict[str, tuple[str, Signature]]) -> None:
    if not made:
        return
    about = {"key": key, "videos": [(id, stamp, len(look.times)) for id, (stamp, look) in made.items()]}
    every = [look for _, look in made.values()]
    library.store.derived.keep_arrays(
        _SIGNATURES,
        about=np.array(json.dumps(about)),
        rows=np.concatenate([look.vector for look in every]).astype(np.float16),
        frames=np.concatenate([look.frames for look in every]).astype(np.float16),
        times=np.concatenate([look.times for look in every]),
    )
