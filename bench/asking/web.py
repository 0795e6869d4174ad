"""The server under load: fifty searches a second over a million frames, stills, a seek into a film, and the page."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import local
from urllib.parse import quote_plus, urlsplit

import httpx
import numpy as np
import psutil
from rich.console import Console

from bench.asking.retrieval import _film
from bench.setting.archive import WORDS, archive
from bench.setting.bars import Bars
from bench.setting.camera import filmed
from vsearch.library import Store

FOLDER = Path("build/bench/web")
VIDEOS, FRAMES = (int(number) for number in os.environ.get("ARCHIVE", "5000x200").split("x"))
SECONDS = int(os.environ.get("SECONDS", "60"))
RATE = 50
"""Searches a second."""
CLIENTS = 16
BEFORE = int(os.environ.get("BEFORE", "1500"))
"""Searches before any is timed: a server that has just started has read nothing, and its caches are empty."""

Row = tuple[str, str, str, bool]


def main() -> None:
    film, foreign = _film(), _foreign()
    place = archive(FOLDER, [film, foreign], VIDEOS, FRAMES)
    table = Bars("what", "measured", "bar", "", box=None)
    with _served(place) as (address, process), httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        for measured in (
            _searches(client, process),
            _stills(client, _id(place, film)),
            _seek(client, _id(place, foreign)),
        ):
            for name, value, bar, good in measured:
                table.add_row(name, value, bar, table.verdict(good))
        for name, value, bar, good in _page(address):
            table.add_row(name, value, bar, table.verdict(good))
    Console().print(table)
    sys.exit(table.short)


@contextmanager
def _served(place: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A server of the library in a process of its own, and where it is."""
    command = [Path(sys.executable).with_name("vsearch"), "serve", "--library", place, "--port", "0", "--workers", "2"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = server.stdout.readline() if server.stdout else ""
        address = next(word for word in said.split() if word.startswith("http"))
        yield address, psutil.Process(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _searches(client: httpx.Client, process: psutil.Process) -> Iterator[Row]:
    """Searches by words that were never asked for, at a rate that does not wait for the answers."""
    draw = random.Random(time.time())

    place, held = urlsplit(str(client.base_url)), local()

    def ask(due: float) -> tuple[float, bool]:
        time.sleep(max(0.0, due - time.perf_counter()))
        line = held.line = getattr(held, "line", None) or HTTPConnection(place.netloc, timeout=120)
        words = f"{' '.join(draw.sample(WORDS, 3))} {''.join(draw.choices('abcdefghijklmnopqrstuvwxyz', k=6))}"
        line.request(
            "GET", f"/api/v1/search?words={quote_plus(words)}"
        )  # a fuller client would take as long as a server
        answer = line.getresponse()
        found = answer.read()
        return 1e3 * (time.perf_counter() - due), answer.status == 200 and b'"moments":[{' in found

    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in pool.map(ask, [0.0] * BEFORE):
            pass
        before, spent = _used(process)
        begun = time.perf_counter() + 0.5
        answers = list(pool.map(ask, [begun + n / RATE for n in range(RATE * SECONDS)]))
        after, cpu = _used(process)
    times, wrong = [one for one, _ in answers], sum(not good for _, good in answers)
    late, grown = float(np.percentile(times, 99)), (after - before) / 2**20
    each = 1e3 * (cpu - spent) / len(answers)
    name = f"{VIDEOS * FRAMES / 1e6:g} M frames in {VIDEOS} videos, {RATE} searches a second for {SECONDS} s"
    yield f"{name}: p50", f"{median(times):.0f} ms ({each:.1f} ms of CPU)", "-", True
    yield f"{name}: p99", f"{late:.0f} ms", "<= 150 ms", late <= 150
    yield f"{name}: not answered, or without a match", str(wrong), "0", not wrong
    yield f"{name}: memory grew by", f"{grown:.0f} MB", "<= 30 MB", grown <= 30


def _used(process: psutil.Process) -> tuple[int, float]:
    """Bytes and seconds of the processors that the server and its workers hold and took."""
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family), sum(sum(one.cpu_times()[:2]) for one in family)


def _stills(client: httpx.Client, film: str) -> Iterator[Row]:
    def spent(second: float) -> float:
        begun = time.perf_counter()
        client.get(f"/videos/{film}/still", params={"t": second, "w": 1920}).raise_for_status()
        return 1e3 * (time.perf_counter() - begun)

    fresh = median(spent(0.2 + n / 4) for n in range(36))
    cached = float(np.percentile([spent(0.2) for _ in range(400)], 99))
    yield "a still of 1080p, fresh, p50", f"{fresh:.0f} ms", "<= 150 ms", fresh <= 150
    yield "a still of 1080p, cached, p99", f"{cached:.1f} ms", "<= 5 ms", cached <= 5


def _seek(client: httpx.Client, film: str) -> Iterator[Row]:
    """What a player asks for before it shows a picture: how it plays, the list, the beginning, and one segment."""
    begun = time.perf_counter()
    play = client.get(f"/videos/{film}/play").json()
    listed = client.get(play["url"].removeprefix("/api/v1")).text.splitlines()
    beginning = next(line.split('"')[1] for line in listed if line.startswith("#EXT-X-MAP"))
    segments = [line for line in listed if line and not line.startswith("#")]
    for part in (beginning, segments[len(segments) // 2]):
        client.get(f"/videos/{film}/hls/{part}").raise_for_status()
    spent = time.perf_counter() - begun
    yield "a seek into an MPEG-4 part 2 film at 1080p, to its first picture", f"{spent:.2f} s", "<= 1.5 s", spent <= 1.5


def _page(address: str) -> Iterator[Row]:
    """From typing the address to a search box that takes words, in a browser that was never here."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        Console().print("skipped: the page (there is no Chromium here)")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        opened = played.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        times = []
        for _ in range(5):
            page = opened.new_context().new_page()
            begun = time.perf_counter()
            page.goto(f"{address}/search")
            page.locator("input[type=search]").first.fill("a red boat")
            times.append(time.perf_counter() - begun)
            page.context.close()
        opened.close()
    middle = median(times)
    yield "the search page takes words after", f"{middle:.2f} s", "<= 1 s", middle <= 1


def _foreign() -> Path:
    """A film at 1080p that no browser plays: MPEG-4 part 2 in AVI."""
    return filmed(FOLDER / "films" / "old film, filmed.avi", codec="mpeg4", gop=100)


def _id(place: Path, film: Path) -> str:
    return Store.open(place).find(str(film)).id


if __name__ == "__main__":
    main()
