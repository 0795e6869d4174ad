"""What is new on the screen is read once, and stands there until it is gone."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from vsearch.indexer.screen.glance import CELL, HEIGHT, WIDTH, Glance
from vsearch.indexer.screen.patches import alike, patch, strokes
from vsearch.indexer.screen.regions import regions
from vsearch.indexer.screen.watch import ScreenWatch
from vsearch.nouns import Box, Pixels
from vsearch.screen import TextLine


class Seeing(Glance):
    """Sees writing wherever a picture is brighter than anything else in these tests."""

    def cells(self, plane: Pixels):
        bright = plane[: HEIGHT // CELL * CELL].reshape(HEIGHT // CELL, CELL, WIDTH // CELL, CELL).max(axis=(1, 3))
        return (bright > 200).astype(np.float32)


class Reader:
    """Reads whatever it is told to, where the bright pixels are."""

    name = "told"

    def __init__(self, *texts: str, confidence: float = 0.9) -> None:
        self.texts, self.confidence, self.asked = list(texts), confidence, 0

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        self.asked += 1
        if not self.texts:
            return []
        rows, columns = np.nonzero(pixels.max(axis=2) > 200)
        high, wide = pixels.shape[:2]
        box = Box(columns.min() / wide, rows.min() / high, (columns.max() + 1) / wide, (rows.max() + 1) / high)
        return [TextLine(self.texts.pop(0), box, self.confidence)]


def picture(text: str = "", x: int = 200, y: int = 420, ground: int = 60, seed: int | None = None) -> Pixels:
    made = np.full((480, 854, 3), ground, np.uint8)
    if seed is not None:
        coarse = np.random.default_rng(seed).integers(20, 160, (12, 20, 3), np.uint8)
        made = cv2.resize(coarse, (854, 480), interpolation=cv2.INTER_CUBIC)
    cv2.putText(made, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255, 255, 255), 3, cv2.LINE_AA)
    return made


def watched(reader: Reader, *pictures: Pixels) -> ScreenWatch:
    watch = ScreenWatch(lambda: reader, Seeing())
    for number, one in enumerate(pictures):
        watch.look(number / 2, one)
    watch.close(len(pictures) / 2)
    return watch


def lines(watch: ScreenWatch) -> list[tuple[str, float, float]]:
    return [(one.line.text, one.start, one.end) for one in watch.seen if one.line]


def test_a_line_is_read_once_and_stands_until_it_is_gone() -> None:
    reader = Reader("Hello there")
    shown = [picture()] * 2 + [picture("Hello there")] * 4 + [picture()] * 2
    assert lines(watched(reader, *shown)) == [("Hello there", 1.0, 3.0)]
    assert reader.asked == 1


def test_it_stands_while_what_lies_behind_it_moves() -> None:
    reader = Reader("Hello there")
    assert lines(watched(reader, *(picture("Hello there", seed=n) for n in range(5)))) == [("Hello there", 0.0, 2.5)]
    assert reader.asked == 1


def test_another_line_in_the_same_place_is_another() -> None:
    reader = Reader("Who are you", "I am nobody")
    shown = [picture("Who are you")] * 3 + [picture("I am nobody")] * 3
    assert lines(watched(reader, *shown)) == [("Who are you", 0.0, 1.5), ("I am nobody", 1.5, 3.0)]
    assert reader.asked == 2


def test_what_holds_no_line_is_not_asked_about_again() -> None:
    reader = Reader()
    assert lines(watched(reader, *[picture("////")] * 6)) == []
    assert reader.asked == 1


def test_what_moves_is_read_at_most_every_few_seconds() -> None:
    reader = Reader("A ticker", "A ticker", "A ticker")
    watch = watched(reader, *(picture("A ticker that runs along", x=600 - 40 * n) for n in range(12)))
    assert 1 <= reader.asked <= 3
    assert all(one.moving for one in watch.seen if one.line)


def test_a_line_in_doubt_is_told_and_not_believed() -> None:
    watch = watched(Reader("????", confidence=0.3), *[picture("Something")] * 4)
    assert lines(watch) == []
    assert watch.tally.doubtful == 1


def test_a_line_that_fades_in_is_read_again_when_it_stands_out_more() -> None:
    faint, clear = picture("Fading in"), picture("Fading in")
    faint = np.where(faint > 60, 60 + (faint.astype(int) - 60) * 3 // 4, faint).astype(np.uint8)
    reader = Reader("Fnding in", confidence=0.7)
    watch = ScreenWatch(lambda: reader, Seeing())
    for number, one in enumerate([faint] * 2 + [clear] * 3):
        if number == 2:
            reader.texts, reader.confidence = ["Fading in"], 0.95
        watch.look(number / 2, one)
    watch.close(2.5)
    assert [text for text, *_ in lines(watch)] == ["Fading in"]


def test_patches_of_the_same_strokes_are_alike_and_others_are_not() -> None:
    box = Box(0.2, 0.8, 0.7, 0.95)
    one, faint, other = (
        patch(strokes(cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)), box)
        for shown in (picture("Hello there"), picture("Hello there", ground=120), picture("Gone away"))
    )
    assert alike(one, faint) > 0.9
    assert alike(one, other) < 0.6
    assert alike(one, one[:, 1:]) == 0.0
    assert alike(one * 0, one) == 0.0


@pytest.mark.parametrize(
    ("lit", "known", "count"),
    [
        pytest.param([(5, 5), (5, 6), (5, 7), (5, 9)], [], 1, id="letters and a gap"),
        pytest.param([(2, 2), (2, 3), (2, 4), (2, 5), (18, 30), (18, 31), (18, 32), (18, 33)], [], 2, id="two places"),
        pytest.param([(5, 5), (5, 6)], [], 0, id="too little"),
        pytest.param([(5, 5), (5, 6), (5, 7), (5, 8)], [Box(0.1, 0.2, 0.25, 0.3)], 0, id="known"),
    ],
)
def test_regions_are_few_boxes_around_what_is_not_known(lit, known, count) -> None:
    cells = np.zeros((22, 40), np.float32)
    for row, column in lit:
        cells[row, column] = 1
    assert len(regions(cells, known)) == count


def test_a_letter_alone_is_believed_only_where_it_is_sure() -> None:
    shown = [picture("O")] * 4
    assert lines(watched(Reader("O", confidence=0.9), *shown)) == []
    assert lines(watched(Reader("O", confidence=0.99), *shown)) == [("O", 0.0, 2.0)]


def test_a_place_without_a_line_is_left_alone_longer_each_time_unless_the_evidence_is_strong() -> None:
    class Doubting(Seeing):
        share = 0.85

        def cells(self, plane: Pixels):
            return super().cells(plane) * self.share

    def asked(share: float) -> int:
        reader, glance = Reader(), Doubting()
        glance.share = share
        watch = ScreenWatch(lambda: reader, glance)
        for number in range(40):
            watch.look(number / 2, picture("////" if number // 3 % 2 else "XXXX"))
        return reader.asked

    assert asked(0.7) == 0
    assert 1 < asked(0.85) < 6 < asked(0.95)
