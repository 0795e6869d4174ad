"""The lexical index over 100,000 utterances: how long a search takes, beside SQLite's FTS5 over the same rows."""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from rich.console import Console

from bench.setting.bars import Bars
from vsearch.lexical import Lexicon, TextRow
from vsearch.nouns import Span

ROWS, VIDEOS, QUERIES = 100_000, 200, 400
MEDIAN, WORST = 10.0, 50.0  # milliseconds


def main() -> None:
    """Print the table."""
    dice = random.Random(0)
    vocabulary = [
        "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))
        for _ in range(20_000)
    ]
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(vocabulary))))  # Zipf's law, as in any language

    def text(low: int, high: int) -> str:
        return " ".join(dice.choices(vocabulary, cum_weights=weights, k=dice.randint(low, high)))

    films = {f"v{n}": [text(4, 16) for _ in range(ROWS // VIDEOS)] for n in range(VIDEOS)}
    asked = [text(1, 4) for _ in range(QUERIES)]
    with tempfile.TemporaryDirectory() as folder:
        lexicon = Lexicon(Path(folder))
        before = time.process_time()
        lexicon.write(
            {
                video: ("1", [TextRow(video, "utterance", said, Span(n, n + 1), "en") for n, said in enumerate(texts)])
                for video, texts in films.items()
            }
        )
        built = time.process_time() - before
        table = Bars(
            "engine",
            "p50 ms",
            "p99 ms",
            "bars",
            "",
            title=f"{ROWS:,} utterances, {QUERIES} questions of one to four words",
        )
        for name, search in (("tantivy (used)", lexicon.search), ("SQLite FTS5", _fts5(films))):
            middle, high = _measured(search, asked)
            verdict = table.verdict(middle <= MEDIAN and high <= WORST if search == lexicon.search else None)
            table.add_row(name, f"{middle:.2f}", f"{high:.1f}", f"<= {MEDIAN:g}, <= {WORST:g}", verdict)
        table.caption = f"built in {built:.1f} s of CPU"
        Console().print(table)
        sys.exit(table.short)


def _measured(search: Callable[[str], object], asked: list[str]) -> tuple[float, float]:
    search(asked[0])
    times = []
    for words in asked:
        before = time.perf_counter()
        search(words)
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def _fts5(films: dict[str, list[str]]) -> Callable[[str], object]:
    """The plain alternative: the same rows, any of the words, ranked by BM25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE said USING fts5(text)")
    base.executemany("INSERT INTO said VALUES (?)", ((text,) for texts in films.values() for text in texts))

    def search(words: str) -> object:
        return base.execute(
            "SELECT rowid, text FROM said WHERE said MATCH ? ORDER BY rank LIMIT 20", (words.replace(" ", " OR "),)
        ).fetchall()

    return search


if __name__ == "__main__":
    main()
