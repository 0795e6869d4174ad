"""The films of the sample library: what each is called, what it shows and what is heard."""

from vsearch.data.scenes import BLACK, IDENT, SampleFilm, SceneCue, Take, View
from vsearch.nouns import Span

_MUSEUM, _MORNING, _SPACE = "Little Museum", "Morning Window", "Space Notes"


def _opening(series: str, enter: float = 0.4) -> Take:
    return Take(IDENT + series, 2.0, enter="fade", over=enter)


def _black(seconds: float) -> Take:
    return Take(BLACK, seconds)


def _heard(*cues: tuple[str, float, float] | tuple[str, float, float, float]) -> tuple[SceneCue, ...]:
    return tuple(SceneCue(kind, Span(start, end), *gain) for kind, start, end, *gain in cues)


_STARE = Take("cat", 3.2, View(0.45, 0.45, 1.05), View(0.42, 0.36, 1.5))
_TRIPOD = Take("camera", 3.2, View(0.5, 0.62, 1.0), View(0.45, 0.35, 1.35))

CAT = SampleFilm(
    "cat-looks-at-you.mp4",
    "A cat looks at you",
    "Chelsea sits in the grass for a while, then she notices that somebody is filming. A short visit to a calm animal.",
    ("cat", "animals", "garden"),
    (
        _black(0.6),
        _opening(_MUSEUM),
        Take("grass", 2.8, View(0.3, 0.4, 1.3), View(0.7, 0.55, 1.3)),
        Take("cat", 2.8, View(0.6, 0.5, 1.0), View(0.5, 0.45, 1.15), enter="dissolve", blur=Span(0.9, 2.2)),
        Take("flower", 2.2, View(0.5, 0.45, 1.2), View(0.5, 0.5, 1.6)),
        _STARE,
        Take("brick", 1.6, View(0.3, 0.5, 1.2), View(0.6, 0.5, 1.2)),
        Take("cat", 3.2, _STARE.start, _STARE.end, leave=0.8),
        _black(0.6),
    ),
    subject="cat",
    series=_MUSEUM,
    date="2026-03-02",
    cues=_heard((_MUSEUM, 0.6, 2.6), ("music", 2.6, 17.8)),
)

COFFEE = SampleFilm(
    "morning-coffee.mp4",
    "Morning coffee",
    "Before the letters and the sums, before anybody is awake: one small cup on a wooden table.",
    ("coffee", "breakfast", "kitchen"),
    (
        _opening(_MORNING),
        Take("page", 2.4, View(0.4, 0.4, 1.0), View(0.6, 0.5, 1.1)),
        Take("coffee", 3.8, View(0.5, 0.5, 1.0), View(0.48, 0.42, 1.3), enter="dissolve", over=0.8),
        Take("text", 1.8, View(0.4, 0.5, 1.0), View(0.6, 0.5, 1.0)),
        Take("brick", 2.4, View(0.6, 0.6, 1.0), View(0.5, 0.3, 1.1), flash=1.25),
        Take("coffee", 3.6, View(0.62, 0.65, 1.7), View(0.45, 0.3, 1.7), leave=0.6),
        _black(0.5),
    ),
    subject="coffee",
    series=_MORNING,
    date="2026-03-09",
    fps=24,
    gop=24,
    cues=_heard((_MORNING, 0.0, 2.0), ("music", 2.0, 10.0, 0.8), ("noise", 10.0, 12.4), ("music", 12.4, 16.0)),
)

COINS = SampleFilm(
    "starinnye-monety.mp4",
    "Старинные монеты",
    "Серебро и бронза из одной находки: рассматриваем монеты ряд за рядом и читаем старую страницу каталога.",
    ("монеты", "музей", "история"),
    (
        _opening(_MUSEUM),
        Take("page", 2.2, View(0.5, 0.5, 1.0), View(0.45, 0.55, 1.15)),
        Take("coins", 4.2, View(0.3, 0.2, 1.45), View(0.75, 0.35, 1.45)),
        Take("temple", 2.4, View(0.4, 0.5, 1.1), View(0.5, 0.45, 1.0), enter="dissolve"),
        Take("coins", 3.8, View(0.5, 0.7, 1.0), View(0.62, 0.62, 1.7), blur=Span(2.6, 3.8)),
        Take("page", 1.6, View(0.3, 0.6, 1.3), View(0.5, 0.6, 1.3), leave=0.6),
    ),
    subject="coins",
    series=_MUSEUM,
    date="2026-03-16",
    language="ru",
    fps=30,
    gop=60,
    cues=_heard((_MUSEUM, 0.0, 2.0), ("music", 2.0, 8.0, 0.7), ("tone", 8.4, 9.6, 0.8), ("music", 10.8, 16.2, 0.7)),
)

