"""What an older version did not keep of a film's sound is made again, from the sound alone, and only what is wanted."""

from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import RATE, evenly, write_video
from vsearch.indexer.run.relisten import keep, reheard
from vsearch.library import Store
from vsearch.library.parts import frames, vectors
from vsearch.library.parts.entry import Entry
from vsearch.nouns import FrameRow, Span, Video
from vsearch.settings import IndexSettings
from vsearch.sounds.mel import BANDS, PER_SECOND


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A library of an older version: one film with a tone, one that is gone."""
    tone = (0.3 * np.sin(2 * np.pi * 1000 * np.arange(4 * RATE) / RATE)).astype(np.float32)
    film = evenly(np.full((36, 64, 3), n, np.uint8) for n in range(100))
    write_video(tmp_path / "film.mp4", film, audio=tone)
    made = Store.create(tmp_path / "library", "fake", 4)
    for id, name in (("here", "film.mp4"), ("gone", "gone.mp4")):
        table, _ = frames.table([FrameRow(0, 0.0, 0, True, "", Span(0, 4), {"sharpness": 0.5})], [1])
        with made.draft(id) as draft:
            draft.put_frames(table, vectors.flat(np.eye(1, 4, dtype=np.float32)))
            draft.put_preview(b"sheet", "WEBVTT\n")
            draft.commit(Entry(Video(id, tmp_path / name, id, 4.0, 64, 36, id), made={"frames": {"kept": 1}}))
    return made


def test_sound_is_heard_once_more_and_kept(store: Store) -> None:
    told: list[object] = []
    found = reheard(store, ["here", "gone"], IndexSettings(), told.append, mel=True)
    assert list(found) == ["here"]
    keep(store, found, told.append)
    shelf = store.shelf("here")
    heard, prints = shelf.mel(), shelf.fingerprints()
    assert heard is not None
    assert prints is not None
    assert heard.shape[1] == BANDS
    assert abs(len(heard) - 4 * PER_SECOND) <= PER_SECOND
    assert prints.any()
    assert len(shelf.frames()) == 1
    assert not told
    assert not reheard(store, ["here"], IndexSettings(), told.append, mel=True)


def test_log_mel_sound_is_made_only_where_it_is_wanted(store: Store) -> None:
    entry = store.entry("here")
    with store.draft("here", again=True) as draft:
        draft.keep_all()
        draft.put_fingerprints(np.ones(32, np.uint32))
        draft.commit(entry)
    assert not reheard(store, ["here"], IndexSettings(), lambda _: None, mel=False)
    assert list(reheard(store, ["here"], IndexSettings(), lambda _: None, mel=True)) == ["here"]
