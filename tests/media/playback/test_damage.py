"""What is damaged, cut short or gone plays as far as it can, says so, and keeps nobody waiting."""

import pytest

from tests.played import film_of, shown
from vsearch.errors import VideoGone
from vsearch.media.playback.encoding import encoded, header
from vsearch.media.playback.film import PlayedFilm


def spoilt(path, target, start, end):
    """A copy of a file in which a share of the bytes is overwritten."""
    content = bytearray(path.read_bytes())
    first, last = int(start * len(content)), int(end * len(content))
    content[first:last] = bytes(last - first)
    target.write_bytes(content)
    return target


@pytest.mark.parametrize("kind", ["hevc", "every-colour", "interlaced", "avi"])
def test_a_film_that_is_damaged_in_the_middle_plays_to_its_end_and_says_where(shot, tmp_path, kind):
    whole = film_of(shot(kind))
    path = spoilt(whole.path, tmp_path / whole.path.name, 0.4, 0.6)
    film = PlayedFilm(path, whole.duration, whole.canvas, whole.fps, whole.sound)
    parts = list(encoded(film, 0))
    assert len(parts) == film.count
    assert any("damaged between" in note for _, note in parts)
    for number, (segment, _) in enumerate(parts):
        times = [time for time, _ in shown(header(film), segment)]
        assert times[0] == pytest.approx(film.span(number).start, abs=1e-4)


def test_a_film_that_became_shorter_ends_with_its_last_picture_and_says_so(shot, tmp_path):
    whole = film_of(shot("interlaced"))
    path = tmp_path / "cut.ts"
    path.write_bytes(whole.path.read_bytes()[: whole.path.stat().st_size // 2 // 188 * 188])
    film = PlayedFilm(path, whole.duration, whole.canvas, whole.fps, whole.sound)
    parts = list(encoded(film, 0))
    assert len(parts) == film.count
    assert [bool(note) for _, note in parts] == [False, False, True, True]
    assert shown(header(film), parts[3][0])[0][1].mean() > 30
    assert "damaged between 6.0 and 7.0 s" in next(encoded(film, 3))[1]


def test_a_film_that_is_gone_is_said_to_be(shot, tmp_path):
    whole = film_of(shot("hevc"))
    with pytest.raises(VideoGone):
        next(encoded(PlayedFilm(tmp_path / "gone.mp4", 7.0, whole.canvas, 25.0, True), 0))


def test_a_film_whose_sound_cannot_be_decoded_plays_silently(shared):
    film = film_of(shared / "videos" / "odd" / "video_with_failing_audio.mp4")
    segment, note = next(encoded(film, 3))
    assert shown(header(film), segment)
    assert note == ""
