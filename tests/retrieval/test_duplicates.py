import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.library.parts.shelf import Shelf
from vsearch.retrieval.duplicates import Copy, copies, duplicates

RANDOM = np.random.default_rng(7)
HASHES = [int(number) for number in RANDOM.integers(0, 2**63, 80)]


@pytest.fixture
def film(add, frame):
    """A film whose frames have these hashes, and random vectors of their own."""

    def make(id, hashes, reasons=(), noise=0):
        rows, paint = [], []
        for n, known in enumerate(hashes):
            row = frame(n * 2.0, n // 4, span=(n * 2.0, n * 2.0 + 2), reason=reasons[n] if n < len(reasons) else "")
            rows.append(row)
            vector = np.random.default_rng(known % 2**32).normal(size=16).astype(np.float32)
            paint.append(vector / np.linalg.norm(vector))
        return add(
            id, [], rows=rows, paint=paint, hashes=[known ^ (1 << (known % 60)) if noise else known for known in hashes]
        )

    return make


def test_exact_copies_are_named_while_they_are_there(library, film, tmp_path):
    film("v1", HASHES[:3])
    film("v2", HASHES[3:6])
    here, gone = tmp_path / "copy.mp4", tmp_path / "gone.mp4"
    here.write_bytes(b"")
    library.store.update(library.find("v2").with_video(copies=(here, gone)))
    assert copies(library) == copies(library, video="v2") == [Copy("v2", here)]
    assert copies(library, video="v1") == []


def test_the_same_film_in_another_encoding_is_found(library, film):
    film("aa", HASHES[:20])
    film("bb", HASHES[:20], noise=1)
    film("cc", HASHES[40:60])
    (pair,) = duplicates(library)
    assert (pair.one, pair.other, pair.kind) == ("aa", "bb", "same")
    assert pair.share == pytest.approx(1)


def test_a_part_is_found_with_its_times(library, film):
    film("aa", HASHES[:40])
    film("bb", HASHES[10:20])
    (pair,) = duplicates(library)
    assert pair.kind == "part"
    assert (pair.here.start, pair.here.end) == (20, 40)
    assert (pair.there.start, pair.there.end) == (0, 20)


def test_a_black_start_makes_no_duplicate(library, film):
    dark = [0] * 10
    film("aa", dark + HASHES[:10], reasons=["black"] * 10)
    film("bb", dark + HASHES[20:30], reasons=["black"] * 10)
    film("cc", dark + HASHES[40:50])
    film("dd", dark + HASHES[60:70])
    assert duplicates(library) == []


def test_a_shared_logo_makes_no_duplicate(library, film):
    film("aa", HASHES[:2] + HASHES[10:30])
    film("bb", HASHES[:2] + HASHES[40:60])
    assert duplicates(library) == []


def test_one_frame_alone_must_look_the_same_too(library, film, add, frame):
    film("aa", HASHES[:20])
    film("bb", HASHES[3:4])
    other = np.roll(np.eye(16, dtype=np.float32)[0], 5)
    add("cc", [], rows=[frame(0.0, span=(0.0, 2.0))], paint=[other], hashes=HASHES[7:8])
    assert [(pair.one, pair.other) for pair in duplicates(library)] == [("aa", "bb")]


def test_the_same_pictures_in_another_order_are_no_duplicate(library, film):
    film("aa", HASHES[:20])
    film("bb", HASHES[:20][::-1])
    assert duplicates(library) == []


def test_vectors_are_read_of_suspects_alone(library, film, monkeypatch):
    for id, first in (("aa", 0), ("bb", 0), ("cc", 0), ("dd", 40), ("ee", 60)):
        film(id, HASHES[first : first + 20])
    (library.store.local("videos") / "cc" / "vectors.faiss").write_bytes(b"noise")
    read, index = [], Shelf.index
    monkeypatch.setattr(Shelf, "index", lambda shelf, table: read.append(shelf.folder.name) or index(shelf, table))
    assert [(pair.one, pair.other) for pair in duplicates(library)] == [("aa", "bb")]
    assert set(read) == {"aa", "bb", "cc"}
    assert read.count("aa") == 1


def test_one_video_can_be_asked_about(library, film):
    for id in ("aa", "bb"):
        film(id, HASHES[:20])
    for id in ("cc", "dd"):
        film(id, HASHES[40:60])
    assert [(pair.one, pair.other) for pair in duplicates(library, video="cc")] == [("cc", "dd")]
    assert len(duplicates(library)) == 2


def test_a_share_of_nothing_is_refused(library):
    with pytest.raises(UsageWrong):
        duplicates(library, least=0)
