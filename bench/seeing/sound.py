"""The sound pass: how fast it is, how much memory it takes, and where it hears voices."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a core is what is measured

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.places import REAL
from vsearch.indexer.sound.listen import listen
from vsearch.sounds import SOUND_ENCODERS

SPEAKING = {"friday": (0.7, 1.0), "nasa_13013": (0.7, 1.0), "chrome": (0.05, 0.4), "pancake": (0.05, 0.4)}
FASTEST, LARGEST = 100.0, 150.0
HOURS = 2.0

_WORKER = """
import sys, time
from pathlib import Path

def peak():  # not getrusage's: that one counts the process that started this one
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024

bare = peak()
from vsearch.indexer.sound.listen import listen
from vsearch.sounds import SOUND_ENCODERS
encoder = SOUND_ENCODERS.make("builtin")
before = time.process_time()
heard = listen(Path(sys.argv[1]), encoder, duration=0)
seconds = time.process_time() - before
print(len(heard.track.loudness) / seconds, peak() - bare)
"""


def main() -> None:
    """Print both tables."""
    start = time.monotonic()
    clips = sorted(path for path in REAL.glob("*") if path.suffix in {".mp4", ".mkv", ".webm"})
    if not clips:
        Console().print("no real clips beside the project: set VSEARCH_SHARED to measure the sound pass")
        return
    short = _voices(clips)
    with tempfile.TemporaryDirectory() as folder:
        film = _looped(REAL / "chrome.mp4", Path(folder) / "film.mkv", HOURS * 3600)
        short |= _film(film)
    Console().print(f"{time.monotonic() - start:.0f} s")
    sys.exit(short)


def _voices(clips: list[Path]) -> bool:
    table = Bars("clip", "state", "LUFS", "speech share", "bar", "", title="voices, loudness and events")
    encoder = SOUND_ENCODERS.make("builtin")
    for path in clips:
        heard = listen(path, encoder, duration=0)
        spoken = sum(span.length for span in heard.speech) / max(1, len(heard.track.speech))
        low, high = SPEAKING.get(path.stem, (0.0, 0.0))
        verdict = table.verdict(low <= spoken <= high)
        table.add_row(
            path.stem, heard.track.state, f"{heard.loudness:.1f}", f"{spoken:.3f}", f"{low:g} to {high:g}", verdict
        )
    Console().print(table)
    return table.short


def _film(film: Path) -> bool:
    out = subprocess.run([sys.executable, "-c", _WORKER, str(film)], capture_output=True, text=True, check=True).stdout
    speed, memory = map(float, out.split())
    table = Bars("what", "measured", "bar", "", title=f"the sound of a film of {HOURS:g} hours, without Whisper")
    table.add_row("times real time, a core", f"{speed:.0f}", f">= {FASTEST:.0f}", table.verdict(speed >= FASTEST))
    table.add_row(
        "peak memory above the interpreter, MB",
        f"{memory:.0f}",
        f"< {LARGEST:.0f}",
        table.verdict(memory < LARGEST),
    )
    Console().print(table)
    return table.short


def _looped(source: Path, target: Path, seconds: float) -> Path:
    """The sound of a clip over and over, copied packet by packet."""
    import av

    with av.open(str(source)) as clip, av.open(str(target), "w") as film:
        stream = film.add_stream_from_template(clip.streams.audio[0])
        packets = [(bytes(packet), packet.duration, packet.time_base) for packet in clip.demux(audio=0) if packet.size]
        clock = 0
        while clock * packets[0][2] < seconds:
            for data, duration, base in packets:
                packet = av.Packet(data)
                packet.stream, packet.time_base, packet.pts, packet.dts = stream, base, clock, clock
                packet.duration, clock = duration, clock + duration
                film.mux(packet)
    return target


if __name__ == "__main__":
    main()
