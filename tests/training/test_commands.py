"""The commands of training, from choices to a tower that serves, as a person types them."""

import json

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import TrainingImpossible
from vsearch.library.decisions import Decision


@pytest.fixture
def typed(learned):
    """Types a command into the library of a serving tower."""

    def one(*words, fails=False):
        made = CliRunner().invoke(app, [*words, "--library", str(learned.store.local())])
        assert fails or made.exception is None, made.exception
        return made

    return one


def test_training_is_one_command(typed, learned, tmp_path):
    [facts] = json.loads(typed("dataset", "build", str(tmp_path / "d.npz"), "--json").output)["items"]
    assert (facts["videos"], facts["thumbnails"], facts["learnable"]) == (84, 84, ["thumbnail"])
    made = typed(
        "train", "--data", str(tmp_path / "d.npz"), "--epochs", "1", "--width", "16", "--name", "mine", "--seed", "3",
        "--folds", "1",
    )  # fmt: skip
    assert "zero-shot prior" in made.output
    assert "Tower mine." in made.output
    rows = json.loads(typed("towers", "--json").output)["items"]
    assert {row["name"] for row in rows} == {"first", "mine"}


def test_evaluation_is_the_same_twice(typed):
    first, second = (typed("evaluate", "--json").output for _ in range(2))
    assert json.loads(first) == json.loads(second)
    assert json.loads(first)["items"][0]["gains"]["zero-shot prior"]["gain"]["mean"] > 0


def test_towers_are_promoted_and_rolled_back_by_hand(typed):
    typed("towers", "--promote", "none")
    assert not any(row["serves"] for row in json.loads(typed("towers", "--json").stdout)["items"])
    assert "serves" in typed("towers", "--rollback").stdout
    assert "hit@1" in typed("towers", "--compare", "first").stdout


def test_decisions_go_out_and_come_in(typed, learned, tmp_path):
    learned.store.decide(Decision("label", "v0000", tag="dog"))
    count = len(learned.store.decisions())
    assert f"{count} decisions written" in typed("decisions", "export", str(tmp_path / "d.csv")).output
    assert "0 decisions taken in" in typed("decisions", "import", str(tmp_path / "d.csv")).output
    assert "dog" in typed("decisions", "list", "v0000").output


def test_too_few_choices_end_in_a_sentence(typed, learned):
    (learned.store.local() / "decisions.jsonl").unlink()
    made = typed("train", fails=True)
    assert isinstance(made.exception, TrainingImpossible)


def test_a_dataset_is_told(typed, tmp_path):
    typed("dataset", "build", str(tmp_path / "d.npz"))
    made = CliRunner().invoke(app, ["dataset", "show", str(tmp_path / "d.npz")])
    assert "learnable" in made.output
