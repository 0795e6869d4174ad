"""Benchmarks end with a failure when a bar was missed, and all of them run before."""

import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    """The benchmarks are no part of the package: they lie beside it."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize(
    ("kept", "cells", "short"),
    [
        pytest.param([True, np.bool_(True)], ["[green]pass", "[green]pass"], False, id="kept"),
        pytest.param([np.bool_(False), True], ["[red]short", "[green]pass"], True, id="missed"),
        pytest.param([None], [""], False, id="no bar"),
    ],
)
def test_a_table_remembers_that_a_bar_was_missed(kept, cells, short):
    table = import_module("bench.setting.bars").Bars("what", "")
    assert [table.verdict(one) for one in kept] == cells
    assert table.short is short


def test_every_benchmark_runs_before_the_missed_bars_are_told(monkeypatch):
    ran, bench_main = [], import_module("bench.__main__")

    def bench(name, code):
        def main():
            ran.append(name)
            sys.exit(code)

        monkeypatch.setitem(sys.modules, f"bench.room.{name}", SimpleNamespace(main=main))
        monkeypatch.setitem(bench_main.PLACES, name, f"bench.room.{name}")

    for name, code in {"one": True, "two": False, "three": True}.items():
        bench(name, code)
    monkeypatch.setattr(sys, "argv", ["bench", "one", "two", "three"])
    with pytest.raises(SystemExit, match=r"Short of a bar: one, three\."):
        bench_main.main()
    assert ran == ["one", "two", "three"]


def test_a_benchmark_that_is_not_there_is_told_before_any_runs(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bench", "builtin", "nothing"])
    with pytest.raises(SystemExit, match="no benchmark 'nothing': builtin, calibration"):
        import_module("bench.__main__").main()


@pytest.mark.parametrize("name", sorted(import_module("bench.__main__").PLACES))
def test_a_benchmark_with_a_bar_ends_by_it(name):
    module = import_module("bench.__main__").PLACES[name]
    text = (ROOT / f"{module.replace('.', '/')}.py").read_text()
    assert "sys.exit(" in text or "Bars(" not in text
