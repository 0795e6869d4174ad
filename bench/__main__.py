"""Every benchmark in turn: `python -m bench`, or only some: `python -m bench decode index`."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main() -> None:
    chosen = sys.argv[1:] or NAMES
    sys.argv[1:] = []
    failed = []
    for name in chosen:
        try:
            import_module(f"bench.{name}").main()
        except SystemExit as end:
            failed += [name] if end.code else []
    if failed:
        sys.exit(f"Short of a bar: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
