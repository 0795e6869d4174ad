"""A check-up tells what is here."""

import pytest

from vsearch.cli import checkup
from vsearch.cures import Note
from vsearch.encoders.choose import Choice


def test_an_encoder_is_available_only_where_what_runs_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "find_spec", lambda name: None if name in ("torch", "open_clip") else name)
    monkeypatch.setattr("vsearch.encoders.choose.choose", lambda fetch: Choice("builtin", Note("It is here.")))
    made = checkup._encoders()
    assert made["builtin"] == "available"
    assert made["hf"] == "not installed: torch"
    assert made["open_clip"] == "not installed: open_clip, torch"
