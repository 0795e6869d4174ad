import numpy as np
import pytest
import torch
from torch import nn

from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.teacher import TeacherSpec

CPU = torch.device("cpu")
ONE, TWO = TeacherSpec("one", 8, 4, ("a", "b")), TeacherSpec("two", 8, 3)


@pytest.fixture
def answers():
    rng = np.random.default_rng(0)
    rows = rng.normal(3, [1, 50, 1, 1, 0, 0, 1, 1, 9], (500, 9))
    rows[:, 4:6] = [0.25, 0.75]
    return rows.astype(np.float16)


def test_the_teachers_stand_side_by_side_each_of_unit_length(answers):
    features = Features(answers, [ONE, TWO], CPU)
    parts = features.taken(torch.arange(20))
    assert [part.shape for part in parts] == [(20, 4), (20, 3)]
    for part in parts:
        assert torch.allclose(part.norm(dim=1), torch.ones(20), atol=1e-5)
    assert features.width == 7
    assert [part.shape for part in features.parts(torch.zeros(5, 7))] == [(5, 4), (5, 3)]


def test_no_strong_column_drowns_the_others(answers):
    first = Features(answers, [ONE, TWO], CPU).taken(torch.arange(500))[0]
    assert float(first.pow(2).mean(0).max() / first.pow(2).mean(0).min()) < 1.5


def test_only_teachers_with_classes_share_pictures_out(answers):
    shares = Features(answers, [ONE, TWO], CPU).shares(torch.arange(3))
    assert shares.tolist() == [[0.25, 0.75]] * 3
    both = Features(np.concatenate([answers[:, :6], answers[:, :6]], 1), [ONE, ONE], CPU).shares(torch.arange(3))
    assert both.sum(1).tolist() == [1.0] * 3
    assert Features(answers[:, 6:], [TWO], CPU).shares(torch.arange(3)).shape == (3, 0)


def test_an_only_encoder_keeps_its_own_space(answers):
    joint = Features(answers[:, 6:], [TWO], CPU).joint(nn.Identity())
    wanted = torch.from_numpy(answers[:, 6:]).float()
    assert torch.allclose(joint, wanted / wanted.norm(dim=1, keepdim=True), atol=1e-5)
