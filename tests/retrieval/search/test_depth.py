"""How far a search has to go: from the command to the index a prompt passes few modules."""

import sys

import pytest

from vsearch.cli.app import main
from vsearch.retrieval.library_index import build
from vsearch.retrieval.library_index.candidates import Flat

MOST = 8


def test_words_pass_few_modules_from_the_command_to_the_index(library, add, monkeypatch):
    for n in range(3):
        add(f"v{n}", [("red", 0, 4), ("green", 4, 8)])
    build.refresh(library)
    monkeypatch.setattr("vsearch.retrieval.library_index.read.SMALL", 5)
    passed, found = [], Flat.candidates

    def candidates(index, *asked):
        frame = sys._getframe(1)
        while frame:
            passed.append(frame.f_globals["__name__"])
            frame = frame.f_back
        return found(index, *asked)

    monkeypatch.setattr("vsearch.retrieval.library_index.candidates.FaissRows.candidates", candidates)
    monkeypatch.setattr(sys, "argv", ["vsearch", "search", "green", "--library", library.store.location])
    with pytest.raises(SystemExit):
        main()
    ours = {name for name in passed if name.startswith("vsearch.") and not name.startswith("vsearch.cli.app")}
    assert ours
    assert len(ours | {"vsearch.retrieval.library_index.candidates"}) <= MOST, sorted(ours)
