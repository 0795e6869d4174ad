"""Decisions are appended and survive what may happen to a file."""

import json
import os
from pathlib import Path

import pytest

from vsearch.errors import OutputRefused
from vsearch.library import Store
from vsearch.library.decisions import Decision


def test_decisions_come_back_in_order(tmp_path: Path) -> None:
    store = Store.create(tmp_path, "fake", 4)
    pin, tag = Decision("pin", "abcd", time=1.5, by="ann"), Decision("label", "abcd", tag="кошка", by="bob")
    store.decide(pin)
    store.decide(tag)
    assert Store.open(tmp_path).decisions() == [pin, tag]


def test_a_torn_line_costs_only_itself(tmp_path: Path) -> None:
    store = Store.create(tmp_path, "fake", 4)
    store.decide(Decision("pin", "abcd"))
    with (tmp_path / "decisions.jsonl").open("a") as file:
        file.write('{"kind": "unp')
    store.decide(Decision("accept", "abcd"))
    assert [decision.kind for decision in store.decisions()] == ["pin", "accept"]


def test_what_a_newer_version_added_is_passed_over(tmp_path: Path) -> None:
    store = Store.create(tmp_path, "fake", 4)
    (tmp_path / "decisions.jsonl").write_text('{"kind": "pin", "video": "a", "mood": "good"}\n[]\n\n')
    assert [decision.kind for decision in store.decisions()] == ["pin"]


def test_a_log_is_parsed_again_only_when_it_grew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, parsed, loads = Store.create(tmp_path, "fake", 4), [], json.loads
    store.decide(Decision("pin", "abcd"))
    monkeypatch.setattr("vsearch.library.decisions.json.loads", lambda line: parsed.append(line) or loads(line))
    store.decisions().clear()  # what one asker does to the list is nobody else's
    assert [made.kind for made in store.decisions()] == ["pin"]
    assert len([line for line in parsed if line]) == 1
    with (tmp_path / "decisions.jsonl").open("a") as other:
        other.write('{"kind": "unpin"}\n')
    assert [made.kind for made in store.decisions()] == ["pin", "unpin"]
    store.decide(Decision("accept", "abcd"))
    assert [made.kind for made in Store.open(tmp_path).decisions()] == ["pin", "unpin", "accept"]


@pytest.mark.parametrize("text", ["a\u2028b", "a\u0085b", "a\nb", "a\r\nb", "a\x1eb", "кошка", "😀"], ids=ascii)
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    store = Store.create(tmp_path, "fake", 4)
    store.decide(Decision("label", "abcd", tag=text), Decision("label", "abcd", tag="next", note=text))
    assert [(made.tag, made.note) for made in store.decisions()] == [(text, ""), ("next", text)]


def test_logs_of_before_come_back(tmp_path: Path) -> None:
    store = Store.create(tmp_path, "fake", 4)
    (tmp_path / "decisions.jsonl").write_text('{"kind": "label", "tag": "a\u2028b"}\n', "utf-8")
    assert [made.tag for made in store.decisions()] == ["a\u2028b"]


def test_bytes_that_are_no_text_become_a_sign_that_can_be_printed(tmp_path: Path) -> None:
    store = Store.create(tmp_path, "fake", 4)
    store.decide(Decision("label", "abcd", tag=os.fsdecode(b"caf\xe9")))
    assert "caf" in store.decisions()[0].tag
    assert store.decisions()[0].tag.encode("utf-8").isascii() is False


def test_what_a_disk_takes_piece_by_piece_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, write = Store.create(tmp_path, "fake", 4), os.write
    monkeypatch.setattr("vsearch.library.storage.files.os.write", lambda file, data: write(file, data[:7]))
    store.decide(Decision("pin", "abcd"), Decision("unpin", "abcd"))
    assert [made.kind for made in store.decisions()] == ["pin", "unpin"]


def test_a_full_disk_is_said_and_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, write, room = Store.create(tmp_path, "fake", 4), os.write, [9]
    store.decide(Decision("pin", "abcd"))
    before = (tmp_path / "decisions.jsonl").read_bytes()

    def full(file: int, data: bytes) -> int:
        if not room:
            raise OSError(28, "No space left on device")
        return write(file, data[: room.pop()])

    monkeypatch.setattr("vsearch.library.storage.files.os.write", full)
    with pytest.raises(OutputRefused, match=r"No space left on device\. Nothing was decided"):
        store.decide(Decision("unpin", "abcd"))
    assert (tmp_path / "decisions.jsonl").read_bytes() == before
