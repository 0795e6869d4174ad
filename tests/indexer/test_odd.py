"""Every odd file of the shared material ends in a clear status."""

from collections.abc import Callable
from pathlib import Path

from vsearch.indexer.run.outcome import Outcome

FAILED = {
    "example-sans-amf0.mp4": "no picture that can be decoded",
    "quicktime-jpeg.mov": "no picture that can be decoded",
    "sample_dts_uhd.ts": "no pictures",
    "sample_eac3.mp4": "no pictures, only audio",
    "sample_fragmented_clearkey.mp4": "encrypted",
}
INDEXED = {
    "MOV00006.3gp",
    "bbb_2500ms.ts",
    "bt601.mov",
    "chrome.ogv",
    "hdr10-video-with-sdr-container.mp4",
    "hlg10-color-test.mp4",
    "internal_emulator_transformer_output_180_rotated.mp4",
    "internal_emulator_transformer_output_270_rotated.mp4",
    "multiTrack.3gp",
    "no_duration.webm",
    "portrait_4k60.mp4",
    "roadtrip-vp92-10bit.webm",
    "sample.avi",
    "sample.flv",
    "sample_edit_list.mp4",
    "sample_empty_track.mp4",
    "sample_fragmented.mp4",
    "sample_mdat_too_long.mp4",
    "sample_no_bframes.mp4",
    "sample_portrait.mp4",
    "sample_with_colr_mdcv_and_clli.mp4",
    "sample_with_overlapping_srt.mkv",
    "sample_with_srt.mkv",
    "sample_with_ssa_subtitles.mkv",
    "sample_with_vtt_subtitles.mkv",
    "video_desks.3gp",
    "video_with_failing_audio.mp4",
}


def test_every_odd_file_ends_in_the_right_status(shared: Path, run: Callable[..., dict[str, Outcome]]) -> None:
    outcomes = run(shared / "videos" / "odd", settings={"every": 5.0})
    assert {name for name, outcome in outcomes.items() if outcome.status in ("indexed", "copy")} == INDEXED
    failed = {name: outcome.reason for name, outcome in outcomes.items() if name not in INDEXED}
    assert set(failed) == set(FAILED)
    assert [name for name in FAILED if FAILED[name] not in failed[name]] == []
