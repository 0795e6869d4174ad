"""Workers load each model once, on the device that was asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vsearch.cures import Note
from vsearch.errors import DeviceFull, ModelMissing
from vsearch.indexer.run import work
from vsearch.indexer.run.work import hear
from vsearch.indexer.transcribers import TRANSCRIBERS
from vsearch.settings import IndexSettings
from vsearch.sounds import SOUND_ENCODERS
from vsearch.sounds.builtin import BuiltinSounds

Film = Callable[..., Path]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The models that were loaded, each with its device."""
    made: list[tuple[str, str]] = []

    def sounds(*, device: str) -> BuiltinSounds:
        made.append(("sounds", device))
        return BuiltinSounds()

    def writer(*, device: str) -> Any:
        made.append(("writer", device))
        raise ModelMissing("It is not here.")

    SOUND_ENCODERS.add("heard-once", sounds)
    TRANSCRIBERS.add("writer", writer)
    work._sounds.cache_clear()
    work._transcriber.cache_clear()
    return made


def test_models_are_loaded_once_and_on_the_device_asked_for(
    tmp_path: Path, film: Film, made: list[tuple[str, str]]
) -> None:
    settings = IndexSettings(sound="heard-once", transcriber="writer")
    path = film(tmp_path / "one.mp4")
    for _ in range(2):
        _, said = hear(path, settings, frozenset({"sound", "words"}), "", "cpu")
        assert said.missing == Note("It is not here.")  # type: ignore[union-attr]
    assert sorted(made) == [("sounds", "cpu"), ("writer", "cpu")]


def test_a_full_device_is_not_taken_for_a_missing_model(tmp_path: Path, film: Film) -> None:
    def full(*, device: str) -> Any:
        raise DeviceFull("No room.")

    TRANSCRIBERS.add("full", full)
    with pytest.raises(DeviceFull):
        list(hear(film(tmp_path / "one.mp4"), IndexSettings(transcriber="full"), frozenset({"words"}), "", "cpu"))
