"""Tables make what a name says, and refuse in one sentence what they cannot make."""

from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.readers import READERS
from vsearch.sounds import SOUND_ENCODERS
from vsearch.table import Table
from vsearch.texts import TEXT_ENCODERS


def test_a_table_makes_by_name_argument_and_options() -> None:
    table: Table[str] = Table("thing", "vsearch.none", {"one": lambda of="x", *, size=1: f"{of}{size}"})
    assert [table.make(spec, size=2) for spec in ("one", "one:y", "one:y:z")] == ["x2", "y2", "y:z2"]
    with pytest.raises(UsageWrong, match=r"no thing called 'two'\. Choose one of: one"):
        table.make("two")


@pytest.mark.parametrize(
    ("table", "spec", "options"),
    [
        pytest.param(READERS, "pyav:x", {"path": Path("film.mp4")}, id="reader"),
        pytest.param(READERS, "decord:x", {"path": Path("film.mp4")}, id="second reader"),
        pytest.param(SOUND_ENCODERS, "builtin:x", {}, id="sound encoder"),
        pytest.param(TEXT_ENCODERS, "builtin:x", {}, id="text encoder"),
        pytest.param(TEXT_ENCODERS, "auto:x", {}, id="text encoder by itself"),
    ],
)
def test_an_argument_that_nothing_takes_is_refused(table: Table[object], spec: str, options: dict[str, Path]) -> None:
    name = spec.partition(":")[0]
    with pytest.raises(UsageWrong, match=rf"'{name}' takes nothing after a colon, so not 'x'\. Write {name}\."):
        table.make(spec, **options)
