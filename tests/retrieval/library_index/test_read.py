import json
import shutil

import numpy as np
import pytest

from vsearch.errors import LibraryError
from vsearch.library.parts.vectors import engine
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build, candidates, read
from vsearch.retrieval.library_index.candidates import CANDIDATE_INDEXES
from vsearch.retrieval.search import frames
from vsearch.retrieval.search.search import search

COLOURS = ("red", "green", "blue", "yellow", "violet", "orange")


@pytest.fixture
def many(library, add):
    """Twelve videos of three shots."""
    for n in range(12):
        shots = [(COLOURS[(n + k) % 6], k * 3, k * 3 + 3) for k in range(3)]
        add(f"v{n:02d}", shots)
    return library


def moments(library, words="green", **asked):
    return [(one.video, one.span, one.score) for one in search(library, words, top=8, **asked).moments]


def test_answers_are_the_same_with_and_without_it(many):
    without = moments(many)
    assert build.refresh(many) == 12
    assert read.Merged.open(many).about.rows == 12 * 18
    (many.store.local("videos") / "x.part").mkdir()  # a folder that changes is looked at anew
    held = many.frames
    assert held.whole is not None
    assert not held.loose
    for one, other in zip(without, moments(many), strict=True):
        assert one[:2] == other[:2]
        assert one[2] == pytest.approx(other[2], abs=2e-3)


def test_what_came_changed_or_went_is_mended(many, add):
    build.refresh(many)
    rows = read.Merged.open(many).about.rows
    add("new", [("black", 0, 3)])
    add("v03", [("white", 0, 3)])
    many.store.remove("v04")
    held = many.frames
    assert set(held.loose) == {"new", "v03"}
    assert moments(many, "black")[0][0] == "new"
    assert moments(many, "white")[0][0] == "v03"
    assert "v04" not in {video for video, *_ in moments(many, "orange")}
    assert build.refresh(many) == 3
    again = read.Merged.open(many)
    assert again.about.rows == rows + 12
    assert "v04" not in again.live
    assert again.live["v03"].count == 6
    assert build.refresh(many) == 0


def test_too_much_that_is_dead_makes_it_anew(many):
    build.refresh(many)
    for n in range(6):
        many.store.remove(f"v{n:02d}")
    build.refresh(many)
    again = read.Merged.open(many)
    assert again.about.rows == 6 * 18
    assert not any(stretch.dead for stretch in again.about.stretches)
    assert len([path for path in many.store.derived.folder().iterdir() if path.name.startswith("whole-")]) == 1


def test_it_can_be_deleted_and_comes_back(many):
    build.refresh(many)
    before = moments(many)
    shutil.rmtree(many.store.derived.folder())
    (many.store.local("videos") / "y.part").mkdir()
    assert [one[:2] for one in moments(many)] == [one[:2] for one in before]
    assert build.refresh(many) == 12


def test_a_torn_index_is_ignored_and_made_anew(many):
    build.refresh(many)
    folder = many.store.derived.folder() / (many.store.derived.folder() / "whole").read_text()
    (folder / "about.json").write_text("{")
    assert read.Merged.open(many) is None
    assert build.refresh(many) == 12


def test_rows_of_an_interrupted_run_are_cut_off(many, add):
    build.refresh(many)
    folder = many.store.derived.folder() / (many.store.derived.folder() / "whole").read_text()
    with (folder / "rows.f16").open("ab") as rows:
        rows.write(b"torn")
    add("new", [("black", 0, 3)])
    build.refresh(many)
    again = read.Merged.open(many)
    assert (folder / "rows.f16").stat().st_size == again.about.rows * 16 * 2
    assert np.asarray(again.strip("new").vectors, np.float32)[0] == pytest.approx(
        many.store.shelf("new").index().vectors()[0], abs=1e-3
    )


