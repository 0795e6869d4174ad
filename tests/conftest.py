"""What every test shares: a sealed environment, the sample library made once, and the optional folder of real media."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vsearch.data.samples import Samples, make_samples

os.environ["COLUMNS"] = "200"  # before any module makes its console: tables are not folded

ROOT = Path(__file__).parent.parent

pytest_plugins = ["tests.colours"]


@pytest.fixture(scope="session", autouse=True)
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test sees the user's library, caches or configuration, and none asks a model hub."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VSEARCH_LIBRARY", str(home / "library"))
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
            patch.setenv(name, "1")
        yield home


@pytest.fixture(scope="session")
def samples() -> Samples:
    """The sample library, small, made once and kept under build/ until what makes it changes; not to be written to."""
    folder = ROOT / "build" / "samples"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "samples.lock").open("w") as lock:  # one of several test processes makes it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        return make_samples(folder, height=180)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real media beside the project, where there is one."""
    folder = Path(os.environ.get("VSEARCH_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    return folder
