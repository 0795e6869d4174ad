"""Training: learns, stops, survives a kill, repeats itself, and says what went wrong."""

import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from bench.setting import worlds
from vsearch.errors import TrainingImpossible
from vsearch.training.datasets import split
from vsearch.training.datasets.dataset import Asked
from vsearch.training.tower import predict, train
from vsearch.training.tower.batches import SignalScale, sparing
from vsearch.training.tower.network import Tower
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.train import learn


@pytest.fixture(scope="module")
def parts(spoken):
    known, held = split.held(spoken)
    return spoken.only(known[:80]), spoken.only(held[:20])


def weights(learned):
    return {name: value.numpy() for name, value in learned.tower.state_dict().items()}


def test_the_score_on_held_out_videos_rises(parts, tiny):
    learned = learn(*parts, tiny)
    assert learned.history[learned.best].score > learned.history[0].score + 0.1
    assert learned.history[-1].losses["thumbnail"] < learned.history[1].losses["thumbnail"]


def test_the_same_seed_gives_the_same_tower(parts, tiny):
    short = replace(tiny, epochs=2)
    first, second, other = (learn(*parts, plan) for plan in (short, short, replace(short, seed=1)))
    assert all(np.array_equal(a, weights(second)[name]) for name, a in weights(first).items())
    assert any(not np.array_equal(a, weights(other)[name]) for name, a in weights(first).items())


def test_training_stops_when_nothing_gets_better(pictures, tiny):
    noise = worlds.world(pictures, "random", videos=60, frames=8)
    known, held = split.held(noise)
    learned = learn(noise.only(known), noise.only(held), replace(tiny, epochs=30, patience=2, rate=1e-2))
    assert len(learned.history) < 15


def test_an_interrupted_training_ends_like_one_that_was_not(parts, tiny, tmp_path):
    short = replace(tiny, epochs=4)
    whole = learn(*parts, short)

    def stop(progress):
        if len(progress.history) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learn(*parts, short, tmp_path, watch=stop)
    seen = []
    resumed = learn(*parts, short, tmp_path, resume=True, watch=seen.append)
    assert len(seen) == 2
    assert all(np.array_equal(a, weights(resumed)[name]) for name, a in weights(whole).items())


@pytest.fixture
def steps(monkeypatch):
    """Learned towers are the last step's, not the mean of many."""
    monkeypatch.setattr(train, "follow", lambda smooth, tower, share: smooth.load_state_dict(tower.state_dict()))


def test_what_is_kept_is_the_mean_of_many_steps(parts, tiny, request):
    plain = learn(*parts, replace(tiny, epochs=2, rate=1e-2))
    request.getfixturevalue("steps")
    last = learn(*parts, replace(tiny, epochs=2, rate=1e-2))
    assert plain.history[1].losses == last.history[1].losses
    assert any(not np.array_equal(a, weights(last)[name]) for name, a in weights(plain).items())


def test_a_checkpoint_of_an_older_version_is_refused(parts, tiny, tmp_path):
    learn(*parts, replace(tiny, epochs=1), tmp_path)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    del state["smooth"]
    torch.save(state, tmp_path / "checkpoint.pt")
    with pytest.raises(TrainingImpossible, match="was made by another version"):
        learn(*parts, replace(tiny, epochs=1), tmp_path, resume=True)


MORTAL = """
import os, signal, sys
from pathlib import Path
import torch; torch.set_num_threads(1)
from bench.setting import worlds
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.train import learn
world = worlds.world(worlds.imagined(100, 16), "transcript", videos=24, frames=8)
def watch(progress):
    if len(progress.history) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
learn(world, world, Plan(epochs=3, width=16, depth=1, heads=2, batch=8, patience=9), Path(sys.argv[1]), watch=watch)
"""


@pytest.mark.slow
def test_a_killed_training_goes_on_from_its_checkpoint(tmp_path):
    ended = subprocess.run([sys.executable, "-c", MORTAL, str(tmp_path)], timeout=90)
    assert ended.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
    world = worlds.world(worlds.imagined(100, 16), "transcript", videos=24, frames=8)
    plan, seen = Plan(epochs=3, width=16, depth=1, heads=2, batch=8, patience=9), []
    learn(world, world, plan, tmp_path, resume=True, watch=seen.append)
    assert [len(progress.history) for progress in seen] == [4]


