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
from vsearch.retrieval.tower.sequences import FRAMES
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


@pytest.mark.parametrize("modality", MODALITIES)
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
