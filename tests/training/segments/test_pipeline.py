"""A model of seconds is trained on what people labelled, judged by series that it never saw, and serves if it helps."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import LibraryTooNew, TrainingImpossible, UsageWrong
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table
from vsearch.library.parts.vectors import flat
from vsearch.library.towers.segment_models import SegmentModels
from vsearch.nouns import FrameRow, Segment, Span, Video
from vsearch.retrieval.library import Library
from vsearch.settings import IndexSettings
from vsearch.training.segments.examples import examples
from vsearch.training.segments.learn import SegmentPlan
from vsearch.training.segments.pipeline import SegmentTraining, train
from vsearch.training.segments.serving import compared, listed, serve

WIDTH = 16
SERIES = 12
QUICK = SegmentTraining(SegmentPlan(epochs=14, rate=1e-2), folds=2)


def put(store: Store, one: EpisodeFeatures) -> None:
    """Put an episode into a library as if it had been indexed."""
    rows = [
        FrameRow(n, float(at), int(at), True, "", Span(float(at), float(at) + 1), {"text": 0.0})
        for n, at in enumerate(one.time)
    ]
    frames, numbers = table(rows, one.hash.tolist())
    video = Video(one.id, Path(f"/films/{one.id}.mp4"), one.id, one.duration, 16, 9, one.id, series=one.episode.series)
    mel = one.log_mel()
    with store.draft(one.id) as draft:
        draft.put_frames(frames, flat(one.vectors()[numbers]))
        draft.put_preview(b"sheet", "WEBVTT\n")
        draft.put_fingerprints(np.zeros(0, np.uint32))
        if mel is not None:
            draft.put_mel(mel)
        draft.commit(Entry(video, made={"frames": {"kept": len(rows)}}))


@pytest.fixture
def library(request: pytest.FixtureRequest, tmp_path: Path, made: Callable[..., EpisodeFeatures]) -> Library:
    """Twelve series of one episode each, in which nothing returns; in a folder, or in a bucket."""
    bucket = getattr(request, "param", "") == "bucket"
    place = Path(f"{request.getfixturevalue('s3')}/library") if bucket else tmp_path / "library"
    store = Store.create(place, "fake", WIDTH)
    for n in range(SERIES):
        put(store, made(f"v{n}", f"Show {n}", n))
    return Library(store)


def label(library: Library, intro: Callable[[str, int], Segment], count: int = SERIES) -> None:
    for n in range(count):
        span = intro(f"v{n}", n).span
        library.label_segment(f"v{n}", "intro", f"{span.start:.0f}-{span.end:.0f}")


@pytest.mark.parametrize("library", ["folder", "bucket"], indirect=True)
@pytest.mark.slow
def test_it_learns_what_people_labelled_and_serves(
    library: Library, made: Callable[..., EpisodeFeatures], intro: Callable[[str, int], Segment]
) -> None:
    label(library, intro)
    trained = train(library, QUICK)
    assert trained.name == "s1"
    assert trained.verdict.promoted, trained.verdict.why
    assert trained.report is not None
    assert trained.report.f1["without"]["intro"] == 0
    assert trained.report.f1["together"]["intro"] > 0.9
    assert trained.report.quality > 0.95
    put(library.store, made("new", "Show new", 77))
    library.find_segments()
    (found,) = library.segments("new")[0].segments
    truth = intro("new", 77).span
    assert found.kind == "intro"
    assert found.sure
    assert set(found.because) == {"model"}
    assert abs(found.span.start - truth.start) <= 1
    assert abs(found.span.end - truth.end) <= 1
    _listed_and_rolled_back(library)
    _labels_win(library)
    _again(library)


def _listed_and_rolled_back(library: Library) -> None:
    (row,) = listed(library)
    assert (row.name, row.serves, row.tasks, row.videos) == ("s1", True, "segments (attention)", SERIES)
    assert "No segments model serves now" in serve(library, "", rollback=True)
    assert not library.segments("new")[0].segments
    assert "The segments model s1 serves now" in serve(library, "s1")
    assert library.segments("new")[0].segments
    with pytest.raises(UsageWrong, match="no segments model called 'nobody'"):
        serve(library, "nobody")


def _labels_win(library: Library) -> None:
    library.deny_segment("new", "intro")
    assert not library.segments("new")[0].segments
    library.label_segment("new", "intro", "1-9")
    (found,) = library.segments("new")[0].segments
    assert (found.span, found.score) == (Span(1, 9), 1.0)


def _again(library: Library) -> None:
    """A second model must find more than the first, and there is one series that the first did not learn."""
    second = train(library, replace(QUICK, plan=replace(QUICK.plan, epochs=2)))
    assert second.name == "s2"
    assert not second.verdict.promoted
    assert "beside the model 's1'" in second.verdict.why
    assert compared(library, "s1").gain.gain.count == 1
    with pytest.raises(TrainingImpossible, match="No labelled series is new to 's2' and 's1'"):
        compared(library, "s2")


def test_too_little_is_said_before_anything_is_learned(library: Library, intro: Callable[[str, int], Segment]) -> None:
    label(library, intro, 3)
    with pytest.raises(TrainingImpossible, match="Of 3 videos segments are known"):
        train(library, QUICK)
    with pytest.raises(UsageWrong, match="no segments model called 'gpt'"):
        train(library, SegmentTraining(SegmentPlan("gpt")))


def test_without_labels_it_is_kept_and_not_promoted(library: Library, made: Callable[..., EpisodeFeatures]) -> None:
    """What finders are sure of teaches too, and nothing can judge it."""
    from vsearch.library.parts.segments import FoundSegments

    for n in range(SERIES):
        entry = library.store.entry(f"v{n}")
        sure = Segment("credits", Span(70, 90), 0.9, {"writing": 1.0})
        with library.store.draft(f"v{n}", again=True) as draft:
            draft.keep_all()
            draft.put_segments(FoundSegments((sure,)))
            draft.commit(entry)
    trained = train(library, replace(QUICK, plan=SegmentPlan(epochs=1)))
    assert not trained.verdict.promoted
    assert trained.report is None
    assert "No two series have labels" in trained.notes[0]


def test_a_model_of_a_newer_version_is_refused_and_the_rest_goes_on(
    library: Library, intro: Callable[[str, int], Segment]
) -> None:
    label(library, intro)
    trained = train(library, replace(QUICK, plan=SegmentPlan(epochs=1), name="new"))
    models = SegmentModels(library.store)
    models.promote(trained.name)
    config = models.read("new").folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"layout": 99}))
    with pytest.raises(LibraryTooNew, match="'new' was made by a newer version"):
        models.serving()
    told: list[str] = []
    from vsearch.indexer.run.packaging import find_segments

    find_segments(library.store.location, ["v1"], lambda note: told.append(str(note)))
    assert "made by a newer version" in told[0]
    assert "found without it" in told[0]
    assert library.segments("v1")
    (row,) = listed(library)
    assert "newer version" in row.why


def test_labels_teach_what_they_name_alone(library: Library, intro: Callable[[str, int], Segment]) -> None:
    label(library, intro, 1)
    library.deny_segment("v1", "credits")
    labelled, others = examples(library.store, IndexSettings(), lambda _: None)
    assert [(one.id, one.kinds, one.group) for one in labelled] == [
        ("v0", ("intro",), "Show 0"), ("v1", ("credits",), "Show 1"),
    ]  # fmt: skip
    assert not others
    assert (labelled[0].truth == 3).sum() == intro("v0", 0).span.length


def test_the_commands(library: Library, intro: Callable[[str, int], Segment]) -> None:
    def typed(*words: str, fails: bool = False) -> str:
        made = CliRunner().invoke(app, [*words, "--library", str(library.store.local())])
        assert fails or made.exception is None, made.exception
        return made.output

    label(library, intro)
    said = typed("train", "--task", "segments", "--model", "lstm", "--epochs", "8", "--rate", "0.01", "--folds", "2")
    assert "Segments model s1, from 12 videos." in said
    assert "of the seconds rightly" in said
    rows = json.loads(typed("towers", "--task", "segments", "--json"))["items"]
    assert [(row["name"], row["tasks"]) for row in rows] == [("s1", "segments (lstm)")]
    assert "serves" in typed("towers", "--task", "segments", "--promote", "s1")
    assert "No segments model serves now" in typed("towers", "--task", "segments", "--promote", "none")
    with pytest.raises(UsageWrong, match="alone"):
        CliRunner().invoke(app, ["train", "--task", "segments,tags"], catch_exceptions=False)
