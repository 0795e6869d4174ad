"""The zero-shot prior listens to words only where the encoder can read them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vsearch.library.parts.entry import Entry
from vsearch.nouns import Video
from vsearch.retrieval.tower.prior import about_vector, prior, telling, title_vector


class English:
    """Phrases of an encoder that reads plain letters only, and answers with the words themselves."""

    def reads(self, words: str) -> bool:
        return words.isascii()

    def query(self, words: str) -> str:
        return words


@pytest.mark.parametrize(
    ("title", "description", "tags", "asked"),
    [
        pytest.param("Old coins", "Silver", (), "Old coins", id="title"),
        pytest.param("Старинные монеты", "Silver and bronze", (), "Silver and bronze", id="description"),
        pytest.param("Старинные монеты", "Серебро", ("coins", "museum"), "coins, museum", id="tags"),
        pytest.param("Старинные монеты", "Серебро", ("монеты",), None, id="nothing readable"),
        pytest.param("IMG_2041", "", (), None, id="a camera's name"),
        pytest.param("My Movie 6", "Silver", (), "Silver", id="a program's name"),
        pytest.param("Screen Recording 2026-03-02 at 10.11.12", "Silver", (), "Silver", id="a screen recorder's name"),
    ],
)
def test_the_first_words_that_can_be_read_are_asked(
    title: str, description: str, tags: tuple[str, ...], asked: str | None
) -> None:
    video = Video("a", Path("/a.mp4"), title, 1, 1, 1, "f", description=description, tags=tags)
    phrases: Any = English()
    assert title_vector(phrases, Entry(video)) == asked


@pytest.mark.parametrize(
    ("title", "description", "tags", "asked"),
    [
        pytest.param("Old coins", "Silver", ("museum",), "Silver", id="description"),
        pytest.param("Old coins", "", ("museum",), "museum", id="tags"),
        pytest.param("Старинные монеты", "Silver", ("museum",), "museum", id="the title cannot be read"),
        pytest.param("Old coins", "", (), None, id="nothing else"),
    ],
)
def test_what_is_written_besides_is_asked_too(
    title: str, description: str, tags: tuple[str, ...], asked: str | None
) -> None:
    video = Video("a", Path("/a.mp4"), title, 1, 1, 1, "f", description=description, tags=tags)
    phrases: Any = English()
    assert about_vector(phrases, Entry(video)) == asked


@pytest.mark.parametrize(
    "title",
    "GH010123 GX010123 GOPR0123 G0010123 P1010123 DJI_0001 DJI_20230101120000_0001_D VID-20230101-WA0003 MAH00001 "
    "20230101_120000 PXL_20230101_120000123 IMG2041 IMG_E2041 DSC00012 C0001 MVI_0042 clip07 final_v2 1917".split(),
)
def test_what_a_camera_wrote_tells_nothing(title: str) -> None:
    assert not telling(title)


@pytest.mark.parametrize(
    "title",
    [
        "Apollo 13",
        "Top 10 goals",
        "1917 trenches",
        "R2D2",
        "holiday2023",
        "GH5 review",
        "第3集",
        "Moon landing IMG_0001",
    ],
)
def test_a_word_of_a_person_tells_beside_any_number(title: str) -> None:
    assert telling(title)


def test_without_words_the_prior_is_the_middle_of_the_frames() -> None:
    frames = np.eye(2, dtype=np.float32)
    assert prior(None, frames).tolist() == [[pytest.approx(0.5**0.5), pytest.approx(0.5**0.5)]]
