"""What a promoted tower says of moments reaches the curve, and through it the highlights."""

import json
from collections.abc import Callable, Sequence

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from vsearch.library import towers
from vsearch.library.parts.entry import Entry
from vsearch.nouns import FrameRow, Span, Vectors
from vsearch.retrieval.highlights import curve as curves
from vsearch.retrieval.highlights.choose import highlights
from vsearch.retrieval.highlights.curve import curve
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.found import Found
from vsearch.retrieval.search.fusion import mixed
from vsearch.settings import LONGEST

SHOTS = [("red", 0, 4.2), ("green", 4.2, 8.4), ("blue", 8.4, 12.6), ("red", 12.6, 20)]
Promote = Callable[..., None]


@pytest.fixture
def promote(library: Library, vector: Callable[..., Vectors]) -> Promote:
    """Lets a tower serve that likes frames of one colour, whatever is asked, and leaves the video's vector alone."""

    def one(colour: str, *tasks: str) -> None:
        width = library.store.width
        floats = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in {
            "frames": [1, "frames", width], "prior": [1, width],
            "vector": [1, width], "saliency": [1, "frames"], "tags": [1, width],
        }.items()}  # fmt: skip
        nodes = [
            helper.make_node("MatMul", ["frames", "colour"], ["saliency"]),
            helper.make_node("Identity", ["prior"], ["vector"]),
            helper.make_node("Identity", ["prior"], ["tags"]),
        ]
        fed, made = (
            [floats[name] for name in names] for names in (("frames", "prior"), ("vector", "saliency", "tags"))
        )
        graph = helper.make_graph(nodes, "liking", fed, made, [numpy_helper.from_array(vector(colour), "colour")])
        config = {"layout": 1, "encoder": library.store.encoder, "widths": {"frames": width, "words": 0, "sound": 0}}
        config |= {"tasks": tasks, "tags": [], "texts": "", "sound": "", "signals": [], "mean": [], "deviation": []}
        with towers.draft(library.store, "liking") as folder:
            onnx.save(
                helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
                folder / "tower.onnx",
            )
            for name, content in {"config": config, "metrics": {}, "data": {}}.items():
                (folder / f"{name}.json").write_text(json.dumps(content))
        towers.promote(library.store, "liking")

    return one


@pytest.mark.parametrize("colour", ["red", "green", "blue"])
def test_a_tower_that_learned_highlights_decides_about_them(
    library: Library, add: Callable[..., Entry], promote: Promote, colour: str
) -> None:
    add("v1", SHOTS)
    promote(colour, "highlight")
    best = highlights(library, "v1", length=3)[0]
    assert any(start <= best.best < end for name, start, end in SHOTS if name == colour)
    assert best.because["tower"] == max(best.because.values())
    assert {"tower", "video", "novelty", "motion"} == set(best.because)


def test_a_tower_has_its_say_beside_the_prompt(library: Library, add: Callable[..., Entry], promote: Promote) -> None:
    add("v1", [("green", 0, 4), ("red", 4, 8), ("blue", 8, 12)])
    plain = [moment.span.start for moment in highlights(library, "v1", prompt="green", length=4)]
    promote("blue", "highlight")
    told = highlights(library, "v1", prompt="green", length=4)
    assert set(curve(library, library.find("v1"), "green").parts) == {"prompt", "tower"}
    assert plain == [0, 4, 8]
    assert [moment.span.start for moment in told] == [0, 8, 4]  # what matches leads; of the rest, what is liked
    assert told[1].because["tower"] > 1 > 0 > told[1].because["prompt"]


@pytest.mark.parametrize("prompt", ["", "green"])
@pytest.mark.parametrize("tasks", [("thumbnail",), ("tags",), ("thumbnail", "tags")], ids=" and ".join)
def test_a_tower_says_nothing_of_what_it_never_learned(
    library: Library, add: Callable[..., Entry], promote: Promote, tasks: Sequence[str], prompt: str
) -> None:
    add("v1", SHOTS)
    plain = highlights(library, "v1", prompt=prompt)
    promote("blue", *tasks)
    assert highlights(library, "v1", prompt=prompt) == plain


def test_frames_that_were_not_kept_are_liked_as_the_kept_one_that_stands_for_them(
    library: Library,
    add: Callable[..., Entry],
    promote: Promote,
    frame: Callable[..., FrameRow],
    vector: Callable[..., Vectors],
) -> None:
    rows = [
        frame(0.0, span=(0, 2)),
        frame(2.0, reason="pale", span=(2, 4)),
        frame(4.0, span=(4, 6)),
        frame(6.0, span=(6, 8)),
    ]
    add("v1", [], rows=rows, paint=[vector(name) for name in ("red", "blue", "blue", "red")])
    promote("blue", "highlight")
    found = curve(library, library.find("v1"))
    liked = found.parts["tower"] > 0
    assert found.times[liked].tolist() == [3.25, 3.75, 4.25, 4.75, 5.25, 5.75]


def test_what_a_tower_likes_is_counted_against_what_is_near(
    library: Library, add: Callable[..., Entry], promote: Promote
) -> None:
    """An hour that it likes throughout must not hide what stands out in one that it does not."""
    add("v1", [("red", 0, 1000), ("green", 1000, 1010), ("red", 1010, 3600), ("blue", 3600, 7200)])
    promote("blue", "highlight")
    found = curve(library, library.find("v1")).parts["tower"]
    assert found[found.size // 4] == pytest.approx(0, abs=0.1)
    assert np.abs(found).max() <= 8


@pytest.mark.slow
def test_a_false_time_of_an_older_library_costs_neither_memory_nor_an_answer(
    library: Library, add: Callable[..., Entry], vector: Callable[..., Vectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curves, "POINTS", 4000)
    late = FrameRow(0, 4.2, 1, True, "", Span(4.2, 1.25e11), {})
    add("v1", [("red", 0, 4.2)], rows=[late], paint=[vector("green")])
    assert library.store.find("v1").video.duration <= LONGEST
    assert library.store.shelf("v1").frames().end.max() <= LONGEST
    assert len(curve(library, library.find("v1")).times) <= 4001
    assert highlights(library, "v1", length=3)
    found = mixed([("frames", Found("v1", Span(4.2, 1.25e11), 5.0, 0.9))])
    assert found[0].best == 5.0
