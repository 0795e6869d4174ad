"""Names of encoders are tied to the files they name, and to nothing else."""

from pathlib import Path

import pytest

from vsearch.encoders.names import absolute


@pytest.mark.parametrize("name", ["builtin", "open_clip:ViT-B-32/datacomp_xl_s13b_b90k", "hf:google/siglip2"])
def test_a_name_without_a_file_stays_as_it_is(name: str) -> None:
    assert absolute(name) == name


def test_a_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert absolute("builtin:mine") == f"builtin:{tmp_path / 'mine'}"
