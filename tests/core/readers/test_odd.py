"""Real files, odd and ordinary: what becomes of each."""

import pytest

from vsearch.errors import VideoUnreadable
from vsearch.readers import Size
from vsearch.readers.pyav import PyAVReader

READABLE = {  # frames, width and height as shown, rotation, hdr
    "odd/MOV00006.3gp": (222, 192, 144, 0, ""),
    "odd/bbb_2500ms.ts": (58, 1920, 1080, 0, ""),
    "odd/bt601.mov": (30, 640, 428, 0, ""),
    "odd/chrome.ogv": (773, 480, 270, 0, ""),
    "odd/hdr10-video-with-sdr-container.mp4": (28, 1920, 1080, 0, "pq"),
    "odd/hlg10-color-test.mp4": (9, 1920, 1080, 0, "hlg"),
    "odd/internal_emulator_transformer_output_180_rotated.mp4": (149, 1280, 720, 180, ""),
    "odd/internal_emulator_transformer_output_270_rotated.mp4": (149, 720, 1280, 270, ""),
    "odd/multiTrack.3gp": (1050, 176, 144, 0, ""),
    "odd/no_duration.webm": (74, 1280, 720, 0, ""),
    "odd/portrait_4k60.mp4": (18, 2160, 3840, 90, ""),
    "odd/roadtrip-vp92-10bit.webm": (72, 426, 240, 0, ""),
    "odd/sample.avi": (96, 960, 400, 0, ""),
    "odd/sample.flv": (30, 1080, 720, 0, ""),
    "odd/sample_edit_list.mp4": (77, 1080, 1920, 90, "hlg"),
    "odd/sample_empty_track.mp4": (30, 1080, 720, 0, ""),
    "odd/sample_fragmented.mp4": (30, 1080, 720, 0, ""),
    "odd/sample_mdat_too_long.mp4": (30, 1080, 720, 0, ""),
    "odd/sample_no_bframes.mp4": (30, 1080, 720, 0, ""),
    "odd/sample_portrait.mp4": (30, 720, 1080, 0, ""),
    "odd/sample_with_colr_mdcv_and_clli.mp4": (60, 1920, 1080, 0, "pq"),
    "odd/sample_with_overlapping_srt.mkv": (30, 1080, 720, 0, ""),
    "odd/sample_with_srt.mkv": (30, 1080, 720, 0, ""),
    "odd/sample_with_ssa_subtitles.mkv": (30, 1080, 720, 0, ""),
    "odd/sample_with_vtt_subtitles.mkv": (30, 1080, 720, 0, ""),
    "odd/video_desks.3gp": (71, 384, 288, 0, ""),
    "odd/video_with_failing_audio.mp4": (280, 640, 360, 0, ""),
    "real/big_buck_bunny.mp4": (720, 854, 480, 0, ""),
    "real/bikes.mp4": (250, 640, 272, 0, ""),
    "real/blocks.mp4": (292, 1280, 720, 0, ""),
    "real/bottles.mp4": (1189, 640, 360, 0, ""),
    "real/cars.mp4": (377, 768, 432, 0, ""),
    "real/chaplin.mp4": (241, 640, 360, 0, ""),
    "real/chrome.mp4": (899, 480, 270, 0, ""),
    "real/cockatoo.mp4": (280, 1280, 720, 0, ""),
    "real/coffee.mp4": (287, 1280, 720, 0, ""),
    "real/cups.mp4": (300, 1280, 720, 0, ""),
    "real/dog.mp4": (289, 1280, 720, 0, ""),
    "real/driving.mp4": (2192, 640, 360, 0, ""),
    "real/fades.mp4": (250, 480, 320, 0, ""),
    "real/flower.mp4": (150, 960, 540, 0, ""),
    "real/friday.mp4": (185, 640, 480, 0, ""),
    "real/frog.mp4": (248, 720, 480, 0, ""),
    "real/juggling.mp4": (247, 1280, 720, 0, ""),
    "real/nasa_13013.mp4": (325, 320, 180, 0, ""),
    "real/pancake.mkv": (310, 426, 240, 0, ""),
    "real/person_by_person.mp4": (1394, 768, 432, 0, ""),
    "real/pig.mp4": (196, 720, 480, 0, ""),
    "real/rabbit.mp4": (234, 720, 480, 0, ""),
    "real/scene_cuts.mp4": (250, 1280, 272, 0, ""),
    "real/stream-of-water.mp4": (90, 480, 360, 0, ""),
    "real/tears_of_steel.webm": (1691, 798, 332, 0, ""),
}
REFUSED = {
    "odd/example-sans-amf0.mp4": "no picture that can be decoded",
    "odd/quicktime-jpeg.mov": "no picture that can be decoded",
    "odd/sample_dts_uhd.ts": "no pictures, only data",
    "odd/sample_eac3.mp4": "no pictures, only audio",
    "odd/sample_fragmented_clearkey.mp4": "encrypted",
    "real/friday.vtt": "no pictures, only subtitle",
    "real/stream-of-water.vtt": "no pictures, only subtitle",
}


@pytest.mark.parametrize("name", READABLE)
def test_readable_files_are_read_as_they_are_shown(shared, name):
    reader = PyAVReader(shared / "videos" / name)
    facts, count = reader.facts, len(reader.times())
    assert (count, facts.width, facts.height, facts.rotation, facts.hdr) == READABLE[name]
    assert reader.times()[0] == 0
    wanted = reader.times()[[count // 8]]
    frame = next(reader.frames(wanted, [Size(48, 27)]))
    assert frame.pixels[0].shape == (27, 48, 3)
    assert (reader.report().damage, reader.report().corrupt) == (0, 0)
    reader.close()


@pytest.mark.parametrize("name", REFUSED)
def test_the_others_are_refused_with_a_reason(shared, name):
    with pytest.raises(VideoUnreadable, match=REFUSED[name]):
        PyAVReader(shared / "videos" / name)


def test_every_file_has_its_line(shared):
    found = {f"{folder}/{p.name}" for folder in ("odd", "real") for p in (shared / "videos" / folder).iterdir()}
    assert found == {*READABLE, *REFUSED}
