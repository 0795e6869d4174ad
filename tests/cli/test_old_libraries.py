"""Libraries that earlier versions wrote are opened, searched, tagged and kept up to date by this one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app

VERSIONS = sorted(path for path in (Path(__file__).parent.parent / "core/library/old").iterdir())


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of what a version wrote, its films beside it."""
    place = tmp_path / "place"
    shutil.copytree(request.param, place)
    for file in place.glob("library/videos/*/video.json"):
        file.write_text(file.read_text("utf-8").replace("/where/it/was", str(place)), "utf-8")
    return place


@pytest.fixture
def told(place: Path) -> Callable[..., str]:
    """What a command says as JSON."""

    def told(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, "--json", "--library", str(place / "library")])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return told


def test_every_command_answers(told: Callable[..., str], place: Path, tmp_path: Path) -> None:
    assert "Market street" in told("list")
    assert "Fresh apples" in told("search", "apples")
    assert "Fresh apples" in told("show", "Market street")
    assert "ladies" in told("transcript", "Market street")
    assert "pinned" in told("thumbnail", "Harbour at dawn", "--output", str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir())
    assert told("highlights", "Snow on the hill")
    assert "market" in told("tag", "Snow on the hill")
    told("duplicates")
    told("rebuild")


def test_doctor_finds_nothing_wrong_and_indexing_again_changes_nothing(told: Callable[..., str], place: Path) -> None:
    assert json.loads(told("doctor"))["items"][0]["findings"] == []
    before = {path: path.read_bytes() for path in place.glob("library/videos/*/*.parquet")}
    assert "unchanged" in told("index", str(place / "films"), "--dry-run", "--no-screen", "--no-motion")
    told("index", str(place / "films"), "--no-screen", "--no-motion")
    assert {path: path.read_bytes() for path in place.glob("library/videos/*/*.parquet")} == before
    assert json.loads(told("doctor"))["items"][0]["findings"] == []


@pytest.mark.parametrize("name", ["frames.parquet", "vectors.faiss", "utterances.parquet", "sound.npz", "video.json"])
def test_what_doctor_advises_mends_a_damaged_part(place: Path, name: str) -> None:
    def said(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, [*words, "--library", str(place / "library")])
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    said("index", str(place / "films"))
    file = next(place.glob(f"library/videos/*/{name}"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    advice = said("doctor", code=1)
    assert name in advice
    assert "Run `vsearch doctor --mend`, then `vsearch index` on its file" in advice
    said("doctor", "--mend", code=1)  # what only the film can tell is missing now
    said("index", str(place / "films"))
    assert "Nothing is wrong" in said("doctor")


def test_a_damaged_video_can_be_removed(place: Path) -> None:
    file = next(place.glob("library/videos/*/video.json"))
    file.write_text("noise")
    result = CliRunner().invoke(app, ["remove", file.parent.name, "--library", str(place / "library")])
    assert result.exit_code == 0, result.output
    assert not file.parent.exists()
