import shutil

import numpy as np
import pytest
from PIL import Image

from vsearch.data.film import evenly, write_video
from vsearch.errors import OutputRefused, PictureUnreadable, TimeOutside, UsageWrong, VideoGone
from vsearch.media.stills.stills import draw_thumbnail, shape, write_drawn
from vsearch.nouns import Thumbnail
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.choose import thumbnails
from vsearch.retrieval.thumbnails.gallery import gallery
from vsearch.retrieval.thumbnails.pins import pin

SHOTS = [("red", 0, 1), ("green", 1, 2), ("blue", 2, 3)]
PAINTS = [(200, 20, 20), (20, 200, 20), (20, 20, 200)]


@pytest.fixture
def film(store, add, tmp_path):
    """Three seconds of flat colours, in a file of their own."""
    pictures = [np.full((90, 160, 3), PAINTS[n // 10], np.uint8) for n in range(30)]
    path = tmp_path / "films" / "a film.mp4"
    path.parent.mkdir(parents=True)
    write_video(path, evenly(pictures, 10), fps=10)
    return add("v1", SHOTS, title="all green", path=path, width=160, height=90)


def save_thumbnail(store, thumbnail, folder, **asked):
    drawn = draw_thumbnail(store, thumbnail, folder, **asked)
    return [write_drawn(one, folder, beside=asked.get("beside", False)) for one in drawn]


def size(path):
    with Image.open(path) as picture:
        return picture.size


def colour(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).reshape(-1, 3).mean(axis=0)


@pytest.mark.parametrize("kind", ["jpg", "webp", "avif", "png"])
def test_the_frame_is_the_one_at_its_time(store, film, tmp_path, kind):
    saved = save_thumbnail(store, Thumbnail("v1", 1.4, 1.0), tmp_path / "out", kind=kind)
    assert saved[0].path.suffix == f".{kind}"
    assert colour(saved[0].path) == pytest.approx(PAINTS[1], abs=14)


def test_each_shape_is_cut_and_none_is_larger_than_asked(store, film, tmp_path):
    saved = save_thumbnail(store, Thumbnail("v1", 0.4, 1.0), tmp_path, aspects=("16:9", "1:1", "9:16"), size=80)
    sizes = [size(one.path) for one in saved]
    assert sizes == [(80, 45), (80, 80), (45, 80)]
    assert len({one.path for one in saved}) == 3


def test_a_file_that_is_gone_leaves_the_sprite_and_says_so(store, add, tmp_path):
    import cv2

    sheet = np.concatenate([np.full((90, 160, 3), paint[::-1], np.uint8) for paint in PAINTS], axis=1)
    content = cv2.imencode(".webp", sheet)[1].tobytes()
    cues = "WEBVTT\n" + "".join(
        f"\n00:00:0{n}.000 --> 00:00:0{n + 1}.000\npreview.webp#xywh={160 * n},0,160,90\n" for n in range(3)
    )
    add("v1", SHOTS, title="all green", sheet=content, cues=cues)
    saved = save_thumbnail(store, Thumbnail("v1", 2.5, 1.0), tmp_path)[0]
    assert "is gone" in saved.note
    assert colour(saved.path) == pytest.approx(PAINTS[2], abs=14)


def test_a_file_that_is_gone_without_a_sprite_is_refused(store, add, tmp_path):
    add("v1", SHOTS)
    with pytest.raises(VideoGone):
        save_thumbnail(store, Thumbnail("v1", 0.5, 1.0), tmp_path)


def test_beside_a_video_only_our_own_files_are_written_over(store, film, tmp_path):
    one = Thumbnail("v1", 0.4, 1.0)
    names = [saved.path.name for saved in save_thumbnail(store, one, tmp_path, beside=True)]
    assert names == ["a film-thumb.jpg", "a film-poster.jpg"]
    save_thumbnail(store, one, tmp_path, beside=True)
    Image.new("RGB", (8, 8)).save(film.video.path.with_name("a film-poster.jpg"))
    with pytest.raises(OutputRefused, match="was not made by vsearch"):
        save_thumbnail(store, one, tmp_path, beside=True)


def test_a_pinned_picture_is_what_is_written(store, film, tmp_path):
    Image.new("RGB", (64, 36), (250, 200, 0)).save(tmp_path / "mine.png")
    pin(Library(store), "v1", str(tmp_path / "mine.png"))
    (tmp_path / "mine.png").unlink()
    best = thumbnails(Library(store), "v1")[0]
    assert colour(save_thumbnail(store, best, tmp_path)[0].path) == pytest.approx((250, 200, 0), abs=14)


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        pytest.param("99", TimeOutside, id="outside"),
        pytest.param("-1", TimeOutside, id="negative"),
        pytest.param("nothing.png", UsageWrong, id="no-file"),
        pytest.param("words.png", PictureUnreadable, id="no-picture"),
    ],
)
def test_what_cannot_be_pinned(store, film, tmp_path, choice, error):
    (tmp_path / "words.png").write_text("no picture")
    with pytest.raises(error):
        pin(Library(store), "v1", str(tmp_path / choice) if choice.endswith("png") else choice)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        pytest.param({"kind": "bmp"}, UsageWrong, id="format"),
        pytest.param({"aspects": ("wide",)}, UsageWrong, id="aspect"),
        pytest.param({"aspects": ("1:100",)}, UsageWrong, id="extreme"),
        pytest.param({"size": 1}, UsageWrong, id="size"),
        pytest.param({"beside": True, "aspects": ("16:9", "1:1")}, UsageWrong, id="two-thumbs"),
        pytest.param({"beside": True, "aspects": ("2:3", "16:9", "9:16")}, UsageWrong, id="two-posters"),
    ],
)
def test_what_cannot_be_written(store, film, tmp_path, asked, error):
    with pytest.raises(error):
        save_thumbnail(store, Thumbnail("v1", 0.4, 1.0), tmp_path, **asked)


