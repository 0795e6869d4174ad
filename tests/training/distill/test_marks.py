import pytest

from vsearch.training.distill.marks import kept, mark


class Made(Exception):
    pass


def refuse(path):
    raise Made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("a", "b"), ("a", "c"), id="another word"),
        pytest.param(("a", "b"), ("b", "a"), id="another order"),
        pytest.param(("a\nb",), ("a", "b"), id="a line break is no border"),
        pytest.param((("a",), "b"), (("a", "b"),), id="another place in the list"),
    ],
)
def test_a_mark_tells_one_from_another(one, other):
    assert mark(*one) == mark(*one)
    assert mark(*one) != mark(*other)


def test_what_is_kept_is_made_once(tmp_path):
    kept(tmp_path / "told.txt", mark("a"), lambda path: path.write_text("made"))
    assert kept(tmp_path / "told.txt", mark("a"), refuse).read_text() == "made"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.unlink(), id="the file is gone"),
        pytest.param(lambda path: path.with_name("told.txt.mark").unlink(), id="its mark is gone"),
        pytest.param(lambda path: path.with_name("told.txt.mark").write_text(mark("b")), id="it is of something else"),
    ],
)
def test_what_does_not_fit_its_mark_is_made_anew(tmp_path, spoil):
    kept(tmp_path / "told.txt", mark("a"), lambda path: path.write_text("made"))
    spoil(tmp_path / "told.txt")
    with pytest.raises(Made):
        kept(tmp_path / "told.txt", mark("a"), refuse)


def test_what_was_being_replaced_when_a_run_died_is_not_taken_for_what_was_there(tmp_path):
    kept(tmp_path / "told.txt", mark("a"), lambda path: path.write_text("made"))

    def die(path):
        path.write_text("hal")
        raise Made

    for of in ("b", "a"):
        with pytest.raises(Made):
            kept(tmp_path / "told.txt", mark(of), die)
