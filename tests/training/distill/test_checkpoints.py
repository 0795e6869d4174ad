import pytest
import torch

from vsearch.training.distill.checkpoints import PIECE, load, save

CPU = torch.device("cpu")


def test_no_piece_is_larger_than_can_be_carried_and_all_come_back(tmp_path):
    state = {"weights": torch.arange(12 * 2**20, dtype=torch.float32), "steps": 7}
    save(state, tmp_path / "see.pt")
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 1 + 4
    assert max(sizes) <= PIECE < 16 * 2**20
    again = load(tmp_path / "see.pt", CPU)
    assert torch.equal(again["weights"], state["weights"])
    assert again["steps"] == 7


def test_a_newer_one_takes_the_place_of_an_older_one(tmp_path):
    for n in range(3):
        save({"n": n}, tmp_path / "see.pt")
    assert load(tmp_path / "see.pt", CPU) == {"n": 2}
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_stop_cut_short_leaves_the_older_one(tmp_path, monkeypatch):
    save({"n": 0}, tmp_path / "see.pt")
    monkeypatch.setattr("vsearch.training.distill.checkpoints.write", lambda path, text: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save({"n": 1}, tmp_path / "see.pt")
    assert load(tmp_path / "see.pt", CPU) == {"n": 0}


def test_where_nothing_was_saved_nothing_is_loaded(tmp_path):
    assert load(tmp_path / "see.pt", CPU) is None