TEMPLE = SampleFilm(
    "temple-above-the-lake.mp4",
    "The temple above the lake",
    "A walk up the hill to the Summer Palace, filmed on a telephone that could not keep its pace.",
    ("temple", "architecture", "travel", "China"),
    (
        _opening(_MORNING),
        Take("gravel", 2.2, View(0.4, 0.7, 1.2), View(0.5, 0.3, 1.2)),
        Take("temple", 3.6, View(0.65, 0.6, 1.1), View(0.4, 0.5, 1.1), enter="dissolve", over=0.8),
        Take("flower", 2.4, View(0.45, 0.45, 1.4), View(0.55, 0.5, 1.2), enter="dissolve", over=0.8),
        Take("temple", 3.4, View(0.33, 0.62, 1.6), View(0.33, 0.25, 1.6), leave=0.8),
        _black(0.8),
        Take("grass", 1.8, View(0.5, 0.5, 1.1), View(0.5, 0.4, 1.3), enter="fade"),
    ),
    subject="temple",
    series=_MORNING,
    date="2026-03-23",
    varied=True,
    cues=_heard((_MORNING, 0.0, 2.0), ("noise", 2.0, 4.2), ("music", 4.2, 13.6, 0.8)),
)

MOTORCYCLE = SampleFilm(
    "red-motorcycle.mp4",
    "The red motorcycle in the garage",
    "Two winters on the stand, a new chain, and one question: will it start?",
    ("motorcycle", "workshop", "vehicles"),
    (
        Take("gravel", 2.2, View(0.5, 0.6, 1.0), View(0.5, 0.45, 1.2), enter="fade", over=0.8),
        _opening(_MORNING, 0.3),
        Take("motorcycle", 3.6, View(0.35, 0.5, 1.25), View(0.65, 0.5, 1.25)),
        Take("clock", 1.6, View(0.5, 0.5, 1.0), View(0.5, 0.5, 1.2)),
        Take("motorcycle", 4.4, View(0.5, 0.5, 1.0), View(0.55, 0.55, 1.7), freeze=Span(1.2, 2.8)),
        Take("coffee", 2.0, View(0.4, 0.45, 1.2), View(0.55, 0.45, 1.2)),
        Take("motorcycle", 2.4, View(0.75, 0.6, 1.9), View(0.7, 0.5, 1.9), leave=0.6),
    ),
    subject="motorcycle",
    series=_MORNING,
    date="2026-03-30",
    gop=250,
    cues=_heard((_MORNING, 2.2, 4.2), ("noise", 4.2, 9.4), ("rumble", 10.6, 15.4), ("applause", 15.6, 18.0, 0.8)),
)

DAHLIA = SampleFilm(
    "una-dalia.mp4",
    "Una dalia en el jardín",
    "Una flor de color naranja, mirada despacio. Sin música y sin palabras.",
    ("flor", "dalia", "jardín"),
    (
        _opening(_MUSEUM),
        Take("grass", 2.0, View(0.6, 0.3, 1.0), View(0.45, 0.4, 1.2)),
        Take("flower", 3.6, View(0.35, 0.5, 1.3), View(0.5, 0.45, 1.5)),
        Take("cat", 2.0, View(0.5, 0.4, 1.2), View(0.45, 0.4, 1.1)),
        Take(
            "flower", 3.4, View(0.5, 0.75, 1.5), View(0.5, 0.42, 1.9), enter="dissolve", blur=Span(1.0, 2.0), leave=0.6
        ),
        _black(0.6),
    ),
    subject="flower",
    series=_MUSEUM,
    date="2026-04-06",
    language="es",
    sound="silent",
)

ROCKET = SampleFilm(
    "rocket-takes-off.mp4",
    "The rocket takes off",
    "Dusk at the launch pad: the towers swing back, the engines light, and everybody on the lawn begins to clap.",
    ("rocket", "launch", "space"),
    (
        _black(0.8),
        _opening(_SPACE),
        Take("galaxies", 2.4, View(0.3, 0.4, 1.4), View(0.6, 0.5, 1.4)),
        Take("rocket", 4.4, View(0.5, 0.8, 1.3), View(0.5, 0.45, 1.1), flash=0.8),
        Take("astronaut", 2.2, View(0.5, 0.25, 1.15), View(0.45, 0.22, 1.4)),
        Take("rocket", 3.4, View(0.5, 0.6, 1.8), View(0.5, 0.35, 1.5), enter="dissolve", over=0.8, leave=0.8),
        _black(0.4),
    ),
    subject="rocket",
    series=_SPACE,
    date="2026-04-11",
    fps=30,
    gop=250,
    cues=_heard(
        (_SPACE, 0.8, 2.8),
        ("noise", 2.8, 5.0),
        ("rumble", 5.2, 9.6),
        ("applause", 10.0, 14.8),
        ("music", 11.8, 15.4, 0.4),
    ),
    copy="launch day.mp4",
)