@pytest.mark.parametrize(("fast", "kind"), [(1000, "flat"), (100, "fastscan")], ids=["flat", "fastscan"])
def test_an_opened_index_outlives_its_folder(many, monkeypatch, fast, kind):
    monkeypatch.setattr(build, "FAST", fast)
    monkeypatch.setattr(read, "SMALL", 10)
    build.refresh(many)
    query = many.store.shelf("v07").index().vectors()[:1]
    expected = read.Merged.open(many).search(query, 5)[1].tolist()
    opened = read.Merged.open(many)
    shutil.rmtree(many.store.derived.folder())
    assert opened.about.kind == kind
    assert opened.search(query, 5)[1].tolist() == expected
    assert len(opened.strip("v07").vectors) == 18


def test_an_index_that_another_process_makes_anew_or_deletes_is_seen(many):
    build.refresh(many)
    first, before = many.frames.whole, moments(many)
    shutil.rmtree(many.store.derived.folder())
    build.refresh(many)
    assert many.frames.whole not in (None, first)
    assert moments(many) == before
    shutil.rmtree(many.store.derived.folder())
    assert many.frames.whole is None


def test_what_was_proven_once_is_not_proven_again(many, monkeypatch):
    build.refresh(many)
    expected, proven = moments(many), []
    monkeypatch.setattr(read, "proofs", lambda rows, _: proven.extend(rows) or [])
    assert moments(many, "green") == expected
    assert not proven


def test_an_index_of_no_rows_is_one(library):
    assert build.refresh(library) == 0
    assert read.Merged.open(library).about.rows == 0


def test_what_a_killed_run_left_is_deleted(many):
    left = many.store.derived.folder() / "whole-7-abc"
    left.mkdir(parents=True)
    (left / "rows.f16").write_bytes(b"half")
    build.refresh(many)
    derived = many.store.derived.folder()
    assert [path.name for path in derived.glob("whole-*")] == [(derived / "whole").read_text()]


@pytest.mark.parametrize("seam", ["leases", "folder", "file"])
def test_a_library_that_may_not_be_written_answers_without_it(many, monkeypatch, seam):
    def refused(*_, **__):
        raise LibraryError("") if seam == "leases" else PermissionError(13, "Permission denied")

    place = {
        "leases": "vsearch.library.storage.leases.Leases.take",
        "folder": "pathlib.Path.mkdir",
        "file": "os.replace",
    }[seam]
    before = moments(many)
    monkeypatch.setattr(frames, "LARGE", 5)
    monkeypatch.setattr(frames, "LAG", 3)
    (many.store.local("videos") / "x.part").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(place, refused)
        assert build.refresh(many) == 0
        assert moments(many, inside=["frames"]) == before
    assert not list(many.store.derived.folder().glob("whole-*"))


def test_scans_answer_as_exactly_as_promised(many, monkeypatch):
    monkeypatch.setattr(build, "FAST", 100)
    build.refresh(many)
    opened = read.Merged.open(many)
    assert opened.about.kind == "fastscan"
    query = np.asarray(opened.rows[40:41], np.float32)
    scores, _ = opened.search(query, 10)
    exact = np.sort(np.asarray(opened.rows, np.float32) @ query[0])[::-1][:10]
    assert scores == pytest.approx(exact, abs=1e-3)
    assert set(opened.owners(opened.search(query, 5, {"v07"})[1])) == {"v07"}


def test_a_large_library_brings_it_up_to_date_by_itself(many, monkeypatch):
    monkeypatch.setattr(frames, "LARGE", 5)
    monkeypatch.setattr(frames, "LAG", 3)
    (many.store.local("videos") / "z.part").mkdir()
    assert "brought up to date" in search(many, "green").note
    assert "brought up to date" not in search(many, "green").note
    assert not many.frames.loose


