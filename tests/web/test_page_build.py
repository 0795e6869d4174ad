"""The built page: of the sources beside it, small, and free of what a strict content policy forbids."""

import gzip
import hashlib
import re
from pathlib import Path

WEB = Path(__file__).parent.parent.parent / "web"
LEFT_OUT = {"node_modules", "generated", "openapi.json"}


def test_the_build_is_of_these_sources() -> None:
    files = (path for path in (WEB / "page").rglob("*") if path.is_file())
    names = sorted(str(path.relative_to(WEB / "page")) for path in files)
    digest = hashlib.sha256()
    for name in names:
        if not LEFT_OUT & set(Path(name).parts):
            digest.update(f"{name}\n{hashlib.sha256((WEB / 'page' / name).read_bytes()).hexdigest()}\n".encode())
    assert digest.hexdigest() == (WEB / "dist/sources.sha256").read_text().strip(), "run `make page`"


def test_every_view_together_in_one_language_is_at_most_150_kilobytes_compressed() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in (WEB / "dist/assets").iterdir()}
    languages = [size for name, size in sizes.items() if name.startswith("texts-")]
    rest = sum(size for name, size in sizes.items() if not name.startswith(("hls-", "texts-")))
    assert len(languages) == len(list((WEB / "page/src/texts").glob("*/")))
    assert rest + max(languages) <= 150_000


def test_the_first_page_has_no_inline_script_or_style() -> None:
    page = (WEB / "dist/index.html").read_text()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = (WEB / "dist/index.html").read_text()
    assert all(not address.startswith(("http", "//")) for address in re.findall(r'(?:src|href)="([^"]*)"', page))
    for style in (WEB / "dist/assets").glob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", style.read_text())


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (WEB / "page/package-lock.json").read_text()
