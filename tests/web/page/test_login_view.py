"""The login view: asks for a token without a word on the console, and leads on to where one wanted to go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.served import serving
from tests.web.page.conftest import Open
from vsearch import tokens
from vsearch.web.settings import ServeSettings


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of tokens."""
    return tmp_path_factory.mktemp("tokens") / "tokens.jsonl"


@pytest.fixture(scope="module")
def served(library: Path, file: Path) -> Iterator[str]:
    """The address of a server that asks for tokens."""
    tokens.add(file, "somebody", "viewer")
    with serving(ServeSettings(library=library, port=0, tokens=file)) as where:
        yield where


def test_whoever_is_not_known_logs_in_and_is_where_they_wanted_to_be(visit: Open, file: Path) -> None:
    page = visit("/library?sort=longest")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Token").fill(tokens.add(file, "Mara", "viewer"))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/library?sort=longest")
    expect(page.get_by_text("Mara")).to_be_visible()


def test_who_logs_out_is_asked_for_a_token_again(visit: Open, file: Path) -> None:
    page = visit("/login")
    page.get_by_label("Token").fill(tokens.add(file, "Jo", "viewer"))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_token_that_is_revoked_while_the_page_is_open_leads_to_the_login_and_back(visit: Open, file: Path) -> None:
    page = visit("/login?to=/library%3Fsort%3Dlongest", refused=True)
    page.get_by_label("Token").fill(tokens.add(file, "Ada", "viewer"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first).to_be_visible()
    tokens.revoke(file, "Ada")
    expect(page.get_by_text("Your token was revoked.")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(0)
    page.get_by_label("Token").fill(tokens.add(file, "Ida", "viewer"))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/library?sort=longest")
    expect(page.get_by_text("Ida")).to_be_visible()


def test_a_file_of_tokens_that_others_may_read_is_said_and_lets_nobody_in(visit: Open, file: Path) -> None:
    page = visit("/login?to=/library", refused=True)
    page.get_by_label("Token").fill(tokens.add(file, "Eve", "viewer"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first).to_be_visible()
    file.chmod(0o644)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("the file of tokens must be private (chmod 600)")
    expect(page.locator("[data-row]")).to_have_count(0)
    file.chmod(0o600)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-row]").first).to_be_visible()
