"""The open library: its methods do what their examples say."""

import doctest
from pathlib import Path

import pytest

import vsearch
from vsearch.data.samples import Samples
from vsearch.retrieval import library as module

FILMS = ("cat-looks-at-you.mp4", "morning-coffee.mp4", "slow-look-at-the-moon.mp4")


@pytest.fixture(scope="module")
def folder(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, indexed with the built-in encoder."""
    place = tmp_path_factory.mktemp("opened") / "library"
    settings = vsearch.IndexOverrides(transcriber="none", texts="builtin")
    vsearch.index([samples.folder / name for name in FILMS], store=place, encoder="builtin", settings=settings)
    return place


def test_the_examples_of_every_method_hold(folder: Path, samples: Samples) -> None:
    methods = [name for name, value in vars(module.Library).items() if callable(value) and not name.startswith("_")]
    documented = {test.name.rpartition(".")[2]: test for test in doctest.DocTestFinder().find(module, "library")}
    assert all(documented[name].examples for name in methods)
    with vsearch.open(folder) as library:
        known = {"vsearch": vsearch, "library": library, "folder": folder, "videos": samples.folder}
        known["cat"] = library.find("A cat looks at you").id
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        for name in ("Library", *methods):
            documented[name].globs = dict(known)
            runner.run(documented[name])
        assert runner.summarize(verbose=False).failed == 0
