"""A video looked at from the first frame to the last."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from vsearch.indexer.frames.look import Look, Seen, ending
from vsearch.nouns import Frame, Pixels
from vsearch.settings import Quality
from vsearch.signals import STORED

BIG = 4
QUALITY = Quality()


def picture(seed: int) -> Pixels:
    noise = np.random.default_rng(seed).integers(0, 255, (9, 16, 3), np.uint8)
    return cv2.resize(noise, (160, 90), interpolation=cv2.INTER_NEAREST)


def look(
    pictures: list[Pixels], quality: Quality = QUALITY, every: float = 0.5, peeking: bool = True
) -> tuple[Seen, list[int]]:
    duration = len(pictures) * every

    def peek(start: float, end: float) -> list[tuple[float, Pixels]]:
        times = np.arange(0, duration, every / 5)
        return [(float(t), pictures[int(t / every + 1e-6)]) for t in times if start + 1e-6 < t < end - 1e-6]

    seeing = Look(quality, duration, len(pictures), peek if peeking else None)
    frames = (Frame(n * every, (p, np.full((BIG, BIG, 3), n % 251, np.uint8))) for n, p in enumerate(pictures))
    taken = []
    for row, big in seeing.pictures(frames):
        assert big[0, 0, 0] == row % 251
        taken.append(row)
    return seeing.seen(), taken


BLACK, GREY = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 90, np.uint8)


def test_rows_shots_reasons_and_spans_of_a_small_film() -> None:
    film = [picture(1)] * 4 + [picture(2)] * 3 + [BLACK] * 2 + [picture(3)] * 3
    seen, taken = look(film)
    assert seen.columns.shot.tolist() == [0] * 4 + [1] * 3 + [2] * 2 + [3] * 3
    assert sorted(taken) == np.flatnonzero(seen.embedded).tolist()
    assert [(seen.start[row], seen.end[row]) for row in np.flatnonzero(seen.kept)] == [(0, 2), (2, 3.5), (4.5, 6)]
    assert set(seen.reason[7:9]) == {"black"}
    assert set(seen.columns.signals) == set(STORED)
    assert sorted(seen.tiles) == np.flatnonzero(seen.kept).tolist()
    assert [shot.span.start for shot in seen.shots] == [0, 2, 3.5, 4.5]


def test_a_still_picture_of_many_windows_is_one_frame_that_stands_for_all_of_it() -> None:
    seen, taken = look([picture(1)] * 700)
    assert seen.kept.sum() == len(taken) == 1
    row = int(np.argmax(seen.kept))
    assert (seen.start[row], seen.end[row]) == (0, 350)


def test_frames_are_the_same_whichever_window_they_fall_into() -> None:
    film = [picture(n // 5) for n in range(600)]
    seen, _ = look(film)
    assert seen.columns.shot.tolist() == [n // 5 for n in range(600)]
    assert seen.columns.signals["motion"].max() == 0


def test_a_black_video_keeps_one_frame_and_says_why_it_is_bad() -> None:
    seen, taken = look([BLACK] * 300)
    assert len(taken) == seen.kept.sum() == 1
    assert set(seen.reason) == {"black"}
    assert len(seen.tiles) == 1


def test_the_last_resort_is_the_least_bad() -> None:
    _, taken = look([BLACK, GREY, BLACK])
    assert taken == [1]


def test_a_video_without_frames_is_seen_as_empty() -> None:
    seen, taken = look([])
    assert taken == []
    assert len(seen.time) == len(seen.order()) == 0


def test_a_smeared_frame_is_told_by_its_neighbours() -> None:
    fine = cv2.resize(np.random.default_rng(1).integers(0, 255, (45, 80, 3), np.uint8), (160, 90))
    sharp = [np.roll(fine, n, axis=1) for n in range(5)]
    sharp[2] = cv2.blur(sharp[2], (9, 9))
    seen, _ = look(sharp, Quality(sharpness=0.0, alike=0))
    assert seen.columns.signals["steady"][2] < 0.4
    assert seen.reason[2] == "blurred"


def test_frames_on_their_way_between_two_pictures_are_named() -> None:
    one, other = picture(1).astype(float), picture(2).astype(float)
    shares = [0, 0, 0, 0.33, 0.67, 1, 1, 1]
    seen, _ = look([((1 - share) * one + share * other).astype(np.uint8) for share in shares], peeking=False)
    assert seen.reason[3:5].tolist() == ["dissolve"] * 2
    rising, _ = look([(share * other).astype(np.uint8) for share in shares], peeking=False)
    assert rising.reason[3:5].tolist() == ["fade"] * 2


def test_the_tail_after_the_last_sample_is_looked_into() -> None:
    film = [(n / 20, picture(1) if n < 45 else picture(2)) for n in range(49)]

    def peek(start: float, end: float) -> Iterator[tuple[float, Pixels]]:
        return ((time, small) for time, small in film if start < time < end)

    seeing = Look(Quality(), 2.45, 5, peek, until=film[40][0])
    list(seeing.pictures(Frame(time, (small, small)) for time, small in (*film[::10], film[-1])))
    seen = seeing.seen()
    assert len(seen.time) == 5
    assert [shot.span.start for shot in seen.shots] == pytest.approx([0, 2.25])


@pytest.mark.parametrize(("last", "expected"), [(2.4, [0, 1, 2, 2.4]), (2.0, [0, 1, 2]), (9.0, [0, 1, 2])])
def test_the_last_frame_is_wanted_where_it_is_close_to_the_last_sample(last: float, expected: list[float]) -> None:
    times = np.append(np.arange(0, 2.05, 0.1).round(1), [last] if last > 2 else [])
    assert ending(times, np.array([0.0, 1, 2])).tolist() == expected


def test_rows_are_stored_kept_first_then_spares_then_the_rest() -> None:
    film = [BLACK, cv2.GaussianBlur(picture(4), (0, 0), 12), picture(1), picture(2)]
    seen, _ = look(film)
    assert seen.order().tolist() == [2, 3, 1, 0]


def test_only_a_window_of_big_pictures_is_held() -> None:
    held: list[int] = []
    alive = 0

    class Counted(np.ndarray):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def frames() -> Iterator[Frame]:
        nonlocal alive
        small = [picture(n) for n in range(7)]
        for n in range(1500):
            big = np.zeros((BIG, BIG, 3), np.uint8).view(Counted)
            alive += 1
            held.append(alive)
            yield Frame(n / 2, (small[n % 7], big))

    for _ in Look(Quality(), 750, 1500).pictures(frames()):
        pass
    assert max(held) <= 2 * 250
