"""What a browser plays itself is told by what is in a file, and every other film by why not."""

import pytest

from vsearch.errors import VideoUnreadable
from vsearch.media.playback.copying import cuts
from vsearch.media.playback.playable import playable
from vsearch.media.playback.screen import Canvas

REAL = {
    "odd/MOV00006.3gp": ("encode", "coded as h263"),
    "odd/bbb_2500ms.ts": ("encode", "coded as mpeg2video"),
    "odd/bt601.mov": ("file", ""),
    "odd/chrome.ogv": ("encode", "coded as theora"),
    "odd/hdr10-video-with-sdr-container.mp4": ("encode", "coded as hevc"),
    "odd/hlg10-color-test.mp4": ("encode", "coded as hevc"),
    "odd/internal_emulator_transformer_output_180_rotated.mp4": ("file", ""),
    "odd/internal_emulator_transformer_output_270_rotated.mp4": ("file", ""),
    "odd/multiTrack.3gp": ("encode", "coded as mpeg4"),
    "odd/no_duration.webm": ("encode", "how long"),
    "odd/portrait_4k60.mp4": ("file", ""),
    "odd/roadtrip-vp92-10bit.webm": ("encode", "8 bits"),
    "odd/sample.avi": ("encode", "coded as mpeg4"),
    "odd/sample.flv": ("copy", "FLV"),
    "odd/sample_edit_list.mp4": ("encode", "coded as hevc"),
    "odd/sample_empty_track.mp4": ("file", ""),
    "odd/sample_fragmented.mp4": ("copy", "how long"),
    "odd/sample_mdat_too_long.mp4": ("file", ""),
    "odd/sample_portrait.mp4": ("file", ""),
    "odd/sample_with_colr_mdcv_and_clli.mp4": ("encode", "HDR"),
    "odd/sample_with_srt.mkv": ("copy", "Matroska"),
    "odd/video_desks.3gp": ("encode", "coded as h263"),
    "real/big_buck_bunny.mp4": ("file", ""),
    "real/cockatoo.mp4": ("encode", "High 4:4:4"),
    "real/fades.mp4": ("encode", "coded as mpeg4"),
    "real/pancake.mkv": ("copy", "Matroska"),
    "real/tears_of_steel.webm": ("file", ""),
}
MADE = {
    "hevc": ("encode", "coded as hevc"),
    "every-colour": ("encode", "High 4:4:4"),
    "interlaced": ("encode", "interlaced"),
    "avi": ("encode", "coded as mpeg4"),
    "remuxed": ("copy", "MPEG-TS"),
    "ac3": ("copy", "Matroska"),
    "midstream": ("copy", "MPEG-TS"),
    "file": ("file", ""),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_judged_by_their_content(shared, name):
    seen = playable(shared / "videos" / name)
    mode, why = REAL[name]
    assert seen.mode == mode
    assert why in seen.why
    assert bool(why) == bool(seen.why)


@pytest.mark.parametrize("name", MADE)
def test_made_files_are_judged_by_their_content(shot, name):
    seen = playable(shot(name))
    mode, why = MADE[name]
    assert seen.mode == mode
    assert why in seen.why


def test_a_name_decides_nothing(shot, tmp_path):
    misnamed = tmp_path / "film.mp4"
    misnamed.write_bytes(shot("ac3").read_bytes())
    assert playable(misnamed).mode == "copy"


@pytest.mark.parametrize(
    ("size", "canvas"),
    [
        pytest.param((3840, 2160), (1280, 720), id="4K"),
        pytest.param((1080, 1920), (720, 1280), id="upright"),
        pytest.param((2560, 1080), (1280, 540), id="wide"),
        pytest.param((640, 481), (640, 480), id="odd"),
        pytest.param((4, 400), (16, 400), id="thin"),
    ],
)
def test_a_canvas_keeps_the_shape_within_the_limits(size, canvas):
    assert Canvas.of(*size) == Canvas(*canvas)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        pytest.param("remuxed", (0.0, 2.4, 4.8), id="closed groups"),
        pytest.param("open", (), id="groups that refer to the one before"),
        pytest.param("midstream", (), id="begins in the middle of a group"),
    ],
)
def test_a_copy_is_cut_where_decoding_can_begin(shot, kind, found):
    assert cuts(shot(kind)) == pytest.approx(found, abs=1e-3)


def test_what_is_no_film_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "words.mp4").write_text("no film at all")
    with pytest.raises(VideoUnreadable, match="is not a video"):
        playable(tmp_path / "words.mp4")
