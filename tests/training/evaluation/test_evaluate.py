"""Evaluation next to the baselines, the same from the same seed; promotion only by more than chance."""

from dataclasses import replace

import pytest

from bench.setting import worlds
from vsearch.errors import EncoderMismatch, LibraryTooNew, TrainingImpossible, UsageWrong
from vsearch.library import towers
from vsearch.retrieval.tower import answers
from vsearch.training.datasets import split
from vsearch.training.datasets.build import build
from vsearch.training.evaluation import baselines, report
from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.evaluation.evaluate import evaluate
from vsearch.training.serving import towers as serving
from vsearch.training.serving.promote import verdict
from vsearch.training.tower import fit, pipeline
from vsearch.training.tower.batches import SignalScale
from vsearch.training.tower.network import Tower
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.predict import predict
from vsearch.training.tower.tune import Trial, Tuned


@pytest.fixture(scope="module")
def judged(spoken, tiny):
    """Out-of-fold predictions of a world, and their report."""
    made, _ = crossvalidate(spoken, replace(tiny, epochs=4), 2)
    return made, evaluate(spoken, made)


def test_the_tower_stands_next_to_every_baseline(judged):
    _, told = judged
    assert {row.method for row in told.rows if row.task == "thumbnail"} == {*baselines.METHODS, "tower"}
    assert set(told.row("tower").metrics) == {"hit@1", "hit@3", "hit@5", "precision@3", "precision@5", "nDCG", "mAP"}
    assert told.row("ffmpeg thumbnail").metrics is None
    assert told.row("tower").metrics["hit@1"].mean > told.row(PRIOR).metrics["hit@1"].mean
    assert told.gains[PRIOR].better


def test_the_same_seed_gives_the_same_figures(judged, spoken):
    made, told = judged
    assert evaluate(spoken, made) == told


def test_out_of_fold_predictions_never_saw_their_series(spoken, tiny):
    seen = []
    crossvalidate(
        spoken.only(range(40)), replace(tiny, epochs=1), 2, watch=lambda progress: seen.append(progress.stage)
    )
    assert seen == ["fold 1 of 2", "fold 2 of 2"]


def test_a_report_tells_the_plans_that_were_tried_and_what_mattered(judged):
    tried = (
        Trial(0, "pruned", 0.5, {"rate": 0.1}),
        Trial(1, "complete", 0.9, {"rate": 0.2}),
        Trial(2, "fail", None, {}),
    )
    tuned = Tuned(Plan(), 0.9, {"width": 0.2, "rate": 0.8}, tried)
    page = report.page("t1", judged[1], (), "Kept.", ("A note.",), tuned)
    assert "What mattered: rate 80%, width 20%." in page
    assert page.index("<td>2</td><td>0.900</td>") < page.index("<td>1</td><td>0.500</td><td>pruned</td>")
    assert "The mean of hit@1, hit@3 and hit@5, video by video." in page
    assert "A note." in page


def test_choices_made_by_lot_are_not_promoted(pictures, tiny):
    noise = worlds.world(pictures, "random", videos=80, frames=8)
    made, _ = crossvalidate(noise, replace(tiny, epochs=2), 2)
    judged = verdict(evaluate(noise, made), None)
    assert not judged.promoted
    assert "may be chance" in judged.why


@pytest.mark.parametrize(
    ("length", "films", "said"),
    [
        pytest.param(60, None, None, id="short ones are decoded unasked"),
        pytest.param(7200, None, "that would decode 2.0 hours of film", id="long ones are not"),
        pytest.param(7200, True, None, id="but are when asked for"),
        pytest.param(60, False, "that would decode 0.0 hours of film", id="none is when not wanted"),
    ],
)
def test_films_are_decoded_unasked_only_where_that_is_quick(spoken, tiny, monkeypatch, length, films, said):
    monkeypatch.setitem(baselines.METHODS, "ffmpeg thumbnail", baselines.uniform)
    one = replace(spoken.examples[0], sequences=replace(spoken.examples[0].sequences, duration=float(length)))
    world = replace(spoken, examples=(one,))
    told = evaluate(world, predict(Tower(tiny.shape(world)), world, SignalScale.of(spoken)), films=films)
    assert (told.row("ffmpeg thumbnail").metrics is None) == bool(said)
    assert (told.notes[0] if told.notes else None) == (said and f"FFmpeg's filter is not compared: {said}.")


