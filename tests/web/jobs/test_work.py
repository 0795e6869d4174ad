"""The process of a job says what came of it in one sentence, whatever happens."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from vsearch.errors import VideoGone
from vsearch.web.jobs import work
from vsearch.web.jobs.kinds import KINDS, Made


def told_of(library: Path, folder: Path, made: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a job tells whose work is `made`."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(work, "KINDS", {**KINDS, "clip": made})
    (folder / "job.json").write_text(json.dumps({"kind": "clip", "asked": {}}))
    work.work(library, folder, told.append)  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize(
    ("error", "what", "cure"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), "No space left", "free some space", id="full"),
        pytest.param(OSError(errno.EACCES, "Permission denied"), "Permission denied", "may not write", id="forbidden"),
        pytest.param(VideoGone("a.mp4 is gone."), "a.mp4 is gone.", "", id="ours"),
    ],
)
def test_what_goes_wrong_is_one_sentence_with_its_cure(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, what: str, cure: str
) -> None:
    def fails(*_: object) -> Made:
        raise error

    [told] = told_of(library, tmp_path, fails, monkeypatch)
    assert what in told["error"]["what"]
    assert cure in told["error"]["cure"]


def test_what_is_done_names_its_file_below_the_job(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(tmp_path / "out" / "a.mp4", ("One is missing.",))
    [told] = told_of(library, tmp_path, lambda *_: made, monkeypatch)
    assert told == {"done": {"file": "out/a.mp4", "notes": ("One is missing.",)}}


def test_progress_that_comes_fast_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    tell = work.Teller()
    for number in range(100):
        tell({"progress": number / 100})
    tell({"now": "a"})
    tell({"done": {}})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 4
    assert lines[-2:] == ['{"now": "a"}', '{"done": {}}']
