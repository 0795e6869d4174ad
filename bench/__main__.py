"""Every benchmark in turn: `python -m bench`, or only some: `python -m bench decode index`."""

import sys
from importlib import import_module
from pathlib import Path

ROOMS = ("asking", "learning", "scaling", "seeing")
PLACES = {
    path.stem: f"bench.{room}.{path.stem}"
    for room in ROOMS
    for path in sorted((Path(__file__).parent / room).glob("*.py"))
    if not path.stem.startswith("_")
}


def main() -> None:
    chosen = sys.argv[1:] or [*PLACES]
    if unknown := [name for name in chosen if name not in PLACES]:
        sys.exit(f"There is no benchmark {unknown[0]!r}: {', '.join(sorted(PLACES))}.")
    sys.argv[1:] = []
    failed = []
    for name in chosen:
        try:
            import_module(PLACES[name]).main()
        except SystemExit as end:
            failed += [name] if end.code else []
    if failed:
        sys.exit(f"Short of a bar: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
