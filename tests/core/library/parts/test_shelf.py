"""A shelf tells by the ends of its files which parts must be made again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vsearch.errors import LibraryDamaged
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.shelf import Shelf
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Span, Utterance

PARTS = {
    "frames.parquet": {"frames", "select"},
    "vectors.faiss": {"frames", "select"},
    "utterances.parquet": {"words"},
    "sound.npz": {"sound"},
}


@pytest.fixture
def shelf(store: Store, put: Callable[..., Entry]) -> Shelf:
    """A video with all its parts."""
    entry = put(store, "abcd")
    with store.draft("abcd") as draft:
        draft.keep("frames.parquet", "vectors.faiss")
        draft.put_words((Utterance(Span(0, 1), "Hello", "film.srt"),), np.ones((1, 2), np.float32))
        draft.put_sound(SoundTrack("sound", "builtin", np.array([0.0]), np.ones((1, 3), np.float32)))
        draft.commit(entry)
    return store.shelf("abcd")


@pytest.mark.parametrize("cut", [1, 40, 10_000], ids=["a byte", "some bytes", "all"])
@pytest.mark.parametrize("name", PARTS)
def test_a_file_that_was_cut_is_made_again(shelf: Shelf, name: str, cut: int) -> None:
    entry = shelf.entry()
    assert not shelf.flaws(entry)
    file = shelf.folder / name
    file.write_bytes(file.read_bytes()[:-cut])
    assert shelf.flaws(entry) == PARTS[name]
    read = {"frames": shelf.frames, "vectors": shelf.index, "utterances": shelf.words, "sound": shelf.sound}[file.stem]
    with pytest.raises(LibraryDamaged, match=rf"{name} is damaged, or another video\'s\. "):
        read()


@pytest.mark.parametrize("name", PARTS)
def test_a_file_that_was_deleted_is_made_again_where_it_was_made(shelf: Shelf, name: str) -> None:
    entry = shelf.entry()
    (shelf.folder / name).unlink()
    assert shelf.flaws(replace(entry, made={"frames": {}, "words": {}, "sound": {}})) == PARTS[name]
    assert shelf.flaws(replace(entry, made={}, parts={})) == (PARTS[name] if "frames" in PARTS[name] else set())
