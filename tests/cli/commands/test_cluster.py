"""`--cluster` of what is long: the work goes to whoever joined; where it says nothing it is refused in a sentence."""

import shutil
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

import vsearch.cluster.work
from vsearch.cli.app import app
from vsearch.cluster.work import Joined
from vsearch.executors import HERE


@pytest.fixture
def orders(monkeypatch):
    """What whoever joins is asked to do, and at which address; it is done here."""
    found = []

    class Noted:
        def run(self, work, *arguments, **options):
            found.append((work.__module__.rpartition(".")[2], work.__name__.strip("_")))
            return HERE.run(work, *arguments, **options)

    @contextmanager
    def joined(address):
        assert address == "ray://head:10001"
        yield Joined(executor=Noted())

    monkeypatch.setattr(vsearch.cluster.work, "joined", joined)
    return found


@pytest.fixture
def run(library, tmp_path):
    shutil.copytree(library, tmp_path / "library")

    def run(*words):
        place = ["--cluster", "ray://head:10001", "--library", str(tmp_path / "library")]
        return CliRunner().invoke(app, [*words, *place])

    return run


@pytest.mark.parametrize(
    ("words", "order"),
    [
        pytest.param(["rebuild"], ("shards", "made"), id="rebuild"),
        pytest.param(["tag", "--all"], ("tagging", "tags"), id="tag"),
        pytest.param(["thumbnail", "--all", "-o", "OUT", "--top", "1"], ("gallery", "drawn"), id="thumbnail"),
        pytest.param(["segments", "--find"], ("segment_search", "search"), id="segments"),
    ],
)
def test_what_is_long_is_done_by_whoever_joined(run, orders, tmp_path, words, order):
    done = run(*[str(tmp_path / "out") if word == "OUT" else word for word in words])
    assert done.exit_code == 0, done.output
    assert order in orders, done.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["tag", "cat"], "--cluster goes with --all", id="tags of one video"),
        pytest.param(["segments"], "--cluster goes with --find", id="segments that were found"),
        pytest.param(["train"], "--cluster goes with --tune", id="one plan"),
        pytest.param(["train", "--tune", "2", "--jobs", "2"], "without --jobs", id="two places"),
    ],
)
def test_where_it_says_nothing_it_is_refused(run, orders, words, sentence):
    done = run(*words)
    assert sentence in str(done.exception)
    assert not orders