@pytest.mark.parametrize("kind", list(CANDIDATE_INDEXES))
def test_every_index_finds_a_row_by_itself(kind, tmp_path):
    """The contract: candidates hold the nearest row; saved and opened again it answers alike; it grows."""
    rows = np.random.default_rng(3).normal(size=(400, 32)).astype(np.float16)
    index = CANDIDATE_INDEXES.make(kind, width=32)
    index.add(rows[:300])
    index.add(rows[300:])
    index.save(tmp_path / "codes")
    codes = np.fromfile(tmp_path / "codes", np.uint8) if (tmp_path / "codes").exists() else None
    for one in (index, CANDIDATE_INDEXES.make(kind, width=32, rows=rows, codes=codes)):
        assert one.total == 400
        for row in (5, 350):
            query = np.asarray(rows[row : row + 1], np.float32)
            assert row in one.candidates(query, 40)
            others = one.candidates(query, 10, np.array([(0, 5), (6, 350), (360, 380)]))
            assert len(others) >= 10
            assert {row for row in others.tolist() if row in (5, *range(350, 360), *range(380, 400))} == set()
            assert row in one.candidates(query, 10, np.array([(row - 3, row + 3)]))


class Device:
    """FAISS with a GPU that is this machine's memory, and what was asked of it."""

    def __init__(self, room):
        self.room, self.searches = room, 0

    def __getattr__(self, name):
        return getattr(engine(), name)

    def get_num_gpus(self):
        return 1

    def StandardGpuResources(self):
        return self

    def GpuIndexIVFScalarQuantizer(self, _, width, lists, kind, metric, residual):
        assert (kind, residual) == (engine().ScalarQuantizer.QT_fp16, False)
        device, quantiser = self, engine().IndexFlatIP(width)
        index = engine().IndexIVFScalarQuantizer(quantiser, width, lists, kind, metric, residual)

        class Copied:
            cp, ntotal = index.cp, property(lambda _: index.ntotal)
            is_trained = property(lambda _: index.is_trained)
            nprobe = property(lambda _: index.nprobe, lambda _, lists: setattr(index, "nprobe", lists))
            train, kept = staticmethod(index.train), quantiser

            def add(self, rows):
                if index.ntotal + len(rows) > device.room:
                    raise RuntimeError("Error: cudaMalloc error out of memory")
                index.add(rows)

            def search(self, query, count):
                device.searches += 1
                return index.search(query, count)

        return Copied()


def test_wanted_rows_that_lie_far_from_the_query_are_all_compared(many, monkeypatch):
    monkeypatch.setattr(read, "SMALL", 10)
    build.refresh(many)
    held = read.Merged.open(many)
    query, wanted = np.asarray(held.rows[40:41], np.float32), {"v00", "v01"}
    expected, _ = held.search(query, 20, wanted)
    monkeypatch.setattr(read.Merged, "_candidates", lambda *_: np.arange(3))
    scores, rows = held.search(query, 20, wanted)
    assert scores.tolist() == expected.tolist()
    assert set(held.owners(rows)) == wanted


@pytest.mark.parametrize(("room", "searches"), [(1000, 2), (10, 0)], ids=["room", "a full device"])
def test_a_process_that_asks_often_moves_the_rows_to_the_gpu(many, monkeypatch, room, searches):
    device = Device(room)
    monkeypatch.setattr(candidates, "engine", lambda: device)
    monkeypatch.setattr(candidates, "LISTS", 4)
    monkeypatch.setattr(read, "SMALL", 10)
    build.refresh(many)
    held = read.Merged.open(many)
    query = np.asarray(held.rows[40:41], np.float32)
    found = [held.search(query, 8)[1].tolist() for _ in range(read.WARM + 2)]
    assert device.searches == searches
    assert all(set(one) == set(found[0]) for one in found)


@pytest.mark.parametrize("name", ["rows.f16", "columns.bin", "codes.faiss"])
def test_a_flipped_bit_is_never_answered_from_and_makes_it_anew(many, monkeypatch, name):
    monkeypatch.setattr(build, "FAST", 100)
    monkeypatch.setattr(read, "SMALL", 100)
    build.refresh(many)
    before, folder = moments(many), many.store.derived.serving(read.WHOLE)
    content = bytearray((folder / name).read_bytes())
    for at in range(0, len(content), 64):
        content[at] ^= 4
    (folder / name).write_bytes(content)
    again = Library.open(many.store.local())
    assert moments(again) == before
    assert again.store.derived.serving(read.WHOLE) != folder
    assert read.Merged.open(again) is not None


