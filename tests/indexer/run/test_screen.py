"""What stands on the screen is read while a video is indexed, or later without looking at anything else again."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.indexer.run import adding
from vsearch.library import Store
from vsearch.nouns import Pixels
from vsearch.screen import installed, rapidocr

pytestmark = pytest.mark.skipif(not installed("rapidocr"), reason="the package rapidocr is not installed")

TALK = ("Where have you been?", "I was at the harbour", "Come inside now", "It is raining again")


def picture(text: str, y: int, number: int, scale: float = 1.2) -> Pixels:
    ground = np.random.default_rng(7).integers(20, 110, (6, 10, 3), np.uint8)
    made = cv2.resize(ground, (900, 520), interpolation=cv2.INTER_CUBIC)[number : number + 480, number : number + 854]
    made = np.ascontiguousarray(made)
    (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 3)
    at = ((854 - wide) // 2, y)
    cv2.putText(made, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, (0, 0, 0), 8, cv2.LINE_AA)
    cv2.putText(made, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, (250, 250, 250), 3, cv2.LINE_AA)
    return made


def shown(path: Path, lines: Sequence[tuple[str, float]], y: int = 440, scale: float = 1.2) -> Path:
    """A film of a slowly drifting ground, eight pictures a second, with lines that stand so many seconds each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [text for text, seconds in lines for _ in range(round(seconds * 8))]
    pictures = (picture(text, y, min(number // 4, 20), scale) for number, text in enumerate(texts))
    return write_video(path, evenly(pictures, 8), fps=8)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [("", 1.0), *((text, 1.5) for text in TALK), ("", 1.0)]
    return shown(tmp_path_factory.mktemp("screen") / "talk.mp4", lines)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shown(tmp_path_factory.mktemp("screen") / "card.mp4", [("", 1), ("A Winter Journey", 2), ("", 1)], 250, 2.0)


def lines(store: Path) -> list[tuple[str, str]]:
    opened = Store.open(store)
    (id,) = opened.ids()
    return [(line.text, line.kind) for line in opened.shelf(id).screen()]


def test_a_title_card_is_read_with_its_time_and_place(run: Callable, card: Path, tmp_path: Path) -> None:
    assert run(card, settings={"screen": True})["card.mp4"].status == "indexed"
    assert lines(tmp_path / "library") == [("A Winter Journey", "title")]
    opened = Store.open(tmp_path / "library")
    (entry,) = opened.entries()
    (line,) = opened.shelf(entry.id).screen()
    assert line.span.start == pytest.approx(1.0, abs=0.3)
    assert line.span.end == pytest.approx(3.0, abs=0.6)
    assert line.box.top < 0.5 < line.box.bottom
    assert entry.made["screen"]["read"] <= 3


def test_burnt_in_subtitles_become_the_transcript(run: Callable, talk: Path, tmp_path: Path) -> None:
    run(talk, settings={"screen": True, "words": True, "transcriber": "none", "texts": "builtin"})
    assert lines(tmp_path / "library") == [(text, "subtitle") for text in TALK]
    opened = Store.open(tmp_path / "library")
    (entry,) = opened.entries()
    said, vectors = opened.shelf(entry.id).words()
    assert [one.text for one in said] == list(TALK)
    assert {one.source for one in said} == {entry.made["words"]["source"]} == {"screen"}
    assert vectors is not None
    assert (
        run(talk, settings={"screen": True, "words": True, "transcriber": "none", "texts": "builtin"})
        .popitem()[1]
        .status
        == "unchanged"
    )


def test_subtitles_beside_a_video_come_before_those_on_the_screen(run: Callable, talk: Path, tmp_path: Path) -> None:
    film = tmp_path / "films" / "talk.mp4"
    film.parent.mkdir()
    film.write_bytes(talk.read_bytes())
    film.with_suffix(".srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nSomething else\n")
    run(film, settings={"screen": True, "words": True, "transcriber": "none", "texts": "builtin"})
    opened = Store.open(tmp_path / "library")
    (entry,) = opened.entries()
    assert [one.text for one in opened.shelf(entry.id).words()[0]] == ["Something else"]
    assert len(opened.shelf(entry.id).screen()) == 4


def test_a_library_that_was_made_without_it_gets_it_and_embeds_nothing_again(
    run: Callable, card: Path, tmp_path: Path, colours: object
) -> None:
    run(card)
    opened = Store.open(tmp_path / "library")
    (id,) = opened.ids()
    assert opened.shelf(id).screen() == ()
    parts, asked = opened.entry(id).parts, colours.calls  # type: ignore[attr-defined]
    assert run(card, settings={"screen": True})["card.mp4"].status == "again"
    assert lines(tmp_path / "library") == [("A Winter Journey", "title")]
    assert colours.calls == asked  # type: ignore[attr-defined]
    after = Store.open(tmp_path / "library").entry(id).parts
    assert {name: after[name] for name in parts} == dict(parts)


def test_it_stays_when_it_is_no_more_wanted_and_is_not_made_twice(run: Callable, card: Path, tmp_path: Path) -> None:
    run(card, settings={"screen": True})
    assert run(card, settings={"screen": False})["card.mp4"].status == "unchanged"
    assert run(card, settings={"screen": True})["card.mp4"].status == "unchanged"
    assert lines(tmp_path / "library") == [("A Winter Journey", "title")]


def test_a_damaged_part_is_made_again(run: Callable, card: Path, tmp_path: Path) -> None:
    run(card, settings={"screen": True})
    (part,) = (tmp_path / "library" / "videos").glob("*/screen.parquet")
    part.write_bytes(part.read_bytes()[:-30])
    assert run(card, settings={"screen": True})["card.mp4"].status == "again"
    assert lines(tmp_path / "library") == [("A Winter Journey", "title")]


def test_without_a_reader_the_video_is_indexed_and_the_cure_is_said(
    monkeypatch: pytest.MonkeyPatch, card: Path
) -> None:
    from vsearch.indexer.screen.reading import reader
    from vsearch.settings import IndexSettings

    monkeypatch.setattr(rapidocr, "find_spec", lambda name: None)
    reader.cache_clear()
    told = list(adding.read_screen(card, IndexSettings()))
    reader.cache_clear()
    assert told[-1].lines == ()  # type: ignore[union-attr]
    assert "vsearch[screen]" in str(told[-1].missing)  # type: ignore[union-attr]
