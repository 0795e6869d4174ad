"""What was shown is noted beside the decisions, in a file that stays small."""

from pathlib import Path

import pytest

from vsearch.library import Store, telemetry
from vsearch.library.decisions import Decision
from vsearch.library.telemetry import Shown

AT = "2026-11-02T10:00:00+00:00"


def shown(video: str, *tags: str) -> Shown:
    return Shown(video, tuple((tag, 0.5) for tag in tags), "clip", "tag", AT)


def test_what_is_shown_comes_back_and_is_no_decision(store: Store) -> None:
    first, second = shown("a", "dog", "каша"), shown("b")
    store.note_shown(first)
    store.note_shown(second)
    assert store.shown() == [first, second]
    assert store.decisions() == []


def test_the_file_stays_small_and_the_latest_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "MOST", 2000)
    for number in range(200):
        telemetry.append(tmp_path / "shown.jsonl", [shown(f"v{number}", "dog")])
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 4000
    kept = [one.video for one in telemetry.read(tmp_path / "shown.jsonl")]
    assert kept == [f"v{number}" for number in range(200 - len(kept), 200)]
    assert len(kept) >= 10


@pytest.mark.parametrize(
    "line",
    [
        "noise", "{}", "[]", "null", '{"video": "a", "tags": 3, "version": "", "by": "", "at": ""}',
        '{"video": "a", "tags": [["dog", "often"]], "version": "", "by": "", "at": ""}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_bad_line_is_passed_over(store: Store, tmp_path: Path, line: str) -> None:
    store.note_shown(shown("a", "dog"))
    with (store.local() / "shown.jsonl").open("a") as file:
        file.write(line + "\n")
    store.note_shown(shown("b", "dog"))
    assert [one.video for one in store.shown()] == ["a", "b"]


def test_what_earlier_versions_wrote_among_decisions_is_understood(store: Store) -> None:
    store.decide(*(
        Decision("shown", video, tag=tag, value=rank, note=note, encoder="clip", by="tag", at=AT)
        for video, tag, rank, note in [("a", "dog", 1, "0.5"), ("a", "sea", 2, "0.5"), ("b", "sea", 1, "0.5"),
                                       ("b", "sea", 1, "0.5"), ("c", "cat", 1, "0.5"), ("c", "", 2, "")]
    ))  # fmt: skip
    assert store.shown() == [shown("a", "dog", "sea"), shown("b", "sea"), shown("b", "sea"), shown("c", "cat")]
