"""Tags at the command line: label, tag, review, vocabulary, monitor, and training when it is needed."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import VSearchError
from vsearch.retrieval.library import Library


@pytest.fixture
def own(library, tmp_path):
    """A copy of the three films' library, without their makers' tags, that may be written to."""
    folder = Path(shutil.copytree(library, tmp_path / "library"))
    opened = Library.open(folder)
    for entry in list(opened.store.entries()):
        opened.store.update(entry.with_video(tags=()))
    return folder


@pytest.fixture
def run(own):
    """What the program prints, or the error's sentence; `keys` are piped in."""

    def run(*words, keys=None):
        result = CliRunner().invoke(app, [*words, "--library", str(own)], input=keys)
        if isinstance(result.exception, VSearchError):
            return str(result.exception)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_from_words_to_labels_to_tags_to_a_review(own, run):
    cat, coffee, moon = sorted(Library.open(own).store.ids())
    assert "no video is labelled yet" in run("tag", cat)
    run("vocabulary", "add", "Wombat")
    assert "zero-shot: words alone" in run("tag", cat)
    assert f"{cat}: cat, lion" in run("label", cat, "+cat", "+Lion")
    assert f"{cat}: cat; not lion" in run("label", cat, "-Lion")
    assert f"{coffee}: table" in run("label", coffee, "+table")
    [told] = json.loads(run("tag", moon, "--json"))["items"]
    votes = [one["votes"] for one in told["suggestions"] if one["how"] == "votes"]
    assert votes
    assert votes[0][0]["frames"][0].keys() == {"here", "there", "similarity"}
    assert "↔" in run("tag", moon)
    assert all(id in run("tag", "--all") for id in (cat, coffee, moon))
    output = run("review", "--tag", "table", keys="x\na\nu\nr\nq\n")
    assert "'x' is no answer" in output
    assert "Taken back: 'table'" in output
    log = Library.open(own).store.history()
    kinds = [item.decision.kind for item in log if item.decision.kind in ("accept", "undo", "reject")]
    assert kinds[:3] == ["accept", "undo", "reject"]
    watched = run("monitor")
    assert "precision@1 by week" in watched
    assert "Train again: no." in watched
    assert "No training is needed. " in run("train", "--if-needed")
    assert json.loads(run("train", "--if-needed", "--json"))["needed"] is False


def test_labels_go_out_and_come_back(own, run, tmp_path):
    cat = sorted(Library.open(own).store.ids())[0]
    run("label", cat, "+dog", "+cat")
    run("label", cat, "-dog")
    run("vocabulary", "add", "cat", "-s", "kitten", "-p", "animal", "--language", "de=Katze")
    before = Library.open(own).store.decisions()
    for name in ("labels.csv", "labels.jsonl"):
        run("decisions", "export", str(tmp_path / name))
        (own / "decisions.jsonl").unlink()
        assert f"{len(before)} decisions taken in" in run("decisions", "import", str(tmp_path / name))
        assert Library.open(own).store.decisions() == before
    assert "katze" in run("vocabulary", "list").lower()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["tag"], "Give the IDs of videos, or --all", id="nothing to tag"),
        pytest.param(["label", "ID", "dog"], "'dog' has no sign", id="no sign"),
        pytest.param(["label", "ID", "-ghost"], "No video has the tag 'ghost'", id="a tag that nobody has"),
        pytest.param(["label", "nowhere", "+dog"], "No video of", id="not indexed"),
        pytest.param(["vocabulary", "add"], "Give a word, or a file", id="no word"),
        pytest.param(["vocabulary", "add", "x", "--language", "Hund"], "CODE=NAME", id="no language"),
        pytest.param(["review"], "no video is labelled yet", id="nothing to review yet"),
    ],
)
def test_bad_input_gets_a_sentence(own, run, words, sentence):
    first = sorted(Library.open(own).store.ids())[0]
    assert sentence in run(*(first if word == "ID" else word for word in words))
