import numpy as np
import pytest
import torch

from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.joint import align, kept_layers
from vsearch.training.distill.teachers.teacher import TeacherSpec
from vsearch.training.distill.teachers.words import said

COUNT = 60


@pytest.fixture
def material():
    rng = np.random.default_rng(0)
    words = tuple((f"text {n}",) if n % 3 else ("kind" if n % 2 else "sort",) for n in range(COUNT))
    known = said(Album((), np.zeros(COUNT, np.int64), np.arange(COUNT), words), [])
    features = Features(
        rng.normal(size=(COUNT, 12)).astype(np.float16), [TeacherSpec("one", 8, 12)], torch.device("cpu")
    )
    sentences = torch.from_numpy(rng.normal(size=(len(known.texts), 8)).astype(np.float32))
    return features, known, sentences


def fitted(material, sentences=None, steps=20):
    features, known, own = material
    given = own if sentences is None else sentences
    return align(features, known, given, torch.zeros(0, 8), np.arange(40), 4, steps)


def test_the_joint_space_comes_out_the_same_every_time(material):
    assert torch.equal(fitted(material)[0].weight, fitted(material)[0].weight)


def test_the_joint_space_learns_nothing_from_pictures_that_are_held_out(material):
    _, known, sentences = material
    other = sentences.clone()
    hidden = [known.captions[n, 0] for n in range(40, COUNT) if known.counts[n]]
    other[torch.as_tensor(np.asarray(hidden))] = 0.0
    assert torch.equal(fitted(material)[1].weight, fitted(material, other)[1].weight)


def test_a_space_that_was_fitted_once_is_not_fitted_again(material, tmp_path):
    first = kept_layers(tmp_path / "joint.pt", "these", lambda: fitted(material), torch.device("cpu"))
    again = kept_layers(tmp_path / "joint.pt", "these", lambda: pytest.fail("fitted again"), torch.device("cpu"))
    other = kept_layers(tmp_path / "joint.pt", "those", lambda: fitted(material, steps=1), torch.device("cpu"))
    assert torch.equal(first[0].weight, again[0].weight)
    assert torch.equal(first[1].bias, again[1].bias)
    assert not torch.equal(first[0].weight, other[0].weight)
    assert not again[0].weight.requires_grad
