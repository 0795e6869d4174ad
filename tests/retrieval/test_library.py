"""The open library: its methods do what their examples say."""

import dataclasses
import datetime
import doctest
from pathlib import Path
from shutil import copytree

import pytest

import vsearch
from vsearch.data.samples import Samples
from vsearch.retrieval import asking, deciding, library, saving, trying, writing


@pytest.fixture(scope="module")
def folder(three_films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, indexed with the built-in encoder."""
    return Path(copytree(three_films, tmp_path_factory.mktemp("opened") / "library"))


MODULES = (library, asking, deciding, saving, trying, writing)
CLASSES = (asking.Asking, deciding.Deciding, saving.Saving, trying.Trying, writing.Writing, library.Library)
"""Those that forget videos or make everything anew come last: the examples are run in this order."""


def test_the_examples_of_every_method_hold(folder: Path, samples: Samples, tmp_path: Path) -> None:
    methods = [name for kind in CLASSES for name, value in vars(kind).items() if callable(value) and name[0] != "_"]
    found = [test for module in MODULES for test in doctest.DocTestFinder().find(module, module.__name__)]
    documented = {test.name.rpartition(".")[2]: test for test in found}
    assert all(documented[name].examples for name in methods)
    with vsearch.open(folder) as opened:
        known = {
            "vsearch": vsearch,
            "library": opened,
            "folder": folder,
            "videos": samples.folder,
            "out": tmp_path,
            "dataclasses": dataclasses,
            "datetime": datetime,
        }
        known |= {"cat": opened.find("A cat looks at you").id, "coffee": opened.find("Morning coffee").id}
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        for name in ("Library", *methods):
            documented[name].globs = dict(known)
            runner.run(documented[name])
        assert runner.summarize(verbose=False).failed == 0
