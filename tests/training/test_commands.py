"""The commands of training, from choices to a tower that serves, as a person types them."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import TrainingImpossible
from vsearch.library import towers
from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library


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


def _lists(value):
    if isinstance(value, list):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(part)


def test_commands_that_learn_answer_programs_in_one_envelope(typed, tmp_path):
    made = str(tmp_path / "d.npz")
    for words in (["dataset", "build", made], ["evaluate", "--data", made], ["evaluate"]):
        line, rest = typed(*words, "--json").stdout.split("\n", 1)
        told = json.loads(line)
        assert (rest, told["version"]) == ("", 1)
        assert told["items"]
        assert all(isinstance(item, dict) for item in told["items"])
        assert all(isinstance(note, str) for note in told["notes"])
        assert not [part for part in _lists(told["items"]) if any(isinstance(item, list) for item in part)]


def test_towers_are_promoted_and_rolled_back_by_hand(typed):
    typed("towers", "--promote", "none")
    assert not any(row["serves"] for row in json.loads(typed("towers", "--json").stdout)["items"])
    assert "serves" in typed("towers", "--rollback").stdout
    assert "hit@1" in typed("towers", "--compare", "first").stdout


WRONG = {
    "no graph": ("tower.onnx", None),
    "another graph": ("tower.onnx", b"noise"),
    "odd config": ("config.json", b'{"layout": 1, "mean": 3}'),
    "odd weights": ("weights.json", b"[]"),
}


@pytest.mark.parametrize("before", ["first", None])
@pytest.mark.parametrize(("name", "content"), WRONG.values(), ids=WRONG)
def test_a_damaged_tower_leaves_what_served_before_to_serve(typed, learned, before, name, content):
    store = learned.store
    for id in store.ids()[12:]:  # as if it had never held more: every command reads all of them
        shutil.rmtree(store.local("videos", id))
    store.decide(*(Decision("label", f"v000{n}", tag=tag) for n, tag in enumerate(("dog", "dog", "cat", "cat"))))
    shutil.copytree(store.local("towers", "first"), store.local("towers", "second"))
    towers.keep(store, "second", "weights.json", '{"weights": {}}')
    towers.promote(store, before)
    towers.promote(store, "second")
    damaged = store.local("towers", "second", name)
    damaged.unlink() if content is None else damaged.write_bytes(content)
    serves = f"The tower {before!r}, which served before," if before else "The zero-shot prior"
    for command in ("highlights", "tag"):
        [note] = [note for note in json.loads(typed(command, "v0000", "--json").stdout)["notes"] if "second" in note]
        assert note.endswith(f"{serves} serves instead.")
    with Library.open(store.local()) as opened:
        assert opened.thumbnails("v0000")
        assert opened.notes == (note,)
    json.loads(typed("search", "galaxies", "--json").stdout)
    assert " ".join(typed("highlights", "v0000").stdout.split()).count("serves instead") == 1  # a note may be folded
    assert "second" in typed("doctor", fails=True).output
    typed("doctor", "--mend", fails=True)
    assert towers.current(store) == before
    assert json.loads(typed("highlights", "v0000", "--json").stdout)["notes"] == []


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
