import pytest

from vsearch.errors import UsageWrong
from vsearch.training.distill.pictures.sources import contents, lines, rows


def test_folders_are_read_with_the_words_beside_their_pictures(tmp_path):
    (tmp_path / "b.png").write_bytes(b"two")
    (tmp_path / "a.jpg").write_bytes(b"one")
    (tmp_path / "a.txt").write_text("a door\n\n a wall \n")
    assert list(rows([tmp_path], ())) == [(b"one", ["a door", "a wall"]), (b"two", [])]


def test_sources_are_the_same_wherever_their_folder_lies(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.png").write_bytes(b"one")
    before = contents([tmp_path / "folder"])
    assert contents([(tmp_path / "folder").rename(tmp_path / "moved")]) == before


def test_words_beside_a_picture_may_be_of_any_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes("a café\n\n".encode("latin-1"))
    assert lines(tmp_path / "a.txt") == ["a caf\ufffd"]


def test_a_text_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageWrong, match=r"none\.txt cannot be read"):
        lines(tmp_path / "none.txt")
