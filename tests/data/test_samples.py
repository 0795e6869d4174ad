import json
from functools import cache
from pathlib import Path

import numpy as np
import pysubs2
import pytest

from vsearch.data.lines import PHRASE
from vsearch.data.photos import PHOTOS
from vsearch.data.samples import TRUTH, frame_times, make_samples
from vsearch.data.scenes import IDENT, SampleFilm, Take
from vsearch.data.storyboard import FILMS
from vsearch.data.truth import truth
from vsearch.errors import OutputRefused

NAMES = [film.name for film in FILMS]
WANTED = ("cat", "cup of coffee", "motorcycle", "flower", "rocket taking off", "astronaut", "coins", "temple")


@cache
def decoded(path: Path):
    """Times, and small grey planes."""
    import av

    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        planes = [frame.reformat(width=160, height=90, format="gray").to_ndarray() for frame in frames]
    return np.array([frame.time for frame in frames]), np.array(planes, np.float32)


def inside(times, span, margin=0.0):
    return (times > span[0] - 1e-4 + margin) & (times < span[1] - 1e-4 - margin)


def detail(planes):
    return (np.diff(planes, axis=2)[:, :-1] ** 2 + np.diff(planes, axis=1)[:, :, :-1] ** 2).mean((1, 2))


@pytest.fixture(params=NAMES)
def video(request, samples):
    """Name, truth, times, planes."""
    return request.param, samples.videos[request.param], *decoded(samples.folder / request.param)


def test_frames_are_where_the_truth_says(video):
    _, known, times, _ = video
    assert len(times) == known["frames"]
    assert times[0] == 0
    assert times[-1] + 1 / known["fps"] == pytest.approx(known["duration"], abs=1e-3)
    assert 8 <= known["duration"] <= 25


def test_the_picture_changes_at_every_cut_and_nowhere_else_so_much(video):
    _, known, times, planes = video
    change = np.abs(np.diff(planes, axis=0)).mean((1, 2))
    at = [int(np.abs(times[1:] - cut).argmin()) for cut in known["cuts"]]
    assert times[1:][at] == pytest.approx(known["cuts"], abs=1e-3)
    assert change[at].min() > 12
    quiet = np.ones(len(change), bool)
    quiet[at] = False
    for flash in known["flashes"]:
        quiet &= ~inside(times[1:], (flash - 0.01, flash + 0.25))
    assert change[quiet].max() < 0.5 * change[at].min() + 12


def test_black_is_black_and_nothing_else_stays_so(video):
    _, known, times, planes = video
    black = planes.mean((1, 2)) < 1.5
    for span in known["black"]:
        assert black[inside(times, span)].all()
    dark = np.zeros(len(times), bool)
    for span in (*known["black"], *known["fades_in"], *known["fades_out"]):
        dark |= inside(times, span, -0.05)
    assert not black[~dark].any()


def test_dissolves_show_both_shots_and_fades_change_the_light(video):
    _, known, times, planes = video
    for span in known["dissolves"]:
        assert sum(shot["span"][0] <= span[0] and shot["span"][1] >= span[1] for shot in known["shots"]) == 2
    for spans, sign in ((known["fades_in"], 1), (known["fades_out"], -1)):
        for span in spans:
            light = planes[inside(times, span)].mean((1, 2))
            assert sign * (light[-2:].mean() - light[:2].mean()) > 5


def test_blurred_is_softer_than_the_rest_of_its_shot(video):
    _, known, times, planes = video
    for span in known["blurred"]:
        shot = next(shot for shot in known["shots"] if shot["span"][0] < span[0] and shot["span"][1] >= span[1])
        sharp = inside(times, shot["span"]) & ~inside(times, span, -0.25)
        for other in (*known["dissolves"], *known["fades_out"]):
            sharp &= ~inside(times, other)
        assert detail(planes[inside(times, span)]).max() < 0.5 * np.median(detail(planes[sharp]))


def test_frozen_stands_still_and_the_rest_moves(video):
    _, known, times, planes = video
    for span in known["frozen"]:
        still = planes[inside(times, span, 0.05)]
        before = planes[inside(times, (span[0] - 0.6, span[0]))]
        assert np.abs(still - still[0]).mean((1, 2)).max() < 1.5
        assert np.abs(before[-1] - before[0]).mean() > 3


def test_flashes_are_white(video):
    _, known, times, planes = video
    for flash in known["flashes"]:
        assert planes[inside(times, (flash, flash + 0.02))].mean() > 250


def test_a_repeated_shot_shows_the_same_pictures(video):
    _, known, times, planes = video
    for first, second in known["repeats"]:
        count = min(inside(times, span, 0.05).sum() for span in (first, second)) // 2
        ones, others = (planes[inside(times, span, 0.05)][:count] for span in (first, second))
        assert np.abs(ones - others).mean() < 3


def test_the_subject_is_shown_well_for_a_while(video):
    _, known, times, _ = video
    if not known["subject"]:
        pytest.skip("its title names nothing")
    good = np.zeros(len(times), bool)
    for span in known["subject_spans"]:
        good |= inside(times, span)
    for start, end, _ in known["bad"]:
        good &= ~inside(times, (start, end))
    assert good.sum() / known["fps"] > 2.5
    assert good.mean() < 0.6


