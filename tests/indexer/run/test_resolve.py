"""Settings: what is set now goes before what the library remembers, and no name is lost without a word."""

from dataclasses import asdict, fields
from typing import Any

import pytest

from vsearch.errors import UsageWrong
from vsearch.indexer.run.resolve import remembered, resolve_settings
from vsearch.settings import IndexOverrides, IndexSettings, Quality, Sampling

BY_0_1_0 = {
    "sampling": {"every": 2.0, "stride": 0},
    "quality": {
        "sharpness": 0.1, "steady": 0.4, "contrast": 0.035, "dark": 0.06, "mixed": 0.15, "text": 0.55, "alike": 5,
        "max_frames": 300,
    },
    "reader": "pyav", "sound": "none", "track": 0, "words": False, "transcriber": "none", "texts": "builtin",
    "language": "de",
}  # fmt: skip
"""As version 0.1.0 wrote them into library.json."""


def test_every_setting_can_be_set() -> None:
    inner = {item.name for kind in (Sampling, Quality) for item in fields(kind)}
    plain = {item.name for item in fields(IndexSettings)} - {"sampling", "quality"}
    assert {item.name for item in fields(IndexOverrides)} == inner | plain


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        pytest.param(IndexOverrides(), (2.0, 0, 0.1, 300, "de"), id="as remembered"),
        pytest.param(IndexOverrides(max_frames=3), (2.0, 0, 0.1, 3, "de"), id="a quality"),
        pytest.param(IndexOverrides(stride=9), (2.0, 9, 0.1, 300, "de"), id="a stride"),
        pytest.param(IndexOverrides(every=1.0, language=""), (1.0, 0, 0.1, 300, ""), id="seconds, and nothing"),
    ],
)
def test_what_is_set_goes_before_what_is_remembered(overrides: IndexOverrides, expected: tuple[object, ...]) -> None:
    made, notes = resolve_settings(BY_0_1_0, overrides)
    assert notes == []
    seen = made.sampling.every, made.sampling.stride, made.quality.sharpness, made.quality.max_frames, made.language
    assert seen == expected


def test_seconds_end_a_remembered_stride() -> None:
    strided = {**BY_0_1_0, "sampling": {"every": 0.5, "stride": 9}}
    assert resolve_settings(strided, IndexOverrides(every=1.0))[0].sampling == Sampling(1.0, 0)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(TypeError, match="max_frame"):
        IndexOverrides(max_frame=3)  # type: ignore[call-arg]


def test_seconds_and_a_stride_are_not_set_together() -> None:
    with pytest.raises(UsageWrong, match="Set `every` or `stride`"):
        resolve_settings({}, IndexOverrides(every=1.0, stride=2))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"depth": 3}, "depth = 3", id="a name of another version"),
        pytest.param({"quality": {"glow": 0.5}}, "glow = 0.5", id="a quality of another version"),
        pytest.param({"quality": []}, None, id="no mapping"),
        pytest.param({"track": "two"}, "track = 'two'", id="a word for a number"),
        pytest.param({"words": 1}, "words = 1", id="a number for yes"),
        pytest.param({"track": True}, "track = True", id="yes for a number"),
        pytest.param({"sampling": {"every": -1.0}}, "-1.0", id="no sense"),
    ],
)
def test_what_is_remembered_and_not_understood_is_said(values: dict[str, Any], said: str | None) -> None:
    made, notes = resolve_settings(values, IndexOverrides())
    assert made == IndexSettings()
    assert len(notes) == (said is not None)
    assert not said or said in notes[0]


def test_settings_of_another_version_stay_in_the_library() -> None:
    before = {**BY_0_1_0, "depth": 3, "quality": {**BY_0_1_0["quality"], "glow": 0.5}, "sampling": []}
    made, _ = resolve_settings(before, IndexOverrides(track=2, sharpness=0.2))
    kept = remembered(made, before)
    assert kept == {"depth": 3, **asdict(made), "quality": {"glow": 0.5, **asdict(made.quality)}}
    assert remembered(made, kept) == kept