def test_films_are_decoded_once_for_thumbnails_and_moments(pictures, tiny, monkeypatch):
    world, seen = worlds.world(pictures, "words", videos=4, frames=8), []
    monkeypatch.setitem(baselines.METHODS, "ffmpeg thumbnail", lambda e: seen.append(e.id) or baselines.uniform(e))
    told = evaluate(world, predict(Tower(tiny.shape(world)), world, SignalScale.of(world)), films=True)
    assert {row.task for row in told.rows} >= {"thumbnail", "highlight"}
    assert seen == [example.id for example in world]


def test_tags_are_measured_with_each_ones_precision_and_recall(pictures, tiny):
    world = worlds.world(pictures, "sound", videos=60, frames=8)
    told = evaluate(world, predict(Tower(tiny.shape(world)), world, SignalScale.of(world)))
    names = {"Hit@1", "Hit@2", "F1 micro", "F1 macro", "ROC-AUC", "GAP"}
    assert set(told.row("tower", "tags").metrics) == names
    assert {row.method for row in told.rows if row.task == "tags"} == {"random", "most common tags", "tower"}
    assert {row.tag for row in told.tags} == set(world.tags)


def test_tags_are_left_out_where_no_judged_video_has_one(pictures, tiny):
    world = worlds.world(pictures, "sound", videos=20, frames=8)
    bare = world.only(range(4))
    bare = bare.like(tuple(replace(e, tags=dict.fromkeys(e.tags, False)) for e in bare))
    told = evaluate(bare, predict(Tower(tiny.shape(world)), bare, SignalScale.of(world)))
    assert {row.task for row in told.rows} == {"thumbnail"}
    assert told.tags == ()


def test_moments_stand_next_to_every_baseline_too(pictures, tiny):
    world = worlds.world(pictures, "words", videos=30, frames=8)
    told = evaluate(world, predict(Tower(tiny.shape(world)), world, SignalScale.of(world)), tasks=("highlight",))
    assert {row.method for row in told.rows if row.task == "highlight"} == {*baselines.METHODS, "tower"}
    assert set(told.row("tower", "highlight").metrics) == {"full marks@1", "mAP", "nDCG", "Spearman", "Kendall"}
    assert told.row("ffmpeg thumbnail", "highlight").metrics is None
    assert told.figure == "nDCG of moments"


@pytest.mark.parametrize(
    ("deciding", "unproven"), [("thumbnail", ("highlight",)), ("highlight", ())], ids=["beside another", "by itself"]
)
def test_what_a_tower_does_no_better_it_has_no_say_in(pictures, tiny, deciding, unproven):
    world = worlds.world(pictures, "words", videos=30, frames=8)
    told = evaluate(world, predict(Tower(tiny.shape(world)), world, SignalScale.of(world)), tasks=(deciding,))
    assert "highlight" in {row.task for row in told.rows}
    assert tuple(task for task in told.unproven if task == "highlight") == unproven
    assert any("no say in" in note and "moments" in note for note in told.notes) == bool(unproven)


def test_several_prompts_of_a_video_count_as_one(pictures, tiny):
    world = worlds.world(pictures, "words", videos=10, frames=8)
    many = world.like(tuple(replace(e, asked=e.asked * (n % 3 + 1)) for n, e in enumerate(world)))
    one, told = (
        evaluate(data, predict(Tower(tiny.shape(world)), data, SignalScale.of(world)), tasks=("highlight",))
        for data in (world, many)
    )
    assert {gain.gain.count for gain in told.gains.values()} == {10}
    assert {mean.count for mean in told.row("tower", "highlight").metrics.values()} == {10}
    assert told.values[PRIOR] == pytest.approx(one.values[PRIOR])


