"""Whatever is damaged is named, costs at most its own video, part or tower, and what doctor advises mends it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import LibraryDamaged, OutputRefused, VideoUnknown
from vsearch.library import Store, towers
from vsearch.library.decisions import Decision
from vsearch.library.health import findings, mend
from vsearch.library.parts import vectors
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.storage import files
from vsearch.nouns import Span, Utterance

Damage = Callable[[Path], None]

CONFIG = {
    "layout": 1, "encoder": "fake", "widths": {"frames": 4, "words": 0, "sound": 0}, "texts": "", "sound": "",
    "signals": [], "mean": [], "deviation": [], "tags": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(put: Callable[..., Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two videos with all parts, decisions, and two towers, the second of which serves; to be copied."""
    place = tmp_path_factory.mktemp("whole")
    store = Store.create(place / "library", "fake", 4)
    for number, id in enumerate(("abcd", "bcde"), 1):
        film = place / f"{id}.mp4"
        film.touch()
        entry = put(store, id, id.upper(), film)
        with store.draft(id) as draft:
            table, rows = store.shelf(id).frames(), store.shelf(id).index().vectors()
            draft.put_frames(replace(table, shot=table.shot + number), vectors.flat(np.roll(rows, number, 1)))
            draft.put_preview(id.encode(), f"WEBVTT {id}\n")
            draft.put_words((Utterance(Span(0, 1), f"Hello {id}", "film.srt"),), np.ones((1, 2), np.float32))
            draft.put_sound(SoundTrack("sound", "builtin", np.array([0.0]), np.eye(2, 3, number, np.float32)[:1]))
            draft.commit(entry)
    store.decide(Decision("label", "abcd", tag="sea"), Decision("pin", "bcde", time=1.0))
    for name in ("first", "second"):
        with towers.draft(store, name) as folder:
            (folder / "tower.onnx").write_bytes(name.encode())
            for part, told in {"config": CONFIG, "metrics": {}, "data": {"learned": ["abcd"]}}.items():
                (folder / f"{part}.json").write_text(json.dumps(told))
        towers.promote(store, name)
    return place / "library"


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Store:
    """A copy of it."""
    return Store.open(shutil.copytree(made, tmp_path / "library"))


