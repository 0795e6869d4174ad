"""Runs of the indexer as processes of their own: one as asked by arguments, or one for each line of the input."""

import importlib.util
import os
import sys
from pathlib import Path

from vsearch.encoders import ENCODERS
from vsearch.indexer.run.index import index

spec = importlib.util.spec_from_file_location("fakes", Path(__file__).with_name("conftest.py"))
assert spec
assert spec.loader
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)


def run(store: str, films: str) -> None:
    """Index films and say how each ended."""
    made = index([films], store=Path(store), encoder="colours", settings=fakes.PLAIN, jobs=2)
    sys.stdout.write(" ".join(outcome.status for outcome in made) + "\n")
    sys.stdout.flush()


def serve() -> None:
    """For each line `LIBRARY FILMS` run in a fork, which saves loading everything again, and say its process id."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(*line.split())
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("over\n")
        sys.stdout.flush()


if __name__ == "__main__":
    ENCODERS.add("colours", lambda **options: fakes.Colours())
    run(*sys.argv[1:]) if sys.argv[1:] else serve()
