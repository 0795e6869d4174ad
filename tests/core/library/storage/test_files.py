"""Files are whole or absent, however many threads and processes write them at once."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files

_WRITER = """
import sys
from pathlib import Path
from vsearch.library.storage import files
for number in range(50):
    files.write(Path(sys.argv[1]), str(number % 10) * 5000, lasting=False)
"""


def test_many_writers_of_one_file_leave_one_whole_content_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("0" * 5000)
    others = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path)]) for _ in range(2)]

    def work(number: int) -> set[str]:
        files.write(path, str(number % 10) * 5000, lasting=False)
        return set(path.read_text())

    with ThreadPoolExecutor(8) as pool:
        assert {len(signs) for signs in pool.map(work, range(200))} == {1}
    assert [other.wait(timeout=60) for other in others] == [0, 0]
    assert [item.name for item in tmp_path.iterdir()] == ["file.json"]


def test_threads_that_commit_update_decide_and_read_one_library_lose_nothing(
    store: Store, put: Callable[..., Entry]
) -> None:
    def work(number: int) -> int:
        entry = put(store, f"abc{number}", f"Film {number}")
        store.decide(Decision("label", entry.id, tag=f"tag {number}"))
        store.update(entry.with_video(tags=(str(number),)))
        if number % 4 == 3:
            store.remove(entry.id)
        return len(store.shelf(entry.id).frames()) if number % 4 != 3 else 4

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(work, range(32))) == {4}
    assert len(store.ids()) == 24
    assert {made.tag for made in store.decisions()} == {f"tag {number}" for number in range(32)}
    assert all(replace(entry.video, tags=()).title == f"Film {entry.id[3:]}" for entry in store.entries())
    assert not list(store.local("videos").glob("*.part"))