def test_a_variable_rate_really_varies(video):
    _, known, times, _ = video
    assert (np.diff(times).std() > 0.01) == known["vfr"]


def test_sound_is_heard_silent_or_absent_as_said(video, samples):
    import av

    name, known, *_ = video
    with av.open(str(samples.folder / name)) as container:
        assert bool(container.streams.audio) == (known["audio"] != "none")
        if known["audio"] == "none":
            return
        wave = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(wave) / 48_000 == pytest.approx(known["duration"], abs=0.15)
    assert (np.abs(wave).max() > 0.1) == (known["audio"] == "heard")
    for start, end in known["sounds"]["silence"]:
        assert np.abs(wave[int((start + 0.1) * 48_000) : int((end - 0.1) * 48_000)]).max(initial=0) < 0.01
    for start, end in known["sounds"]["applause"] + known["sounds"]["music"]:
        assert np.std(wave[int(start * 48_000) : int(end * 48_000)]) > 0.01


def test_sidecars_and_subtitles_parse(video, samples):
    name, known, *_ = video
    sidecar = json.loads((samples.folder / name).with_suffix(".json").read_text("utf-8"))
    assert sidecar["title"] == known["title"]
    for file in {line["file"] for line in known["said"]}:
        said = [(event.start / 1000, event.text) for event in pysubs2.load(str(samples.folder / file))]
        assert said == [(line["start"], line["text"]) for line in known["said"] if line["file"] == file]
    assert all(line["end"] <= known["duration"] for line in known["said"])


def test_the_copy_is_the_same_bytes_under_another_name(samples):
    copies = {name: known["copy_of"] for name, known in samples.videos.items() if "copy_of" in known}
    assert len(copies) == 1
    for name, original in copies.items():
        assert (samples.folder / name).read_bytes() == (samples.folder / original).read_bytes()


def test_the_library_has_one_of_each_kind(samples):
    films = list(samples.videos.values())
    assert 8 <= len(films) <= 12
    assert {known["audio"] for known in films} == {"heard", "silent", "none"}
    assert sum(known["vfr"] for known in films) == 1
    assert {known["language"] for known in films} > {"en", "ru"}
    for kind in ("black", "blurred", "frozen", "flashes", "dissolves", "fades_in", "fades_out", "repeats"):
        assert any(known[kind] for known in films), kind
    shown = {word for known in films for shot in known["shots"] for word in shot["words"]}
    assert shown > set(WANTED)
    series = [known["series"] for known in films if known["series"]]
    assert all(series.count(name) >= 3 for name in series)
    assert all(bool(known["ident"]) == bool(known["series"]) for known in films)


def test_the_phrase_is_said_once(samples):
    texts = [line["text"] for known in samples.videos.values() for line in known["said"]]
    assert sum(PHRASE in text for text in texts) == 1
    assert samples.truth["phrase"] == PHRASE


def test_making_it_again_does_nothing(samples):
    stamps = {path: path.stat().st_mtime_ns for path in samples.folder.iterdir()}
    assert make_samples(samples.folder, height=180).truth == samples.truth
    assert {path: path.stat().st_mtime_ns for path in samples.folder.iterdir()} == stamps
    assert not [path for path in stamps if path.suffix == ".part"]


@pytest.mark.parametrize("damage", ["missing", "cut", "truth"])
def test_what_was_damaged_is_made_anew(samples, tmp_path, monkeypatch, damage):
    tiny = SampleFilm("tiny.mp4", "Tiny", "", (), (Take("cat", 0.3), Take("coffee", 0.3)))
    monkeypatch.setattr("vsearch.data.samples.FILMS", (tiny,))
    made = make_samples(tmp_path, height=64)
    film = tmp_path / tiny.name
    whole = film.read_bytes()
    {
        "missing": film.unlink,
        "cut": lambda: film.write_bytes(whole[:1000]),
        "truth": lambda: (tmp_path / TRUTH).write_text("{"),
    }[damage]()
    again = make_samples(tmp_path, height=64)
    assert film.read_bytes() == whole
    assert again.truth == json.loads(json.dumps(made.truth))


def test_a_changed_storyboard_replaces_its_files_and_leaves_the_users(tmp_path, monkeypatch):
    for name in ("old.mp4", "new.mp4"):
        film = SampleFilm(name, "Tiny", "", (), (Take("cat", 0.2),))
        monkeypatch.setattr("vsearch.data.samples.FILMS", (film,))
        make_samples(tmp_path, seed=len(name) + ord(name[0]), height=64)
        (tmp_path / "mine.mp4").write_text("mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.mp4", "new.json", "new.mp4", TRUTH]


def test_truth_is_the_same_every_time():
    for film in FILMS:
        assert truth(film, frame_times(film)) == truth(film, frame_times(film))
    varied = next(film for film in FILMS if film.varied)
    assert frame_times(varied, seed=1) != frame_times(varied, seed=2)


def test_every_take_shows_something_known():
    for film in FILMS:
        for take in film.takes:
            assert take.photo in PHOTOS or take.photo == "black" or take.photo == IDENT + film.series


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match="Choose another folder"):
        make_samples(tmp_path / "file")