@pytest.mark.parametrize(
    ("videos", "change", "told"),
    [
        pytest.param(40, {}, "was made with data .* instead of .* resume=False", id="other videos"),
        pytest.param(80, {"batch": 8}, "was made with batch 16 instead of 8, so", id="another batch"),
        pytest.param(80, {"width": 16, "seed": 1}, "with width 32 instead of 16, seed 0 instead of 1", id="two things"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(parts, tiny, tmp_path, videos, change, told):
    short = replace(tiny, epochs=1)
    learn(*parts, short, tmp_path)
    with pytest.raises(TrainingImpossible, match=told):
        learn(parts[0].only(range(videos)), parts[1], replace(short, **change), tmp_path, resume=True)


def test_a_broken_checkpoint_is_refused(parts, tiny, tmp_path):
    (tmp_path / "checkpoint.pt").write_bytes(b"broken")
    with pytest.raises(TrainingImpossible, match=r"checkpoint\.pt cannot be read.* resume=False"):
        learn(*parts, tiny, tmp_path, resume=True)


def test_a_training_goes_on_with_a_smaller_rate(parts, tiny, tmp_path, steps):
    first = learn(*parts, replace(tiny, epochs=1), tmp_path)
    slowed = learn(*parts, replace(tiny, epochs=3, rate=1e-9), tmp_path, resume=True)
    assert len(slowed.history) == 4
    assert all(np.allclose(a, weights(slowed)[name], atol=1e-6) for name, a in weights(first).items())


def test_a_loss_that_is_no_number_stops_and_names_the_batch(parts, tiny, tmp_path):
    learn(*parts, replace(tiny, epochs=1), tmp_path)
    before = (tmp_path / "checkpoint.pt").read_bytes()
    spoiled = parts[0].examples[0]
    frames = spoiled.sequences.frames.copy()
    frames[0] = np.nan
    spoiled = replace(spoiled, sequences=replace(spoiled.sequences, frames=frames))
    broken = parts[0].like((spoiled, *parts[0].examples[1:]))
    with pytest.raises(TrainingImpossible, match=r"batch \d+ of epoch 1 is not a number; its videos begin with v\d+"):
        learn(broken, parts[1], tiny, tmp_path)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_a_full_memory_halves_the_batch_and_says_so(parts, tiny, monkeypatch):
    def cramped(examples, *rest, real=train.batch):
        if len(examples) > 8:
            raise MemoryError
        return real(examples, *rest)

    monkeypatch.setattr(train, "batch", cramped)
    learned = learn(*parts, replace(tiny, epochs=3))
    assert learned.notes == ("Memory ran out with 16 videos a batch: trained on with 8.",)
    assert learned.history[-1].losses


def test_a_memory_too_small_for_one_video_is_said(parts, tiny, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr(train, "batch", full)
    with pytest.raises(TrainingImpossible, match="does not hold even one video"):
        learn(*parts, tiny)


def test_a_batch_that_is_too_large_to_judge_is_judged_by_halves(parts, tiny, monkeypatch):
    tower, scale = Tower(tiny.shape(parts[0])).eval(), SignalScale.of(parts[0])
    whole = predict.predict(tower, parts[1], scale)

    def cramped(examples, *rest, real=predict.batch):
        if len(examples) > 3:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        return real(examples, *rest)

    monkeypatch.setattr(predict, "batch", cramped)
    halves = predict.predict(tower, parts[1], scale)
    assert all(np.allclose(a.near, b.near, atol=1e-5) for a, b in zip(whole, halves, strict=True))


def test_a_full_memory_outside_a_batch_is_a_sentence_and_other_errors_stay():
    with pytest.raises(TrainingImpossible, match="smaller width"), sparing():
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
    with pytest.raises(RuntimeError, match="shapes"), sparing():
        raise RuntimeError("shapes do not fit")


@pytest.mark.parametrize(("rule", "task"), [("transcript", "thumbnail"), ("taste", "highlight"), ("sound", "tags")])
def test_every_task_is_learned_and_was_not_known_before(pictures, tiny, rule, task):
    world = worlds.world(pictures, rule, videos=90, frames=8)
    if task == "highlight":  # asked as such, without words that would give them away
        nothing = np.zeros(world.width, np.float32)
        world = world.like(tuple(replace(one, asked=(Asked(nothing, one.chosen),)) for one in world))
    known, held = split.held(world)
    learned = learn(world.only(known), world.only(held), replace(tiny, tasks=(task,), epochs=6, rate=5e-3))
    before, *after = (epoch.score for epoch in learned.history)
    assert max(after) > before + 0.2
    reached = predict.score(learned.tower, world.only(held), learned.scale, (task,))
    assert reached == pytest.approx(max(after))
    assert learned.history[-1].losses.keys() == {task}