@pytest.mark.slow
def test_a_tower_of_tags_is_judged_by_tags_against_the_serving_one_and_says_nothing_of_thumbnails(
    pictures, shelved, tiny
):
    world = worlds.world(pictures, "sound", videos=84, frames=8)
    library = shelved(world)
    data = replace(build(library), examples=world.examples, sound="imagined", sound_width=48)
    plan = replace(tiny, tasks=("tags",), epochs=1, rate=1e-5)
    first = fit.fit(library, data, plan, "first")
    assert first.report.figure == "nDCG of tags"
    serving.serve(library, "first")
    assert answers.vector(library, library.store.shelf("v0000").entry()) is None
    assert set(answers.tag_logits(library, library.store.shelf("v0000").entry())) == set(data.tags)
    second = fit.fit(library, data, replace(plan, seed=1), "second")
    assert "against first it gains" in second.verdict.why
    assert second.verdict.gain.gain.count == second.report.row("first", "tags").metrics["Hit@1"].count > 0
    assert second.report.row("first", "thumbnail").metrics == second.report.row(PRIOR, "thumbnail").metrics


def test_towers_are_listed_compared_promoted_and_rolled_back(learned, tiny):
    library = learned
    data = build(library)
    second = fit.fit(library, data, replace(tiny, epochs=1, rate=1e-5), "second")
    assert not second.verdict.promoted
    assert "first" in second.verdict.why
    assert [(row.name, row.serves) for row in serving.listed(library)] == [("first", True), ("second", False)]
    told = pipeline.measure(library, data, "second")
    assert "first (serves)" in told.gains
    assert serving.serve(library, "second") == "second serves now."
    assert serving.serve(library, "", rollback=True) == "first serves now."
    assert serving.serve(library, "none") == "The zero-shot prior serves now."
    assert answers.vector(library, library.store.shelf("v0000").entry()) is None
    assert towers.history(library.store) == ["first", None]
    made = [one for one in library.store.decisions() if one.kind == "promote"]
    assert [one.tag for one in made] == ["first", "second", "first", PRIOR]
    assert "beats the zero-shot prior" in made[0].note
    assert all(one.by and one.at for one in made)
    assert serving.listed(library)[1].why == "Promoted by hand."

    page = (towers.read(library.store, "second").folder / "report.html").read_text("utf-8")
    assert "<polyline" in page
    assert "zero-shot prior" in page
    assert "src=" not in page
    assert "href=" not in page

    config = library.store.local("towers") / "first" / "config.json"
    config.write_text(config.read_text("utf-8").replace('"layout": 1', '"layout": 99'), "utf-8")
    with pytest.raises(LibraryTooNew, match=r"'first' was made by a newer version \(layout 99\)"):
        serving.serve(library, "first")
    assert [(row.name, row.why[:24]) for row in serving.listed(library)] == [
        ("first", "The tower 'first' was ma"),
        ("second", "Promoted by hand."),
    ]
    towers._room(library.store).point(["first"])
    with pytest.raises(LibraryTooNew):
        fit.fit(library, data, tiny, watch=lambda _: pytest.fail("It was trained before it was refused."))
    config.write_text(
        config.read_text("utf-8").replace('"layout": 99', '"layout": 1').replace("imagined", "other"), "utf-8"
    )
    with pytest.raises(EncoderMismatch, match=r"'first' was trained on other, and .* was indexed with imagined"):
        serving.serve(library, "first")


def test_a_tower_that_is_not_there_is_refused_with_those_that_are(shelved, spoken):
    library = shelved(spoken.only(range(2)))
    with pytest.raises(UsageWrong, match="no tower called 'x'"):
        serving.serve(library, "x")
    with pytest.raises(UsageWrong, match="nothing to go back from"):
        serving.serve(library, "", rollback=True)
    with pytest.raises(UsageWrong, match="cannot be called"), towers.draft(library.store, "../x"):
        pass


def test_a_library_without_choices_says_what_makes_them(shelved, spoken, tiny):
    library = shelved(spoken.only(range(2)), pins=False)
    with pytest.raises(TrainingImpossible, match=r"0 videos with choices .* Pin frames"):
        pipeline.train(library, build(library), pipeline.TrainSettings(tiny))


def test_a_dataset_of_another_encoder_is_refused(shelved, spoken, tiny):
    library = shelved(spoken.only(range(2)))
    with pytest.raises(EncoderMismatch, match="The dataset was made with other"):
        fit.fit(library, replace(spoken, encoder="other"), tiny)


def test_held_out_videos_of_a_tower_are_those_it_never_saw(served):
    library, _ = served
    data = towers.read(library.store, "first").data
    assert not set(data["learned"]) & set(data["held"])
    assert len(data["held"]) == len(split.held(build(library))[1])
