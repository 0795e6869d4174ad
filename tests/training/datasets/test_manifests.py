"""Manifests of every form, broken lines, and choices under the ids of a library."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.setting import worlds
from vsearch.errors import UsageWrong
from vsearch.training.datasets import manifests
from vsearch.training.datasets.build import build
from vsearch.training.datasets.features import featured

QV = {"qid": 1, "query": "a dog runs", "vid": "abc_60.0_210.0", "duration": 150, "relevant_windows": [[4, 8]],
      "relevant_clip_ids": [2, 3], "saliency_scores": [[4, 4, 4], [2, 3, 1]]}  # fmt: skip


def written(path, text):
    path.write_text(text, "utf-8")
    return path


def told(decision):
    return {
        name: value
        for name in ("kind", "video", "time", "start", "end", "tag", "prompt", "value")
        if (value := getattr(decision, name)) not in (None, "")
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("a.csv", "video,time\nv1,2.5\n", [{"kind": "pin", "video": "v1", "time": 2.5}], id="our times"),
        pytest.param(
            "a.csv", "video,start,end,prompt\nv1,1,3,a dog\n",
            [{"kind": "accept", "video": "v1", "start": 1.0, "end": 3.0, "prompt": "a dog"}], id="our moments",
        ),
        pytest.param(
            "a.csv", 'video,tags\nv1,"dog, -cat"\n',
            [{"kind": "label", "video": "v1", "tag": "dog"}, {"kind": "unlabel", "video": "v1", "tag": "cat"}],
            id="our tags",
        ),
        pytest.param(
            "a.jsonl", '{"video": "v1", "time": 2}\n', [{"kind": "pin", "video": "v1", "time": 2.0}], id="our lines"
        ),
        pytest.param(
            "a.txt", "v1.mp4\tA day out\tdog,park\n",
            [{"kind": "label", "video": "v1.mp4", "tag": tag} for tag in ("dog", "park")], id="MultimodalVideoTag",
        ),
        pytest.param(
            "a.jsonl", json.dumps(QV) + "\n",
            [{"kind": "accept", "video": QV["vid"], "start": 4.0, "end": 6.0, "prompt": "a dog runs", "value": 1.0},
             {"kind": "accept", "video": QV["vid"], "start": 6.0, "end": 8.0, "prompt": "a dog runs", "value": 0.5}],
            id="QVHighlights",
        ),
        pytest.param(
            "a.tsv", "video_id\ttitle\tthumbnail_time\nv1\tA day\t7\n", [{"kind": "pin", "video": "v1", "time": 7.0}],
            id="Yahoo",
        ),
    ],
)  # fmt: skip
def test_every_form_is_told_from_its_first_line(tmp_path, name, text, expected):
    found = manifests.read(written(tmp_path / name, text))
    assert [told(decision) for decision in found.decisions] == expected
    assert not found.troubles


def test_parquet_is_read(tmp_path):
    pq.write_table(pa.table({"video": ["v1"], "time": [3.0], "tags": [["dog"]]}), tmp_path / "a.parquet")
    found = manifests.read(tmp_path / "a.parquet")
    assert [decision.kind for decision in found.decisions] == ["pin", "label"]


def test_a_moment_of_decision_finer_than_pythons_is_no_trouble(tmp_path):
    made = pa.array([1], pa.timestamp("ns"))
    pq.write_table(pa.table({"video": ["v1"], "time": [3.0], "made": made}), tmp_path / "a.parquet")
    assert len(manifests.read(tmp_path / "a.parquet").decisions) == 1


def test_a_click_log_is_no_manifest(tmp_path):
    path = written(tmp_path / "a.csv", "video,time,Impressions,clicks\nv1,1.0,1000,30\n")
    with pytest.raises(UsageWrong, match=r"a\.csv counts clicks and impressions, .* Import it as decisions"):
        manifests.read(path)


def test_marks_of_several_people_are_averaged(tmp_path):
    lines = [f"v1\tPets\t{','.join([str(mark)] * 30)}" for mark in (1, 5, 3)]
    found = manifests.read(written(tmp_path / "a.tsv", "\n".join(lines) + "\n"))
    assert found.curves["v1"] == pytest.approx(np.full(30, 0.5))
    assert found.groups == {"v1": "Pets"}


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        (
            "a.csv",
            "video,time\nv1,soon\nv2,1\n",
            "Line 2 of a.csv is passed over: its time is 'soon', not a number from 0 on.",
        ),
        ("a.csv", "video,time\n,4\nv2,1\n", "Line 2 of a.csv is passed over: it names no video (time)."),
        (
            "a.csv",
            "video,time\nv1,-4\nv2,1\n",
            "Line 2 of a.csv is passed over: its time is '-4', not a number from 0 on.",
        ),
        (
            "a.csv",
            "video,start,end\nv1,4,2\nv2,1,3\n",
            "Line 2 of a.csv is passed over: it ends at 2, before it starts at 4.",
        ),
        (
            "a.csv",
            'video,time\nv2,1\n"v1,1\n',
            "Line 3 of a.csv is passed over: it has more cells than the heading, or a broken quote (unexpected end of",
        ),
        ("a.jsonl", '{"video": "v1"\n{"video": "v2", "time": 1}\n', "Line 1 of a.jsonl is passed over: it is no JSON"),
        ("a.txt", "v1 and nothing\tx\nv2\tB\tdog\n", "Line 1 of a.txt is passed over: not enough values"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_used(tmp_path, name, text, trouble):
    found = manifests.read(written(tmp_path / name, text))
    assert len(found.troubles) == 1
    assert found.troubles[0].startswith(trouble)
    assert [decision.video for decision in found.decisions] == ["v2"]


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [("none.csv", "auto", "cannot be read"), ("a.csv", "fancy", "'fancy' is no form of manifest")],
)
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path, name, form, sentence):
    written(tmp_path / "a.csv", "video,time\n")
    with pytest.raises(UsageWrong, match=sentence):
        manifests.read(tmp_path / name, form)


def test_choices_of_a_manifest_reach_the_dataset(pictures, shelved, tmp_path):
    library = shelved(worlds.world(pictures, "words", videos=3, frames=8), pins=False)
    path = written(tmp_path / "a.csv", "video,time,title\nv0000,4,another title\nlost,1,\nv0001.mp4,99,\n")
    made = build(library, manifests.read(path))
    chosen = {example.id: example.chosen for example in made}
    assert chosen["v0000"].argmax() == 2
    assert not chosen["v0001"].any()
    assert made.examples[0].sequences.texts[0] == "another title"
    assert "Not indexed, so left out: lost (1 in all)." in made.notes[0]
    assert any("Decisions outside the times of v0001, so left out: 1 of 1." in note for note in made.notes)


def test_a_series_of_a_manifest_reaches_the_dataset(pictures, shelved, tmp_path):
    library = shelved(worlds.world(pictures, "words", videos=2, frames=8))
    made = build(library, manifests.read(written(tmp_path / "a.csv", "video,series\nv0000.mp4,mine\nlost.mp4,mine\n")))
    assert [example.group for example in made] == ["mine", "series 1"]
    assert "Not indexed, so left out: lost.mp4 (1 in all)." in made.notes[0]


def test_features_need_no_video(tmp_path):
    rows = np.random.default_rng(0).standard_normal((75, 16)).astype(np.float32)
    np.savez(tmp_path / f"{QV['vid']}.npz", features=rows)
    np.save(tmp_path / "a_dog_runs.npy", rows[:1])
    found = manifests.read(written(tmp_path / "qv.jsonl", json.dumps(QV) + "\n"))
    made = featured(found, tmp_path, texts=tmp_path)
    (example,) = made.examples
    assert example.group == "abc"
    assert example.asked[0].prompt == pytest.approx(rows[0] / np.linalg.norm(rows[0]), abs=1e-6)
    assert example.asked[0].wanted[[1, 2, 3, 4]] == pytest.approx([0.1, 1, 0.5, 0.1])


@pytest.mark.parametrize(
    ("text", "chosen", "wanted"),
    [
        pytest.param("start,end,kind\na,4,8,reject\n", [0, 0, 0, 0], [0.1, 0.1, 0, 0], id="rejected"),
        pytest.param("start,end,value\na,0,2,0.5\n", [0, 0, 0, 0], [0.5, 0.1, 0.1, 0.1], id="half accepted"),
        pytest.param("time,kind\na,1,pin\na,3,unpin\na,5,pin\n", [0, 0, 1, 0], None, id="taken back"),
        pytest.param("time,value\na,5,0.25\n", [0, 0, 0.25, 0], None, id="worth a quarter"),
        pytest.param("time,kind\na,5,reject\na,1,pin\na,99,pin\n", [1, 0, 0, 0], None, id="outside, and no pin"),
    ],
)
def test_decisions_about_features_mean_what_they_mean_about_videos(tmp_path, text, chosen, wanted):
    np.save(tmp_path / "a.npy", np.eye(4, dtype=np.float32))
    (example,) = featured(manifests.read(written(tmp_path / "a.csv", f"video,{text}")), tmp_path)
    assert example.chosen.tolist() == chosen
    assert [asked.wanted.tolist() for asked in example.asked] == ([] if wanted is None else [pytest.approx(wanted)])


def test_a_video_without_rows_of_features_is_left_out_and_said(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((0, 4), np.float32))
    np.save(tmp_path / "b.npy", np.eye(4, dtype=np.float32))
    np.save(tmp_path / "words.npy", np.zeros((0, 4), np.float32))
    path = written(tmp_path / "m.csv", "video,start,end,prompt\na,0,2,words\nb,0,2,words\n")
    made = featured(manifests.read(path), tmp_path, texts=tmp_path)
    assert [example.id for example in made] == ["b"]
    assert made.notes == (f"a has no features in {tmp_path}: left out.",)
    assert not made.examples[0].asked[0].prompt.any()


def truncated(path):
    path.write_bytes(path.read_bytes()[:200])


def emptied(path):
    path.write_bytes(b"")


def deep(path):
    with path.open("wb") as file:
        np.savez(file, features=np.ones((2, 3, 4)))


@pytest.mark.parametrize("spoil", [truncated, emptied, deep])
def test_features_that_cannot_be_read_are_refused_in_a_sentence(tmp_path, spoil):
    np.savez(tmp_path / "a.npz", features=np.ones((8, 16), np.float32))
    spoil(tmp_path / "a.npz")
    with pytest.raises(UsageWrong, match=r"a\.npz holds no rows of features under"):
        featured(manifests.read(written(tmp_path / "m.csv", "video,time\na,1\n")), tmp_path)
