"""What returns in a series is found in every way in which it comes, and what does not is left alone."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.fusion import fused
from vsearch.indexer.segments.repetition import SeriesMemory, repetition

Made = Callable[..., EpisodeFeatures]


def told(episodes: Sequence[EpisodeFeatures], found: Mapping[str, Sequence[SegmentEvidence]]) -> list[list[tuple]]:
    """Kind, start and end of what is sure, an episode an item."""
    rows = [fused(found[one.id], one.duration) for one in episodes]
    return [[(s.kind, round(s.span.start, 2), round(s.span.end, 2)) for s in row if s.sure] for row in rows]


def season(episode: Made, *episodes: Sequence[tuple]) -> list[EpisodeFeatures]:
    return [episode(f"e{n}", parts, number=n) for n, parts in enumerate(episodes, 1)]


def body(n: int, seconds: float) -> tuple[str, float]:
    return f"body{n}", seconds


CASES = {
    "at the start": (
        [[("song", 30), body(n, 300)] for n in range(3)],
        [[("intro", 0, 30)]] * 3,
    ),
    "late, after a cold open": (
        [[body(n, 40 + 10 * n), ("song", 30), body(n + 50, 300)] for n in range(3)],
        [[("intro", 40 + 10 * n, 70 + 10 * n)] for n in range(3)],
    ),
    "in the midst of one, where all others begin with it": (
        [*([("song", 30), body(n, 300)] for n in range(3)), [body(8, 150), ("song", 30), body(9, 120)]],
        [*([("intro", 0, 30)] for _ in range(3)), [("intro", 150, 180)]],
    ),
    "missing in one": (
        [[("song", 30), body(0, 300)], [body(1, 300)], [("song", 30), body(2, 300)]],
        [[("intro", 0, 30)], [], [("intro", 0, 30)]],
    ),
    "shortened in one": (
        [[("song", 30), body(0, 300)], [("song", 12), body(1, 300)], [("song", 30), body(2, 300)]],
        [[("intro", 0, 30)], [("intro", 0, 12)], [("intro", 0, 30)]],
    ),
    "other pictures under the same music": (
        [[(f"montage{n}", 30, "song"), body(n, 300)] for n in range(3)],
        [[("intro", 0, 30)]] * 3,
    ),
    "the same pictures with other music": (
        [[("pictures", 30, f"language{n}"), body(n, 300)] for n in range(3)],
        [[("intro", 0, 30)]] * 3,
    ),
    "a card with the episode's name in it": (
        [[("song", 14), (f"card{n}", 3, "song+14"), ("song+17", 13), body(n, 300)] for n in range(3)],
        [[("intro", 0, 30)]] * 3,
    ),
    "two in one season": (
        [[("old" if n < 3 else "new", 30), body(n, 300)] for n in range(6)],
        [[("intro", 0, 30)]] * 6,
    ),
    "an ident before everything": (
        [[("studio", 5), body(n, 20 + n), ("song", 30), body(n + 50, 300)] for n in range(3)],
        [[("ident", 0, 5), ("intro", 25 + n, 55 + n)] for n in range(3)],
    ),
    "an ident, dark and silence, then always the intro": (
        [[("studio", 5), ("dark", 1, ""), ("song", 30), body(n, 300)] for n in range(3)],
        [[("ident", 0, 6), ("intro", 6, 36)]] * 3,
    ),
    "credits with the series' music": (
        [[body(n, 300), (f"names{n}", 25, "farewell")] for n in range(3)],
        [[("credits", 300, 325)]] * 3,
    ),
    "credits with the intro's own music": (
        [[("song", 30), body(n, 300), (f"names{n}", 25, "song")] for n in range(3)],
        [[("intro", 0, 30), ("credits", 330, 355)]] * 3,
    ),
    "advertisements in the middle of some": (
        [[("song", 20), body(0, 200), ("soap", 20), body(10, 200)],
         [("song", 20), body(1, 250), ("soap", 20), body(11, 150)], [("song", 20), body(2, 400)]],
        [[("intro", 0, 20), ("repeated", 220, 240)], [("intro", 0, 20), ("repeated", 270, 290)], [("intro", 0, 20)]],
    ),
    "nothing in common": ([[body(n, 300)] for n in range(4)], [[]] * 4),
    "a tune in the middle of the story": (
        [[body(n, 250), (f"x{n}", 20, "tune"), body(n + 9, 200)] for n in range(4)],
        [[]] * 4,
    ),
    "two episodes are enough": (
        [[("song", 30), body(n, 300)] for n in range(2)],
        [[("intro", 0, 30)]] * 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "right"), CASES.values(), ids=CASES)
def test_what_returns_is_found(episode: Made, parts: list, right: list) -> None:
    episodes = season(episode, *parts)
    found = told(episodes, repetition(episodes, SeriesMemory()).found)
    for one, other in zip(found, right, strict=True):
        assert [row[0] for row in one] == [row[0] for row in other]
        for (_, start, end), (_, low, high) in zip(one, other, strict=True):
            assert (start, end) == pytest.approx((low, high), abs=0.5)


def test_a_recap_is_shots_of_earlier_episodes(episode: Made) -> None:
    shots = [("body0+60", 3), ("body0+200", 3), ("body0+110", 3), ("body0+33", 3)]
    episodes = season(
        episode, [("song", 30), body(0, 300)], [*shots, ("song", 30), body(1, 300)], [("song", 30), body(2, 300)]
    )
    found = told(episodes, repetition(episodes, SeriesMemory()).found)
    assert found == [[("intro", 0, 30)], [("recap", 0, 12), ("intro", 12, 42)], [("intro", 0, 30)]]


def test_the_next_episode_is_compared_with_what_the_series_remembers(episode: Made) -> None:
    first = repetition(season(episode, *([("song", 30), body(n, 300)] for n in range(3))), SeriesMemory())
    assert [(known.kind, known.count) for known in first.memory.segments] == [("intro", 3)]
    late = episode("late", [body(8, 25), ("song", 30), body(9, 300)])
    second = repetition([late], first.memory)
    assert told([late], second.found) == [[("intro", 25, 55)]]
    assert [(known.kind, known.count) for known in second.memory.segments] == [("intro", 4)]


def test_a_series_of_any_length_remembers_a_bounded_number_of_segments(
    episode: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsearch.indexer.segments.repetition.MOST", 2)
    parts = [[("song", 30), body(n, 90), (f"advert{n // 2}", 20), body(n + 50, 200)] for n in range(6)]
    memory = repetition(season(episode, *parts), SeriesMemory()).memory
    assert [known.count for known in memory.segments] == [6, 2]


def test_what_is_new_is_found_with_the_episode_before(episode: Made) -> None:
    first = season(episode, *([("song", 30), body(n, 300)] for n in range(3)))
    memory = repetition(first, SeriesMemory()).memory
    last = episode("e4", [("anthem", 30), body(4, 300)])
    memory = repetition([last], memory, first[-2:]).memory
    newest = episode("e5", [("anthem", 30), body(5, 300)])
    found = repetition([newest], memory, [first[-1], last]).found
    assert told([last, newest], found) == [[("intro", 0, 30)], [("intro", 0, 30)]]


def test_an_episode_without_sound_is_known_by_its_pictures(episode: Made) -> None:
    parts = [[("song", 30), body(n, 300)] for n in range(3)]
    episodes = [episode(f"e{n}", part, silent=n == 1) for n, part in enumerate(parts)]
    found = told(episodes, repetition(episodes, SeriesMemory()).found)
    assert [row[0][0] for row in found] == ["intro"] * 3


@pytest.mark.parametrize("factor", [25 / 24, 24 / 25], ids=["sped up", "slowed down"])
def test_an_episode_that_runs_faster_is_compared_at_the_pace_of_the_rest(episode: Made, factor: float) -> None:
    from vsearch.indexer.segments.pace import paced

    slow = season(episode, *([body(n + 9, 12), ("song", 40), body(n, 300)] for n in range(3)))
    fast = paced(slow[0], 1 / factor)
    fast = type(fast)(**{name: getattr(fast, name) for name in fast.__dataclass_fields__} | {"fps": 25.0 * factor})
    found = told([fast, *slow[1:]], repetition([fast, *slow[1:]], SeriesMemory()).found)
    assert found[1:] == [[("intro", 12, 52)]] * 2
    ((kind, start, end),) = found[0]
    assert (kind, start, end) == ("intro", pytest.approx(12 / factor, abs=0.7), pytest.approx(52 / factor, abs=0.7))


def test_episodes_that_show_nothing_are_compared_by_their_sound(episode: Made) -> None:
    rows = ([("dark", 5, "logo"), ("dark", 2, ""), ("dark", 30, "song"), ("dark", 300, f"talk{n}")] for n in range(3))
    episodes = season(episode, *rows)
    found = told(episodes, repetition(episodes, SeriesMemory()).found)
    assert all("intro" in {kind for kind, _, _ in one} for one in found)


def test_one_of_another_series_gets_nothing_and_spoils_nothing(episode: Made) -> None:
    episodes = season(episode, *([("song", 30), body(n, 300)] for n in range(4)), [body(99, 250)])
    found = told(episodes, repetition(episodes, SeriesMemory()).found)
    assert found == [[("intro", 0, 30)]] * 4 + [[]]
