"""Searches know the encoder of colours."""

import pytest


@pytest.fixture(autouse=True)
def known(colours: None) -> None:
    """The table of encoders knows colours."""