def typed(**wrong: object) -> Damage:
    """A value of another type in a JSON file."""

    def damage(path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        for at, value in wrong.items():
            inside = data
            *way, last = at.split("__")
            for name in way:
                inside = inside[name]
            inside[last] = value
        path.write_text(json.dumps(data), "utf-8")

    return damage


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def noise(path: Path) -> None:
    path.write_bytes(b"noise")


def others(path: Path) -> None:
    shutil.copy(path.parent.parent / "bcde" / path.name, path)


def added(line: bytes) -> Damage:
    def damage(path: Path) -> None:
        path.write_bytes(path.read_bytes() + line + b"\n")

    return damage


def gone(path: Path) -> None:
    path.unlink()


PARTS = ("frames.parquet", "vectors.faiss", "utterances.parquet", "sound.npz", "preview.webp", "preview.vtt")
TYPES = {
    "duration": typed(video__duration="long"), "title": typed(video__title=7), "tags": typed(video__tags="a"),
    "copies": typed(video__copies=[1]), "made": typed(made__frames=[]), "kept": typed(made__frames__kept="two"),
    "notes": typed(notes=None), "facts": typed(facts=3), "parts": typed(parts={"frames.parquet": 1}),
    "infinite": typed(video__duration=float("inf")), "nan": typed(video__fps=float("nan")), "noise": noise, "cut": cut,
    "empty path": typed(video__path="a\0b"), "other id": typed(video__id="bcde"),
}  # fmt: skip


@pytest.mark.parametrize("damage", [flipped, cut, noise, others], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", PARTS)
def test_a_damaged_part_costs_itself_is_named_and_is_missing_after_mending(
    whole: Store, name: str, damage: Damage
) -> None:
    damage(whole.local("videos", "abcd", name))
    assert any(f"abcd/{name}" in wrong.what for wrong in findings(whole))
    assert {entry.id for entry in whole.entries()} == {"abcd", "bcde"}
    assert list(whole.shelf("bcde").damages()) == []
    mend(whole.local())
    assert not whole.local("videos", "abcd", name).exists()
    assert [(wrong.code, wrong.facts) for wrong in findings(whole)] == [("remake", {"id": "abcd"})]
    assert whole.shelf("abcd").flaws(whole.shelf("abcd").entry())


@pytest.mark.parametrize("damage", TYPES.values(), ids=TYPES)
def test_a_damaged_entry_costs_its_video_and_can_be_removed(whole: Store, damage: Damage) -> None:
    damage(whole.local("videos", "abcd", "video.json"))
    assert [entry.id for entry in whole.entries()] == ["bcde"]
    assert [wrong.code for wrong in findings(whole)] == ["remake"]
    for read in (whole.shelf("abcd").frames, whole.shelf("abcd").index, whole.shelf("abcd").words):
        with pytest.raises(LibraryDamaged, match=r"video\.json"):
            read()
    whole.remove("abcd")
    assert list(findings(whole)) == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind":"pin","video":"bcde","time":"soon"}', b"noise", b"[]", b'{"kind": 1}', b'{"video": "bcde"}',
        b'{"kind":"pin","time":NaN}', b'{"kind":"pin","time":1e999}', b"\xff\xfe", b"[" * 100_000,
        b'{"kind":"label","tag":"\\ud800"}', b'{"kind":"pin","video":"bcde","time":-1}',
        b'{"kind":"accept","video":"bcde","start":3,"end":2}', b'{"kind":"accept","video":"bcde","start":-3,"end":2}',
        b'{"kind":"pin","video":"bcde","time":1.25e11}',
    ],
    ids=range(14),
)  # fmt: skip
def test_a_bad_line_costs_itself_and_is_set_aside_by_mending(whole: Store, line: bytes) -> None:
    added(line)(whole.local("decisions.jsonl"))
    whole.decide(Decision("unpin", "bcde"))
    assert [made.kind for made in whole.decisions()] == ["label", "pin", "unpin"]
    assert ["line 3" in wrong.what for wrong in findings(whole)] == [True]
    mend(whole.local())
    assert list(findings(whole)) == []
    assert [made.kind for made in whole.decisions()] == ["label", "pin", "unpin"]
    assert whole.local("decisions.damaged.jsonl").read_bytes() == line + b"\n"


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        pytest.param("tower.onnx", gone, id="no graph"),
        pytest.param("tower.onnx", flipped, id="another graph"),
        pytest.param("config.json", gone, id="no config"),
        pytest.param("config.json", typed(widths=[4]), id="odd widths"),
        pytest.param("config.json", typed(mean=["a"]), id="odd mean"),
        pytest.param("metrics.json", noise, id="metrics"),
        pytest.param("data.json", typed(learned=3), id="data"),
        pytest.param("parts.json", noise, id="proofs"),
    ],
)
def test_a_damaged_tower_is_set_aside_and_the_one_before_serves(whole: Store, name: str, damage: Damage) -> None:
    damage(whole.local("towers", "second", name))
    assert [wrong.code for wrong in findings(whole)] == ["mend"]
    mend(whole.local())
    assert list(findings(whole)) == []
    assert towers.current(whole) == "first"
    assert whole.local("towers", "second.damaged").is_dir()


@pytest.mark.parametrize("damage", [noise, typed(served="first"), typed(served=[1]), typed(served=["third"])])
def test_a_damaged_pointer_lets_the_prior_serve_after_mending(whole: Store, damage: Damage) -> None:
    damage(whole.local("towers", "current"))
    assert [wrong.code for wrong in findings(whole)] == ["mend"]
    mend(whole.local())
    assert list(findings(whole)) == []
    assert towers.current(whole) is None


@pytest.mark.parametrize("damage", [noise, typed(encoder=3), typed(width="4"), typed(settings=[]), typed(layout="1")])
def test_a_damaged_library_file_is_written_anew_from_what_the_videos_tell(whole: Store, damage: Damage) -> None:
    for id in whole.ids():
        entry = whole.shelf(id).entry()
        made = {**entry.made, "frames": {**entry.made["frames"], "encoder": "fake"}}
        whole.update(Entry(entry.video, made=made))
    damage(whole.local("library.json"))
    with pytest.raises(LibraryDamaged, match=r"library\.json is damaged"):
        Store.open(whole.local())
    mend(whole.local())
    again = Store.open(whole.local())
    assert (again.encoder, again.width) == ("fake", 4)
    assert list(findings(again)) == []


