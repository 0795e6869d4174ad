"""Decisions are appended and survive what may happen to a file."""

from pathlib import Path

from vsearch.library import Library
from vsearch.library.decisions import Decision


def test_decisions_come_back_in_order(tmp_path: Path) -> None:
    library = Library.create(tmp_path, "fake", 4)
    pin, tag = Decision("pin", "abcd", time=1.5, by="ann"), Decision("label", "abcd", tag="кошка", by="bob")
    library.decide(pin)
    library.decide(tag)
    assert Library.open(tmp_path).decisions() == [pin, tag]


def test_a_torn_line_costs_only_itself(tmp_path: Path) -> None:
    library = Library.create(tmp_path, "fake", 4)
    library.decide(Decision("pin", "abcd"))
    with (tmp_path / "decisions.jsonl").open("a") as file:
        file.write('{"kind": "unp')
    library.decide(Decision("accept", "abcd"))
    assert [decision.kind for decision in library.decisions()] == ["pin", "accept"]


def test_what_a_newer_version_added_is_passed_over(tmp_path: Path) -> None:
    library = Library.create(tmp_path, "fake", 4)
    (tmp_path / "decisions.jsonl").write_text('{"kind": "pin", "video": "a", "mood": "good"}\n[]\n\n')
    assert [decision.kind for decision in library.decisions()] == ["pin"]
