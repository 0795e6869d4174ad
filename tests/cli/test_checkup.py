"""A check-up tells what is here."""

import json
import subprocess
import sys

HIDDEN = """
import json, sys

class Without:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, *rest):
        return None if name.partition(".")[0] in ("torch", "open_clip") else self.finder.find_spec(name, *rest)

sys.meta_path[:] = [Without(finder) for finder in sys.meta_path]
from vsearch.cli import checkup
made = checkup._encoders()
print(json.dumps({name: str(state) for name, state in made.items()}))
"""


def test_an_encoder_is_available_only_where_what_runs_it_is() -> None:
    run = subprocess.run([sys.executable, "-c", HIDDEN], capture_output=True, text=True, timeout=120, check=True)
    made = json.loads(run.stdout)
    assert made["builtin"] == "available"
    assert made["hf"] == "not installed: torch. Run `pip install 'vsearch[models]'`."
    assert made["open_clip"] == "not installed: open_clip, torch. Run `pip install 'vsearch[models]'`."
    assert "builtin" in made["auto"]