def wrong(library):
    """What is found to be wrong, besides that these videos have no files."""
    return [error.what for error in library.findings() if "is gone" not in error.what]


def spoilt(library, name, at):
    """One bit of a file of the index, flipped."""
    path = library.store.derived.serving(read.WHOLE) / name
    content = bytearray(path.read_bytes())
    content[at] ^= 64
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["rows.f16", "columns.bin", "codes.faiss", "about.json"])
def test_a_bit_that_only_hides_a_frame_is_named_and_mended(many, monkeypatch, name):
    monkeypatch.setattr(build, "FAST", 100)
    build.refresh(many)
    assert wrong(many) == []
    spoilt(many, name, 67)
    (named,) = wrong(Library.open(many.store.local()))
    assert "The whole-library index" in named
    mended = Library.open(many.store.local(), mend=True)
    assert wrong(mended) == []
    assert mended.frames.whole


def test_a_damaged_index_that_cannot_be_made_anew_goes(many, monkeypatch):
    build.refresh(many)
    spoilt(many, "rows.f16", 67)
    monkeypatch.setattr(build, "remake", lambda _: False)
    mended = Library.open(many.store.local(), mend=True)
    assert wrong(mended) == []
    assert mended.frames.whole is None


def test_an_index_of_an_earlier_version_is_no_fault_and_is_made_anew(many):
    build.refresh(many)
    about = many.store.derived.serving(read.WHOLE) / "about.json"
    told = json.loads(about.read_text())
    about.write_text(json.dumps({name: value for name, value in told.items() if name not in ("proof", "columns")}))
    assert wrong(many) == []
    assert read.Merged.open(many) is None
    assert build.refresh(many) == 12


@pytest.mark.parametrize("ask", ["others", "sample"])
def test_what_looks_through_the_index_answers_from_no_damaged_row(many, ask):
    def answered(held):
        found = held.others("v01", held.strip("v01").hash) if ask == "others" else held.sample().vectors.tolist()
        return found, held.news()

    build.refresh(many)
    before, quiet = answered(many.frames)
    assert quiet == ""
    spoilt(many, *{"others": ("columns.bin", 40 * 20 + 30), "sample": ("rows.f16", 32 * 20 + 1)}[ask])
    found, said = answered(Library.open(many.store.local()).frames)
    assert found == before
    assert "made anew" in said


def test_an_index_that_is_made_of_no_sound_disk_is_done_without(many, monkeypatch):
    build.refresh(many)
    held = many.frames
    monkeypatch.setattr(read.Merged, "_prove", lambda *_: (_ for _ in ()).throw(read.DamagedRows))
    assert held.nearest(many.vectors("v00")[:1], 1)[0][0] == "v00"


def test_the_still_of_a_video_is_of_what_it_mostly_shows(library, add, frame, vector):
    rows = [frame(1.0, 0, sharpness=0.5, span=(0, 10)), frame(11.0, 1, sharpness=0.55, span=(10, 11))]
    rows += [frame(12.0, 2, sharpness=0.4, span=(11, 20))]
    add("v1", [], rows=rows, paint=[vector("red"), vector("green"), vector("red")])
    assert library.frames.still("v1") != 1
    build.refresh(library)
    assert Library.open(library.store.local()).frames.still("v1") != 1


@pytest.mark.parametrize("top", [1, 3, 40, 99, 100, 500])
def test_the_best_of_equal_scores_are_those_that_stand_first(top):
    scores = np.random.default_rng(1).integers(0, 9, 100).astype(np.float32)
    assert read._best(scores, top).tolist() == np.argsort(-scores, kind="stable")[:top].tolist()
