"""What is odd about an episode is said in a sentence, and of the others nothing is."""

from collections.abc import Callable, Sequence

import pytest

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.repetition import SeriesMemory
from vsearch.indexer.segments.season import season

Made = Callable[..., EpisodeFeatures]
PLAIN = [("song", 30), ("body", 300)]


def notes(episodes: Sequence[EpisodeFeatures]) -> list[tuple[str, ...]]:
    known = {one.id: one for one in episodes}
    return [one.notes for one in season(list(known), (), SeriesMemory(), known.get)]


def shows(episode: Made, odd: EpisodeFeatures) -> list[EpisodeFeatures]:
    return [*(episode(f"e{n}", [("song", 30), (f"body{n}", 300)], number=n) for n in (1, 2, 3)), odd]


@pytest.mark.parametrize(
    ("parts", "how", "said"),
    [
        pytest.param([("else", 330)], {}, "Nothing of it returns in other episodes of Show", id="of another series"),
        pytest.param([("song", 30), ("b9", 300)], {"silent": True}, "It has no sound to compare", id="silent"),
        pytest.param([("song", 30), ("b9", 300)], {"fps": 26.0}, "Its frame rate is 4% above", id="another pace"),
        pytest.param([("song", 30), ("b9", 800)], {}, "It lasts 13:50, the others of Show about 5:30", id="long"),
        pytest.param([("song", 30), ("b9", 90)], {}, "It lasts 2:00, the others", id="short"),
    ],
)
def test_the_odd_one_is_told(episode: Made, parts: list, how: dict, said: str) -> None:
    *others, odd = notes(shows(episode, episode("e4", parts, number=4, **how)))
    assert others == [()] * 3
    assert odd[0].startswith(said)


def test_where_nothing_returns_in_any_nobody_is_odd(episode: Made) -> None:
    assert notes([episode(f"e{n}", [(f"body{n}", 300)], number=n) for n in range(4)]) == [()] * 4