def test_each_damaged_part_is_named_once_and_costs_no_other(whole: Store) -> None:
    flipped(whole.local("videos", "abcd", "frames.parquet"))
    assert ["frames.parquet" in wrong.what for wrong in findings(whole)] == [True]
    mend(whole.local())
    assert whole.local("videos", "abcd", "vectors.faiss").exists()


@pytest.mark.parametrize("rows", [np.full((3, 4), np.nan), np.eye(3, 5), np.eye(2, 4)], ids=["nan", "wide", "few"])
def test_an_older_library_s_vectors_are_checked_by_their_shape(whole: Store, rows: np.ndarray) -> None:
    path = whole.local("videos", "abcd", "video.json")
    data = json.loads(path.read_text())
    del data["parts"]
    path.write_text(json.dumps({**data, "layout": 1}))
    assert list(findings(whole)) == []
    vectors.flat(rows.astype(np.float32)).save(whole.local("videos", "abcd", "vectors.faiss"))
    with pytest.raises(LibraryDamaged, match=r"vectors\.faiss"):
        whole.shelf("abcd").index()
    mend(whole.local())
    assert {wrong.code for wrong in findings(whole)} == {"remake"}


def test_what_kills_left_is_named_and_cleaned_and_a_hidden_video_comes_back(whole: Store) -> None:
    folder = whole.local("videos")
    (folder / "abcd").rename(folder / "abcd.old.part")
    (folder / "bcde.gone.part").mkdir()
    (folder / "efgh.1234.part").mkdir()
    assert len([wrong for wrong in findings(whole) if "cut off" in wrong.what]) == 2
    assert Store.open(whole.local()).find("abcd").video.title == "ABCD"
    mend(whole.local())
    assert list(findings(whole)) == []
    assert sorted(path.name for path in folder.iterdir()) == ["abcd", "bcde"]


def test_what_is_removed_while_it_is_made_again_stays_removed(whole: Store) -> None:
    entry, other = whole.shelf("abcd").entry(), Store.open(whole.local())
    with whole.draft("abcd", again=True) as draft:
        draft.keep("frames.parquet", "vectors.faiss")
        other.remove("abcd")
        with pytest.raises(VideoUnknown, match="removed while it was indexed, and stays removed"):
            draft.commit(entry)
    with pytest.raises(VideoUnknown, match="removed meanwhile"):
        whole.update(entry)
    assert whole.ids() == ["bcde"]
    assert [path.name for path in whole.local("videos").iterdir()] == ["bcde"]


def test_every_change_is_another_revision(whole: Store) -> None:
    seen, other = [], Store.open(whole.local())
    entry = whole.shelf("abcd").entry()
    changes = {
        "update": lambda: whole.update(entry), "decide": lambda: whole.decide(Decision("label", "abcd", tag="new")),
        "promote": lambda: towers.promote(whole, "first"), "clear": whole.clear, "remove": lambda: whole.remove("bcde"),
    }  # fmt: skip
    for change in changes.values():
        seen.append(other.revision())
        change()
    assert len({*seen, other.revision()}) == len(changes) + 1
    assert whole.revision("abcd") != whole.revision("nobody") == ""


def test_a_name_over_the_limit_is_no_video_s(whole: Store) -> None:
    with pytest.raises(VideoUnknown):
        whole.find("x" * 5000)
    with pytest.raises(VideoUnknown):
        whole.remove("y" * 300) if whole.has("y" * 300) else whole.find("y" * 300)


def test_a_file_whose_name_is_at_the_limit_is_written_whole(tmp_path: Path) -> None:
    files.write(tmp_path / ("n" * 255), b"content")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"content"]
    with pytest.raises(OutputRefused, match="cannot be written"):
        files.write(tmp_path / ("n" * 256), b"content")
