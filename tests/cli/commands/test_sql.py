"""The catalogue is asked in SQL from the command line, in every form."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

TITLES = "select title, tags, duration from videos order by title"


def test_an_answer_is_a_table_json_csv_or_parquet(said, library: Path, tmp_path: Path) -> None:
    rows = json.loads(said("sql", TITLES, "--json"))["items"]
    rows = rows["items"] if isinstance(rows, dict) else rows
    assert len(rows) == 3
    assert set(rows[0]) == {"title", "tags", "duration"}
    assert rows[0]["title"] in said("sql", TITLES)
    for name in ("a.csv", "a.json", "a.parquet"):
        assert "3 rows written" in said("sql", TITLES, "-o", str(tmp_path / name))
    with (tmp_path / "a.csv").open(newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == [row["title"] for row in rows]
    assert json.loads((tmp_path / "a.json").read_text())["items"] == rows
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == rows
    assert said("sql", TITLES, "--format", "csv").splitlines()[0] == "title,tags,duration"


def test_tables_are_listed_and_moments_are_written_as_text(said, library: Path) -> None:
    assert "utterances: a row a sentence" in said("sql", "--tables")
    assert "2026-11-02T10:00:00" in said("sql", "select timestamp '2026-11-02 10:00:00' as at", "--json")


def test_no_cell_of_csv_is_a_formula(said, library: Path) -> None:
    assert said("sql", "select '=cmd()' as a", "--format", "csv").splitlines()[1] == "'=cmd()"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["delete from videos"], "One SELECT can be asked", id="writing"),
        pytest.param(["select colour from videos"], "for the tables and their columns", id="no such column"),
        pytest.param([], "--tables", id="nothing"),
        pytest.param(["select 1", "--tables"], "--tables", id="both"),
        pytest.param(["select 1", "--format", "parquet"], "-o FILE", id="parquet without a file"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(said, library: Path, words: list[str], says: str) -> None:
    assert says in said("sql", *words, code=2)
