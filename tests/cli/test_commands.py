"""The commands, from what a person types to what they see."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pysubs2
import pytest

from tests.many import many
from vsearch.cli.app import main
from vsearch.data.samples import Samples

Said = Callable[..., str]
Told = Callable[..., Any]


def run(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vsearch.cli.app", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=250, check=False, **options)


def test_list_names_every_video(said: Said, told: Told) -> None:
    assert "A cat looks at you" in said("list")
    titles = {row["title"] for row in told("list")["items"]}
    assert titles == {
        "A cat looks at you",
        "Morning coffee",
        "A slow look at the Moon",
    }
    assert "coffee" in said("list", "COFFEE")
    assert "No video is missing" in said("list", "--missing")


def test_a_list_is_filtered_and_ordered(said: Said, told: Told) -> None:
    assert [row["title"] for row in told("list", "--tag", "coffee")["items"]] == ["Morning coffee"]
    lengths = [row["duration"] for row in told("list", "--sort", "duration")["items"]]
    assert lengths == sorted(lengths, reverse=True)
    assert told("list", "--series", "none such")["items"] == []
    assert "Did you mean 'coffee'" in said("list", "--tag", "cofee")


@pytest.mark.parametrize("key", ["mourning coffee", "Morning cofee"])
def test_the_title_that_was_meant_is_named(said: Said, key: str) -> None:
    assert "Did you mean 'Morning coffee'?" in said("show", key)


def test_show_draws_the_timeline(said: Said, told: Told) -> None:
    shown = said("show", "cat-looks-at-you.mp4")
    for word in ("shots", "kept", "rejected", "loudness", "said", "not kept", "0:00", "about"):
        assert word in shown
    assert told("show", "cat-looks-at-you.mp4")["items"][0]["sound"] == "sound"
    assert told("show", "slow-look-at-the-moon.mp4")["items"][0]["sound"] == "none"


@pytest.mark.parametrize("form", ["text", "srt", "vtt", "json"])
def test_transcript_speaks_every_form(said: Said, form: str) -> None:
    written = said("transcript", "cat-looks-at-you.mp4", "--format", form)
    assert "stares into the camera" in written
    if form in ("srt", "vtt"):
        assert len(pysubs2.SSAFile.from_string(written, form)) == 4
    if form == "json":
        assert len(json.loads(written)["items"]) == 4


def test_a_thumbnail_is_written_with_its_reasons(said: Said, tmp_path: Path) -> None:
    shown = said("thumbnail", "cat-looks-at-you.mp4", "-n", "2", "-o", str(tmp_path), "--aspect", "1:1")
    assert "title" in shown
    assert len(list(tmp_path.glob("*.jpg"))) == 2


def test_superseded_thumbnails_are_named_and_cleaned(said: Said, told: Told, tmp_path: Path) -> None:
    wanted = ("thumbnail", "cat-looks-at-you.mp4", "-o", str(tmp_path), "-n")
    said(*wanted, "2")
    (tmp_path / "mine.jpg").write_bytes(b"mine")
    assert "Superseded, and deleted with --clean: cat-looks-at-you." in said(*wanted, "1")
    assert len(list(tmp_path.iterdir())) == 3
    [gone] = told(*wanted, "1", "--clean")["superseded"]
    assert not Path(gone).exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_contact_sheet_shows_the_candidates(said: Said, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"
    said("thumbnail", "cat-looks-at-you.mp4", "-o", str(tmp_path), "-n", "3", "--html", str(sheet))
    text = sheet.read_text("utf-8")
    assert ">Thumbnails</h1>" in text
    assert text.count("<img ") == 3
    assert ". score " in text


def test_a_search_finds_what_was_said(told: Told) -> None:
    answer = told("search", "stares into the camera")
    assert answer["sure"]
    assert "stares into the camera" in answer["items"][0]["said"]


def test_a_page_is_headed_by_what_was_asked_for(said: Said, tmp_path: Path) -> None:
    said("search", "--like", "slow-look-at-the-moon.mp4@3", "--html", str(tmp_path / "page.html"))
    assert ">Moments for “slow-look-at-the-moon.mp4@3”</h1>" in (tmp_path / "page.html").read_text("utf-8")


def test_what_one_file_refuses_the_others_hold(said: Said, tmp_path: Path) -> None:
    names = [str(tmp_path / f"found.{kind}") for kind in ("csv", "vtt", "edl")]
    shown = said("search", "a cat", "--threshold", "0", "--export", ",".join(names), code=1)
    assert [Path(name).exists() for name in names] == [True, False, True]
    assert f"{names[1]} was not written. Chapters belong to one video" in shown
    assert "Search in one with --video." in shown


def test_highlights_do_not_overlap(told: Told) -> None:
    found = told("highlights", "cat-looks-at-you.mp4", "--length", "4")["items"]
    ordered = sorted((moment["start"], moment["end"]) for moment in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(ordered))


@pytest.mark.parametrize("command", ["thumbnail", "highlights"])
def test_an_empty_prompt_is_refused(said: Said, tmp_path: Path, command: str) -> None:
    more = ("-o", str(tmp_path)) if command == "thumbnail" else ()
    assert "The prompt is empty" in said(command, "cat-looks-at-you.mp4", "--prompt", "", *more)


def test_highlights_say_what_the_encoder_cannot_read(said: Said) -> None:
    shown = said("highlights", "cat-looks-at-you.mp4", "--prompt", "синхрофазотрон")
    assert "does not look like a language" in shown


def test_notes_name_the_videos_they_are_about(capsys: pytest.CaptureFixture[str]) -> None:
    from vsearch.cli.show.answers.results import show_gallery
    from vsearch.nouns import Thumbnail
    from vsearch.retrieval.thumbnails.gallery import Gallery

    items = [Thumbnail(id, 0.0, 0.0, note=note) for id, note in (("a", "Least bad."), ("b", ""))]
    show_gallery(Gallery([(item, []) for item in items], {}, {"a": "Fades", "b": "Cat"}))
    assert "a Fades: Least bad." in capsys.readouterr().out
    show_gallery(Gallery([(items[0], [])], {}, {"a": "Fades"}))
    assert "Fades: Least bad." not in capsys.readouterr().out


def test_what_is_not_there_is_one_sentence(said: Said) -> None:
    for command in ("show", "thumbnail", "transcript", "highlights", "remove"):
        assert "'nothing'" in said(command, "nothing")


def test_doctor_finds_nothing_wrong_and_names_what_is(said: Said, library: Path, told: Told) -> None:
    assert "Nothing is wrong" in said("doctor")
    file = next((library / "videos").glob("*/vectors.faiss"))
    held = file.read_bytes()
    file.write_bytes(b"noise")
    try:
        report = said("doctor", code=1)
        unfolded = "".join(report.split())
        assert "vectors.faissisdamaged" in unfolded
        assert "vsearchdoctor--mend" in unfolded
    finally:
        file.write_bytes(held)


def test_rebuild_makes_the_catalogue_anew(said: Said, library: Path) -> None:
    assert "3 videos" in said("rebuild")
    assert list((library / "search" / "catalog").iterdir())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        pytest.param(["list", "--library", "nowhere"], 1, "There is no library", id="no library"),
        pytest.param(["index", "nowhere"], 2, "nothing at 'nowhere'", id="no such path"),
        pytest.param(["index", ".", "--every", "0"], 2, "every 0.0 seconds", id="bad setting"),
        pytest.param(["index", ".", "--encoder", "nonsense"], 2, "nonsense", id="no such encoder"),
        pytest.param(["nonsense"], 2, "There is no command 'nonsense'.", id="no such command"),
        pytest.param(["serach", "x"], 2, "Did you mean 'search'?", id="a command misspelt"),
        pytest.param(["list", "--nonsense"], 2, "--nonsense", id="no such option"),
    ],
)
def test_wrong_usage_is_one_sentence_and_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], code: int, says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["vsearch", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == code, said
    assert says in said
    assert len(said.strip().splitlines()) <= 2


def test_wrong_usage_ends_the_process_with_its_code_and_its_sentence_alone() -> None:
    done = run("serach", "x")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no command 'serach'. Did you mean 'search'?")
    assert len(done.stderr.strip().splitlines()) <= 2


def test_index_and_remove_from_the_shell(tmp_path: Path, samples: Samples) -> None:
    film = samples.folder / "IMG_2041.mp4"
    words = ["--library", str(tmp_path / "library"), "--json"]
    index = ["index", str(film), "--encoder", "builtin", "--transcriber", "none", "--no-sound"]
    index += ["--no-screen", "--no-motion"]
    done = run(*index, *words)
    assert done.returncode == 0, done.stderr
    [outcome] = json.loads(done.stdout)["items"]
    assert (outcome["status"], outcome["looked"]) == ("indexed", 24)
    assert json.loads(run(*index, *words).stdout)["items"][0]["status"] == "unchanged"
    [gone] = json.loads(run("remove", outcome["id"], *words).stdout)["items"]
    assert gone == {"id": outcome["id"], "title": outcome["title"], "path": str(film)}
    assert json.loads(run("list", *words).stdout) == {"version": 1, "items": [], "notes": []}
    assert film.exists()


@pytest.mark.slow
def test_a_search_runs_while_videos_are_indexed(tmp_path: Path, samples: Samples) -> None:
    films = [str(samples.folder / "IMG_2041.mp4")]
    words = ["--library", str(tmp_path / "library"), "--encoder", "builtin", "--transcriber", "none", "-j", "1"]
    words += ["--no-sound", "--no-screen", "--no-motion"]
    many(tmp_path / "many", 500)  # so that it takes far longer than two searches
    command = [sys.executable, "-m", "vsearch.cli.app", "index", *films, str(tmp_path / "many"), *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as indexing:
        end = time.monotonic() + 200
        counts: list[int] = []
        while indexing.poll() is None and time.monotonic() < end and len(counts) < 2:
            listed = run("list", "--library", str(tmp_path / "library"), "--json")
            if listed.returncode == 0:
                counts.append(len(json.loads(listed.stdout)["items"]))
                found = run("search", "a cat", "--library", str(tmp_path / "library"), "--json")
                assert found.returncode == 0, found.stderr
        os.kill(indexing.pid, signal.SIGINT)
        assert indexing.wait(200) == 130
    assert counts == sorted(counts)
    assert len(counts) == 2
    done = run("index", *films, *words, "--json")
    statuses = [outcome["status"] for outcome in json.loads(done.stdout)["items"]]
    assert statuses in (["indexed"], ["unchanged"])