ASTRONAUT = SampleFilm(
    "before-the-flight.mp4",
    "The astronaut before her flight",
    "A portrait in the orange suit, taken a few weeks before the crew went up.",
    ("astronaut", "portrait", "space"),
    (
        _opening(_SPACE),
        Take("moon", 2.2, View(0.4, 0.3, 1.2), View(0.5, 0.4, 1.4)),
        Take("astronaut", 3.8, View(0.5, 0.72, 1.05), View(0.47, 0.28, 1.05), enter="dissolve"),
        Take("text", 1.8, View(0.6, 0.5, 1.0), View(0.45, 0.5, 1.0)),
        Take("astronaut", 4.0, View(0.44, 0.2, 1.1), View(0.44, 0.2, 1.6), freeze=Span(2.4, 3.6)),
        Take("rocket", 2.2, View(0.4, 0.5, 1.0), View(0.6, 0.5, 1.0), leave=0.5),
        _black(0.5),
    ),
    subject="astronaut",
    series=_SPACE,
    date="2026-04-18",
    cues=_heard((_SPACE, 0.0, 2.0), ("music", 2.0, 9.6, 0.7), ("music", 10.6, 16.0, 0.7)),
)

MOON = SampleFilm(
    "slow-look-at-the-moon.mp4",
    "A slow look at the Moon",
    "Craters at low sun, then further out. There is no sound out there, and none here.",
    ("moon", "astronomy", "space"),
    (
        _opening(_SPACE),
        Take("galaxies", 3.0, View(0.6, 0.6, 1.0), View(0.5, 0.5, 1.5)),
        Take("moon", 4.0, View(0.5, 0.25, 1.0), View(0.5, 0.6, 1.2), enter="dissolve", over=1.0),
        Take("coins", 1.8, View(0.5, 0.4, 1.6), View(0.6, 0.4, 1.6)),
        Take("moon", 3.4, View(0.6, 0.3, 1.9), View(0.4, 0.5, 1.7), leave=0.8),
        _black(0.6),
    ),
    subject="moon",
    series=_SPACE,
    date="2026-04-25",
    fps=24,
    gop=120,
    sound="none",
)

CAMERA = SampleFilm(
    "man-with-a-camera.mp4",
    "The man with the camera",
    "He has been standing on that lawn since nine o'clock, waiting for the light.",
    ("photographer", "camera", "people"),
    (
        _opening(_MUSEUM),
        Take("brick", 2.0, View(0.5, 0.6, 1.3), View(0.4, 0.4, 1.3)),
        _TRIPOD,
        Take("clock", 1.6, View(0.5, 0.5, 1.3), View(0.5, 0.5, 1.0), leave=0.5),
        _black(1.0),
        Take("temple", 2.2, View(0.5, 0.5, 1.0), View(0.45, 0.45, 1.2), enter="fade"),
        _TRIPOD,
        Take("page", 1.8, View(0.5, 0.4, 1.2), View(0.5, 0.6, 1.2)),
    ),
    subject="camera",
    series=_MUSEUM,
    date="2026-05-02",
    cues=_heard((_MUSEUM, 0.0, 2.0), ("noise", 2.0, 8.4), ("music", 9.8, 17.0, 0.9)),
)

WEEKEND = SampleFilm(
    "IMG_2041.mp4",
    "Weekend, bits and pieces",
    "",
    (),
    (
        Take("coffee", 2.0, View(0.45, 0.45, 1.3), View(0.5, 0.45, 1.1)),
        Take("cat", 2.0, View(0.3, 0.4, 1.3), View(0.5, 0.4, 1.3)),
        Take("motorcycle", 2.2, View(0.5, 0.5, 1.1), View(0.45, 0.5, 1.3)),
        Take("moon", 1.6, View(0.5, 0.5, 1.5), View(0.45, 0.45, 1.2)),
        Take("temple", 2.2, View(0.5, 0.6, 1.2), View(0.4, 0.4, 1.2)),
        Take("coins", 1.8, View(0.4, 0.6, 1.2), View(0.6, 0.5, 1.2)),
    ),
    date="2026-05-10",
    fps=30,
    gop=30,
    cues=_heard(("noise", 0.0, 11.8), ("tone", 4.4, 5.2, 0.6)),
)

FILMS = (CAT, COFFEE, COINS, TEMPLE, MOTORCYCLE, DAHLIA, ROCKET, ASTRONAUT, MOON, CAMERA, WEEKEND)
"""The sample library."""
