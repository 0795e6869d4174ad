"""Films at the edges, with all that looks at pictures at work: one frame, very large ones, letters not read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from vsearch.cures import Note
from vsearch.data.film import write_video
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome
from vsearch.library import Store
from vsearch.nouns import Pixels
from vsearch.screen import installed, rapidocr
from vsearch.settings import IndexOverrides

LOOKING = IndexOverrides(sound="none", words=False, screen=True, motion=True)

pytestmark = pytest.mark.skipif(not installed("rapidocr"), reason="the package rapidocr is not installed")


def card(text: str, width: int, height: int) -> Pixels:
    """White words on a dark ground, four fifths of the picture wide."""
    picture = np.full((height, width, 3), 30, np.uint8)
    (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1, 3)
    scale = 0.8 * width / wide
    place = int(0.1 * width), int((height + scale * high) / 2)
    return cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (240, 240, 240), int(3 * scale) + 1)


@pytest.fixture
def looked(tmp_path: Path, colours: Any) -> Callable[..., tuple[Outcome, list[str], Store]]:
    """Index one film of these pictures with everything on: what became of it, what was read, and the library."""

    def looked(pictures: Sequence[Pixels], fps: float = 2.0, **options: Any) -> tuple[Outcome, list[str], Store]:
        frames = ((picture, number / fps) for number, picture in enumerate(pictures))
        (tmp_path / "films").mkdir()
        write_video(tmp_path / "films" / "film.mp4", frames, fps=fps, **options)
        [outcome] = index([tmp_path / "films"], store=tmp_path / "library", encoder="colours", settings=LOOKING, jobs=1)
        store = Store.open(tmp_path / "library")
        read = [line.text for id in store.ids() for line in store.shelf(id).screen()]
        return outcome, read, store

    return looked


def test_a_film_of_one_frame_is_looked_at_and_read(looked) -> None:
    outcome, read, store = looked([card("One picture", 640, 360)])
    assert (outcome.status, read) == ("indexed", ["One picture"])
    assert len(store.shelf(outcome.id).frames().time) == 1
    assert store.shelf(outcome.id).motion() is not None


@pytest.mark.slow
def test_a_film_in_8k_is_read_like_any_other(looked) -> None:
    outcome, read, _ = looked([card("A very large card", 7680, 4320)] * 3, codec="mjpeg", pix_fmt="yuvj420p")
    assert (outcome.status, read) == ("indexed", ["A very large card"])


@pytest.mark.parametrize(
    "turned",
    [
        pytest.param(lambda picture: np.ascontiguousarray(np.rot90(picture)), id="on its side"),
        pytest.param(lambda picture: np.ascontiguousarray(picture[:, ::-1]), id="mirrored"),
    ],
)
def test_letters_on_their_side_and_mirrored_ones_do_no_harm_and_are_not_invented(looked, turned) -> None:
    outcome, read, _ = looked([turned(card("Turn me around", 640, 360))] * 6)
    assert outcome.status == "indexed"
    assert "Turn me around" not in read


@pytest.mark.parametrize("here", [False, True], ids=["missing", "at hand"])
def test_letters_of_another_script_are_read_where_a_network_is_at_hand_and_said_not_to_be_where_none_is(
    tmp_path: Path, colours: Any, monkeypatch: pytest.MonkeyPatch, *, here: bool
) -> None:
    networks = tmp_path / "networks"
    networks.mkdir()
    for network in rapidocr.models().glob("*.onnx"):
        (networks / network.name).symlink_to(network)
    if here:
        latin = next(networks.glob("*_rec_*.onnx"))
        (networks / "cyrillic_PP-OCRv5_rec_mobile.onnx").symlink_to(latin.resolve())
    for place in ("vsearch.screen.scripts.models", "vsearch.screen.rapidocr.models"):
        monkeypatch.setattr(place, lambda: networks)
    told: list[Any] = []
    (tmp_path / "films").mkdir()
    for name in ("Рыжая кошка", "Белая собака"):
        frames = [(card("Hello there", 640, 360), second / 2) for second in range(len(name))]
        write_video(tmp_path / "films" / f"{name}.mp4", frames, fps=2)
        outcomes = index([tmp_path / "films"], store=tmp_path / "library", encoder="colours", settings=LOOKING, jobs=1,
                         watch=told.append)  # fmt: skip
        assert {one.status for one in outcomes} <= {"indexed", "unchanged"}
    notes = [one.what for one in told if isinstance(one, Note) and "on the screen" in one.what]
    if here:
        assert notes == ["What stands on the screen is read by cyrillic_PP-OCRv5_rec_mobile.onnx, for ru."]
    else:
        assert notes == [
            "Letters of the language ru on the screen are not read: the network cyrillic_*_rec_*.onnx is not here."
        ]
    store = Store.open(tmp_path / "library")
    assert {line.text for id in store.ids() for line in store.shelf(id).screen()} == {"Hello there"}