def test_a_long_name_is_cut_to_what_a_file_system_takes(store, film, add, tmp_path):
    add("v2", SHOTS, path=film.video.path.rename(film.video.path.with_name("猫" * 80 + ".mp4")))
    name = save_thumbnail(store, Thumbnail("v2", 1.4, 1.0), tmp_path, aspects=("16:9",))[0].path.name
    assert name == f"{'猫' * 50}.v2.1.40s.16x9.jpg"


def test_the_folder_of_a_video_that_is_gone_is_not_made_again(store, film, tmp_path):
    Image.new("RGB", (64, 36)).save(tmp_path / "mine.png")
    pin(Library(store), "v1", str(tmp_path / "mine.png"))
    shutil.rmtree(film.video.path.parent)
    with pytest.raises(VideoGone, match="write elsewhere than beside"):
        save_thumbnail(store, thumbnails(Library(store), "v1")[0], tmp_path, beside=True)
    assert not film.video.path.parent.exists()


def test_a_video_with_the_longest_name_has_no_room_beside_it(store, film, add, tmp_path):
    add("v2", SHOTS, path=film.video.path.rename(film.video.path.with_name("x" * 251 + ".mp4")))
    with pytest.raises(OutputRefused, match="File name too long"):
        save_thumbnail(store, Thumbnail("v2", 1.4, 1.0), tmp_path, beside=True)


def test_a_folder_that_cannot_be_written_is_said(store, film, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputRefused):
        save_thumbnail(store, Thumbnail("v1", 0.4, 1.0), tmp_path / "file" / "out")


def test_shapes_are_read():
    assert [shape(text) for text in ("16:9", "1:1", "9x16", "")] == [16 / 9, 1, 9 / 16, 0]


def test_missing_and_stale_choose_their_videos(store, film, add, tmp_path):
    add("v2", SHOTS)
    folder = tmp_path / "out"
    first = gallery(Library(store), which="missing", folder=folder, top=1)
    assert [item.video for item, _ in first.written] == ["v1"]
    assert list(first.failures) == ["v2"]
    assert not gallery(Library(store), which="stale", folder=folder, top=1).written
    assert "v1" not in gallery(Library(store), which="missing", folder=folder, top=1).titles
    pin(Library(store), "v1", "2.5")
    assert [item.time for item, _ in gallery(Library(store), which="stale", folder=folder, top=1).written] == [2.5]
    assert {item.video for item, _ in gallery(Library(store), which="all", folder=folder, top=1).written} == {"v1"}


@pytest.mark.parametrize(
    "asked", [pytest.param({}, id="none"), pytest.param({"videos": ["v1"], "which": "all"}, id="both")]
)
def test_one_video_or_many(store, film, tmp_path, asked):
    with pytest.raises(UsageWrong):
        gallery(Library(store), *asked.pop("videos", ()), folder=tmp_path, **asked)
