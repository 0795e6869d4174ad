"""The audio imputer: hears what pictures suggest, is unsure where they do not, and serves only if it helped."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch

from bench.setting import worlds
from vsearch.library.towers.contents import check
from vsearch.models.sessions import session
from vsearch.retrieval.tower import imagine as serving
from vsearch.rows import unit
from vsearch.training.tower import export, imputer
from vsearch.training.tower.batches import SignalScale
from vsearch.training.tower.network import Tower
from vsearch.training.tower.train import Learned


@pytest.fixture(scope="module")
def sounding(pictures):
    """A world whose sound follows its pictures: each window is a turned copy of what is seen."""
    world = worlds.world(pictures, "random", videos=60, frames=8)
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((world.width, world.sound_width)).T)[0].T
    examples = []
    for example in world:
        video = example.sequences
        sound = np.asarray(video.frames[::2], np.float32) @ turn
        examples.append(replace(example, sequences=replace(video, sound=sound, heard=video.times[::2])))
    return world.like(tuple(examples))


@pytest.fixture(scope="module")
def made(sounding):
    return imputer.imagine(sounding.only(range(40)), epochs=40)


def test_sound_that_follows_the_pictures_is_imagined(sounding, made):
    near, chance = [], []
    for row in range(40, 60):
        video = sounding.examples[row].sequences
        told = imputer.sounded(video, made)
        assert told.sound.shape == video.sound.shape
        assert (told.surprise > 0).all()
        middle = made.model.mean.numpy()
        near.append(np.sum(unit(told.sound - middle) * unit(video.sound - middle), 1).mean())
        chance.append(np.sum(unit(told.sound - middle) * unit(video.sound[::-1] - middle), 1).mean())
    assert np.mean(near) > np.mean(chance) + 0.1


def test_the_graph_imagines_what_the_model_does_at_every_length(sounding, made, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        imputer.graph(made, tmp_path / "imputer.onnx")
    check(tmp_path, trying=True)
    opened, short = session(tmp_path / "imputer.onnx"), sounding.examples[0].sequences
    long = replace(short, duration=short.duration * 4)
    for video in (short, long):
        model, graph = imputer.sounded(video, made), serving.sounded(video, opened, made.hop)
        assert np.allclose(model.sound, graph.sound, atol=1e-4)
        assert np.allclose(model.surprise, graph.surprise, atol=1e-4)


@pytest.mark.parametrize("helps", [True, False])
def test_only_an_imputer_that_helped_is_kept(spoken, made, tmp_path, tiny, helps):
    torch.manual_seed(0)
    tower = Tower(tiny.shape(spoken)).eval()
    judged = imputer.judged(made, tower, SignalScale.of(spoken), spoken.only(range(20)))
    assert judged.gain.gain.mean == 0
    assert not judged.helps
    better = replace(judged, gain=replace(judged.gain, gain=replace(judged.gain.gain, low=0.1))) if helps else judged
    export.write(tmp_path, Learned(tower, SignalScale.of(spoken), tiny, (), 0), spoken, {}, {}, better)
    assert (tmp_path / "imputer.onnx").exists() is helps
    assert ('"imputer"' in (tmp_path / "config.json").read_text()) is helps


def test_sounds_of_another_encoder_teach_nothing(sounding):
    strange = replace(sounding.examples[0].sequences, sound=np.ones((3, 5), np.float32), heard=np.arange(3.0))
    mixed = sounding.like((replace(sounding.examples[0], sequences=strange), *sounding.examples[1:24]))
    assert len(list(imputer.sounding(mixed))) == 23
    assert not imputer.able(mixed)
    assert imputer.able(sounding)
    assert imputer.imagine(mixed, epochs=1).model.tell[-1].out_features == sounding.sound_width
