"""The tower: the prior at first, indifferent to padding, guided by words, whole in ONNX."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from bench.setting import worlds
from vsearch.errors import UsageWrong
from vsearch.library.towers import Trained
from vsearch.library.towers.contents import check
from vsearch.retrieval.tower.answers import ServingTower
from vsearch.retrieval.tower.movement import COLUMNS
from vsearch.retrieval.tower.sequences import FRAMES
from vsearch.training.datasets.dataset import load, save
from vsearch.training.tower import export
from vsearch.training.tower.batches import MODALITIES, SignalScale, batch, without
from vsearch.training.tower.network import Tower, size
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.predict import predict
from vsearch.training.tower.train import Learned


@pytest.fixture(params=["words", "self"])
def shaken(request, spoken):
    """A tower whose every weight is random, as if trained."""
    torch.manual_seed(1)
    tower = Tower(Plan(width=32, depth=1, heads=2, attention=request.param).shape(spoken)).eval()
    with torch.no_grad():
        for weight in tower.parameters():
            weight.add_(torch.randn_like(weight) * 0.1)
        tower.gate.fill_(0.7)
    return tower


@pytest.mark.parametrize("attention", ["words", "self"])
def test_an_untrained_tower_is_the_prior(spoken, attention):
    tower = Tower(Plan(width=32, depth=1, heads=2, attention=attention).shape(spoken))
    made = predict(tower, spoken, SignalScale.of(spoken))
    priors = np.stack([example.sequences.prior for example in spoken])
    assert np.abs(np.stack([p.vector for p in made]) - priors).max() < 1e-6


def test_a_tower_may_lean_towards_the_title_in_every_video(spoken):
    tower = Tower(Plan(width=32, depth=1, heads=2).shape(spoken))
    tower.lean.data[0] = 1e6
    titles = np.stack([example.sequences.spoken[0] for example in spoken])
    made = np.stack([p.vector for p in predict(tower, spoken, SignalScale.of(spoken))])
    assert np.allclose(made, titles, atol=1e-4)


def test_the_default_tower_has_two_to_six_million_weights(spoken):
    wide = replace(spoken, width=512, text_width=384, sound_width=128)
    assert 2e6 < size(Tower(Plan().shape(wide))) < 6e6


def test_a_video_reads_the_same_alone_and_in_a_batch(spoken, pictures, shaken):
    longer = worlds.world(pictures, "sound", videos=2, frames=20)
    mixed = spoken.like((*spoken.examples[:3], *longer.examples))
    scale = SignalScale.of(spoken)
    together = predict(shaken, mixed, scale)
    for row, example in enumerate(mixed):
        alone = predict(shaken, mixed.like((example,)), scale)[0]
        assert np.allclose(alone.vector, together[row].vector, atol=1e-5)


@pytest.fixture
def stirred(spoken):
    """The same world where it was measured how frames move."""
    dice = np.random.default_rng(3)
    moved = [dice.normal(size=(len(e.chosen), len(COLUMNS))).astype(np.float32) for e in spoken]
    moving = (replace(e.sequences, motion=rows) for e, rows in zip(spoken, moved, strict=True))
    examples = tuple(replace(e, sequences=video) for e, video in zip(spoken, moving, strict=True))
    return replace(spoken, examples=examples, motion_width=len(COLUMNS))


def test_a_tower_says_which_tokens_it_has_and_older_ones_ignore_the_rest(spoken, stirred, shaken, tmp_path):
    scale, example = SignalScale.of(stirred), stirred.examples[0]
    torch.manual_seed(1)
    moving = Tower(Plan(width=32, depth=1, heads=2).shape(stirred)).eval()
    moving.gate.data.fill_(0.7)
    for name, tower, world in (("old", shaken, spoken), ("new", moving, stirred)):
        (tmp_path / name).mkdir()
        export.write(tmp_path / name, Learned(tower, scale, Plan(), (), 0), world, {}, {})
        about = json.loads((tmp_path / name / "config.json").read_text())
        read, _ = export.read(tmp_path / name, about)
        assert read.shape.motion == about["widths"]["motion"] == (len(COLUMNS) if name == "new" else 0)
        serving = ServingTower(Trained(name, tmp_path / name, about, {}, {}))
        bare = replace(example.sequences, motion=np.zeros((0, 0), np.float32))
        apart = np.abs(serving.run(example.sequences).vector - serving.run(bare).vector).max()
        assert (apart > 1e-6) == (name == "new")
        told = predict(read, world.like((example,)), scale)[0].vector
        assert np.allclose(serving.run(example.sequences).vector[0], told, atol=1e-5)
    before = json.loads((tmp_path / "old" / "config.json").read_text())
    del before["widths"]["motion"], before["shape"]["motion"]  # as an earlier version wrote it
    assert export.read(tmp_path / "old", before)[0].shape.motion == 0
    assert ServingTower(Trained("old", tmp_path / "old", before, {}, {})).run(example.sequences).vector.shape[1] == 32


def test_a_dataset_keeps_how_frames_move_and_older_ones_have_none_of_it(spoken, stirred, tmp_path):
    for world in (spoken, stirred):
        save(world, tmp_path / "data.npz")
        back = load(tmp_path / "data.npz")
        assert back.motion_width == world.motion_width
        assert back.fingerprint() == world.fingerprint()
        pairs = zip(back, world, strict=True)
        assert all(np.array_equal(a.sequences.motion, b.sequences.motion) for a, b in pairs)
    assert spoken.fingerprint() != stirred.fingerprint()


@pytest.mark.parametrize("modality", [name for name in MODALITIES if name != "motion"])
def test_a_missing_modality_changes_the_answer_and_breaks_nothing(spoken, shaken, modality):
    bare = spoken.like(tuple(replace(e, sequences=without(e.sequences, modality)) for e in spoken.examples[:4]))
    whole = predict(shaken, spoken.only(range(4)), SignalScale.of(spoken))
    left = predict(shaken, bare, SignalScale.of(spoken))
    moved = [np.abs(a.vector - b.vector).max() for a, b in zip(whole, left, strict=True)]
    assert np.isfinite(moved).all()
    assert max(moved) > 1e-6


def test_the_graph_says_what_the_tower_says_at_every_length(spoken, pictures, shaken, tmp_path):
    scale = SignalScale.of(spoken)
    export.write(tmp_path, Learned(shaken, scale, Plan(), (), 0), spoken, {}, {})
    about = export.config(Learned(shaken, scale, Plan(), (), 0), spoken)
    check(tmp_path, trying=True)
    kept = Trained("t", tmp_path, about, {}, {})
    long = worlds.world(pictures, "sound", videos=1, frames=40, repeat=9).examples[0]
    assert len(long.chosen) > FRAMES
    silent = replace(long, sequences=without(without(long.sequences, "sound"), "transcript"))
    for example in (*spoken.examples[:3], long, silent):
        expected = predict(shaken, spoken.like((example,)), scale)[0]
        told = ServingTower(kept).run(example.sequences)
        assert np.allclose(told.vector[0], expected.vector, atol=1e-5)
        assert len(told.saliency) == len(example.chosen)


def test_a_task_without_proof_is_not_among_those_that_serve(spoken, shaken, tmp_path):
    report = {"report": {"unproven": ["tags"]}}
    export.write(tmp_path, Learned(shaken, SignalScale.of(spoken), Plan(), (), 0), spoken, report, {})
    assert spoken.tasks() == ("thumbnail", "tags")
    assert json.loads((tmp_path / "config.json").read_text())["tasks"] == ["thumbnail"]


def test_a_prompt_moves_the_saliency_and_not_the_vector(spoken, shaken):
    example = spoken.examples[0]
    plain = batch([example], spoken, SignalScale.of(spoken))
    asked = plain | {"prompt": torch.nn.functional.normalize(torch.randn(1, spoken.width), dim=-1)}
    with torch.no_grad():
        (vector, curve, _), (other, moved, _) = shaken(plain), shaken(asked)
    assert torch.allclose(vector, other)
    assert not torch.allclose(curve, moved)


def test_a_tower_is_read_back_as_it_was_written(spoken, shaken, tmp_path):
    scale = SignalScale.of(spoken)
    learned = Learned(shaken, scale, Plan(), (), 0)
    export.write(tmp_path, learned, spoken, {}, {})
    again, same = export.read(tmp_path, export.config(learned, spoken))
    few = spoken.only(range(3))
    for left, right in zip(predict(shaken, few, scale), predict(again, few, same), strict=True):
        assert np.array_equal(left.vector, right.vector)


def test_a_tower_from_before_it_could_lean_is_read_as_one_that_does_not(spoken, shaken, tmp_path):
    learned = Learned(shaken, SignalScale.of(spoken), Plan(), (), 0)
    export.write(tmp_path, learned, spoken, {}, {})
    older = {name: weight for name, weight in shaken.state_dict().items() if name != "lean"}
    torch.save(older, tmp_path / "weights.pt")
    again, _ = export.read(tmp_path, export.config(learned, spoken))
    assert not again.lean.any()
    assert torch.equal(again.gate, shaken.gate)


def test_a_plan_for_an_unknown_task_is_refused():
    with pytest.raises(UsageWrong, match="'posters' is no task"):
        Plan(tasks=("posters",))
