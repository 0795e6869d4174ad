"""Facts: what a choice depends on: whether there is a GPU, how much memory is free, and which languages are spoken."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from vsearch.encoders.devices import choose_devices


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """What is known of a machine and of the videos to come."""

    on_gpu: bool = False
    memory: float = 8.0
    """Gigabytes that are free."""
    languages: tuple[str, ...] = ()
    """The languages of titles and subtitles; () where nothing tells."""


def here(device: str = "auto", languages: Collection[str] = ()) -> ChoiceFacts:
    """The facts of this machine."""
    return ChoiceFacts(choose_devices(device)[0] != "cpu", free_memory(), tuple(languages))


def free_memory(meminfo: Path = Path("/proc/meminfo")) -> float:
    """Gigabytes that programs may still take: as Linux counts them, else half of what there is."""
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines() if ":" in line)
        return int(lines["MemAvailable"].split()[0]) / 1e6
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2e9
    except (AttributeError, OSError, ValueError):
        return 8.0
