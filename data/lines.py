"""What is said in the films of the sample library, by film and by the suffix of the subtitle file."""

from collections.abc import Mapping

from vsearch.data.scenes import SampleLine
from vsearch.nouns import Span


def _said(*lines: tuple[float, float, str]) -> tuple[SampleLine, ...]:
    return tuple(SampleLine(Span(start, end), text) for start, end, text in lines)


LINES: Mapping[str, Mapping[str, tuple[SampleLine, ...]]] = {
    "cat-looks-at-you": {
        ".srt": _said(
            (2.8, 5.0, "It is quiet in the garden this morning."),
            (5.8, 8.0, "Somebody has been asleep here."),
            (10.6, 13.2, "And now the cat stares into the camera."),
            (15.4, 17.6, "She has all the time in the world."),
        ),
        ".ru.srt": _said(
            (2.8, 5.0, "Сегодня утром в саду тихо."),
            (5.8, 8.0, "Кто-то здесь спал."),
            (10.6, 13.2, "И вот кошка смотрит прямо в камеру."),
            (15.4, 17.6, "Ей совершенно некуда спешить."),
        ),
    },
    "morning-coffee": {
        ".vtt": _said(
            (2.2, 4.2, "The newspaper can wait."),
            (5.0, 7.6, "First comes the coffee, black and very hot."),
            (12.6, 15.4, "One more sip, and the day may begin."),
        ),
    },
    "starinnye-monety": {
        ".srt": _said(
            (2.2, 4.0, "Откроем каталог на первой странице."),
            (4.6, 7.8, "Эти монеты нашли при раскопках в Помпеях."),
            (11.2, 13.6, "На каждой видно лицо императора."),
        ),
    },
    "red-motorcycle": {
        ".srt": _said(
            (4.4, 7.4, "It has been standing here for two winters."),
            (9.8, 12.4, "New chain, new plugs, fresh oil."),
            (15.6, 17.8, "Listen to that engine!"),
        ),
    },
    "rocket-takes-off": {
        ".srt": _said(
            (2.9, 5.1, "Ten seconds. All systems are ready."),
            (5.8, 8.6, "Ignition, and lift-off."),
            (9.8, 11.8, "There she goes, right through the clouds."),
        ),
    },
    "before-the-flight": {
        ".vtt": _said(
            (4.4, 7.6, "She trained for this flight for three years."),
            (10.0, 13.2, "I was never afraid, she says, only very curious."),
        ),
    },
}
"""Subtitles by file name without suffix."""

PHRASE = "I was never afraid, she says, only very curious."
"""A sentence that is said once in the whole library."""
