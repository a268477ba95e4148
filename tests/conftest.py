"""What all tests share: the catalogue, and the switch that rewrites golden files."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from omelog.causes import load
from omelog.model.cause import Catalogue

pytest_plugins = ["programs"]
settings.register_profile("omelog", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("omelog")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`, which writes the golden files anew instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the store of whoever runs them, and have their processes compile everything once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the built-in catalogue."""
    return load()
