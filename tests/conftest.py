"""What all tests share: the catalogue, and the switch that rewrites golden files."""

import pytest

from omelog.causes import load
from omelog.model.cause import Catalogue


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`, which writes the golden files anew instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Give the built-in catalogue."""
    return load()
