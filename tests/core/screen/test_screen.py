"""What every text reader in the table keeps to, and how the default one reads."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import ModelMissing, UsageWrong
from vsearch.nouns import Box
from vsearch.screen import TEXT_READERS, installed, rapidocr
from vsearch.settings import IndexSettings

here = pytest.mark.skipif(not installed("rapidocr"), reason="the package rapidocr is not installed")


@here
@pytest.mark.parametrize("name", TEXT_READERS.own)
class TestEveryReader:
    def test_reads_lines_from_top_to_bottom_where_they_stand(self, name, written):
        lines = TEXT_READERS.make(name).read(written(("Hello world", 100, 120), ("Second line", 300, 400)))
        assert [line.text for line in lines] == ["Hello world", "Second line"]
        assert all(line.confidence > 0.8 for line in lines)
        first, second = (line.box for line in lines)
        assert 0.08 < first.left < 0.14
        assert 0.15 < first.top < first.bottom < 0.3
        assert 0.7 < second.top < second.bottom < 0.92

    def test_reads_the_same_whatever_was_read_before(self, name, written):
        reader, picture = TEXT_READERS.make(name), written(("One and only", 60, 200))
        first = reader.read(picture)
        reader.read(written(("Something else", 200, 300), ground=200))
        assert reader.read(picture) == first

    @pytest.mark.parametrize(
        "picture",
        [
            pytest.param(np.zeros((480, 854, 3), np.uint8), id="black"),
            pytest.param(np.full((1, 1, 3), 255, np.uint8), id="one pixel"),
            pytest.param(np.zeros((4, 3000, 3), np.uint8), id="a strip"),
        ],
    )
    def test_finds_nothing_where_nothing_is_written(self, name, picture):
        assert list(TEXT_READERS.make(name).read(picture)) == []

    def test_says_what_it_is_called(self, name, written):
        assert TEXT_READERS.make(name).name.partition(":")[0] == name


@here
def test_upright_and_mirrored_lines_are_not_taken_for_words(written):
    reader = TEXT_READERS.make("rapidocr")
    level = written(("Turn me around", 60, 240))
    for picture in (np.rot90(level), level[:, ::-1]):
        assert all(line.confidence < 0.9 or line.text != "Turn me around" for line in reader.read(picture))


@here
def test_a_picture_of_8k_is_read_without_more_ado(written):
    picture = written(("A large picture", 1000, 2000), size=(7680, 4320), scale=12)
    assert [line.text for line in TEXT_READERS.make("rapidocr").read(picture)] == ["A large picture"]


def test_a_reader_without_its_package_says_what_installs_it(monkeypatch):
    monkeypatch.setattr(rapidocr, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match=r"rapidocr is not installed.*vsearch\[screen\]"):
        TEXT_READERS.make("rapidocr")


@here
def test_a_network_that_is_not_there_is_named():
    with pytest.raises(ModelMissing, match=r"no recognition network at .*cyrillic\.onnx"):
        TEXT_READERS.make("rapidocr:cyrillic.onnx")


@here
def test_a_network_that_names_no_letters_is_refused():
    detector = next(rapidocr.models().glob("*_det_*.onnx"))
    with pytest.raises(ModelMissing, match="does not say which letters it reads"):
        TEXT_READERS.make(f"rapidocr:{detector}")


@here
def test_another_network_reads_in_place_of_the_default_one(written):
    network = next(rapidocr.models().glob("*_rec_*.onnx"))
    reader = TEXT_READERS.make(f"rapidocr:{network}")
    assert [line.text for line in reader.read(written(("Hello world", 100, 120)))] == ["Hello world"]
    assert reader.name == f"rapidocr:{network.name}"


def test_a_name_that_nothing_goes_by_is_refused_with_those_there_are():
    with pytest.raises(UsageWrong, match=r"no text reader called 'tesseract'.*rapidocr"):
        TEXT_READERS.expect("tesseract")


def test_the_default_is_in_the_table():
    assert IndexSettings().text_reader in TEXT_READERS.own


def test_rapidocr_itself_is_never_loaded(written):
    import subprocess
    import sys

    script = "import sys; from vsearch.screen import TEXT_READERS; TEXT_READERS.make('rapidocr')\n"
    script += "print(sorted({'rapidocr', 'omegaconf', 'shapely', 'torch'} & set(sys.modules)))"
    if importlib.util.find_spec("rapidocr") is None:
        pytest.skip("the package rapidocr is not installed")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        pytest.param(Box(0, 0, 0.5, 0.5), Box(0, 0, 0.5, 0.5), 1.0, id="same"),
        pytest.param(Box(0, 0, 0.5, 0.5), Box(0.5, 0.5, 1, 1), 0.0, id="beside"),
        pytest.param(Box(0, 0, 1, 0.5), Box(0, 0, 0.5, 0.5), 0.5, id="half"),
    ],
)
def test_boxes_share_what_both_cover(one, other, share):
    assert one.meets(other) == pytest.approx(share)


def test_a_box_outside_of_its_picture_cannot_be_made():
    with pytest.raises(ValueError, match="lies within its picture"):
        Box(0.2, 0.2, 1.2, 0.4)


def test_files_of_the_package_are_where_it_says(tmp_path: Path):
    if not installed("rapidocr"):
        pytest.skip("the package rapidocr is not installed")
    assert len(list(rapidocr.models().glob("*_det_*.onnx"))) == 1
