"""Bundles behind addresses: whatever fsspec opens (`s3://`, `sftp://`, `file://`, …), read as local files are."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NoReturn, TypeVar, cast

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://")
_LOGIN = re.compile(r"(?<=://)[^/@]*@")
_PACKAGES = {"smbclient": "smbprotocol", "libarchive": "libarchive-c", "git": "pygit2"}  # not named as their modules
_Given = TypeVar("_Given")


class MissingPackageError(OSError):
    """A package that an address needs is not installed; `advice` is the command that installs it."""

    def __init__(self, package: str) -> None:
        super().__init__(0, "a package that such addresses need is not installed")
        self.advice = f"pip install {package}"


class Remote(io.RawIOBase):
    """A file behind an address: seekable, and every failure an OSError, whatever the library behind it raises."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be sought."""
        return True

    def read(self, count: int | None = -1) -> bytes:
        """Read up to `count` bytes; fewer only at the end."""
        return _told(lambda: self._file.read(-1 if count is None else count))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        if whence == io.SEEK_END:
            offset += self._size
        elif whence == io.SEEK_CUR:
            offset += self._file.tell()
        return int(_told(lambda: self._file.seek(offset)))

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def close(self) -> None:
        """Close it."""
        self._file.close()
        super().close()


def is_address(given: str) -> bool:
    """Return whether an input is an address and no path.

    >>> is_address("s3://cases/2026"), is_address("C:/cases"), is_address("cases")
    (True, False, False)
    """
    return _ADDRESS.match(given) is not None


def shown(address: str) -> str:
    """Return an address without the login in it, as reports and messages show it."""
    return _LOGIN.sub("", address)


@contextmanager
def opened(address: str) -> Iterator[IO[bytes]]:
    """Open the file behind an address. Raises OSError, whatever is wrong with it."""
    system, path = _system(address)
    information = _told(lambda: system.info(path))
    if information.get("type") == "directory":
        raise IsADirectoryError(0, "it is a folder")
    if information.get("size") is None:
        raise OSError(0, "its size is not known, so that it cannot be read from any place; copy it to a disk first")
    file = Remote(_told(lambda: system.open(path, "rb")), int(information["size"]))
    try:
        yield cast("IO[bytes]", file)
    finally:
        file.close()


def listed(address: str) -> list[str] | None:
    """Return the addresses of all files below a folder, sorted; None if the address is one file or a glob's is none.

    Raises OSError if there is nothing behind the address, or it cannot be reached.
    """
    system, path = _system(address)
    if "*" in path or "?" in path:
        found = _told(lambda: system.glob(path))
    elif _told(lambda: system.isfile(path)):
        return None
    elif _told(lambda: system.isdir(path)):
        found = _told(lambda: system.find(path))
    else:
        raise FileNotFoundError(0, "no such file or folder")
    return sorted(str(system.unstrip_protocol(one)) for one in found)


def _system(address: str) -> "tuple[AbstractFileSystem, str]":
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise MissingPackageError("'omelog[cluster]'") from None
    try:
        system, path = _told(lambda: url_to_fs(address))
    except OSError as error:
        if missing := _missing_module(error):
            raise MissingPackageError(_PACKAGES.get(missing, missing)) from None
        raise
    return system, path


def _missing_module(error: BaseException | None) -> str | None:
    """Return the module whose absence is at the bottom of an error; fsspec words it in a way of its own each time."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name.partition(".")[0]
        error = error.__cause__ or error.__context__
    return None


def _told(act: Callable[[], _Given]) -> _Given:
    """Do something on a file system; what its library raises becomes an OSError with one line."""
    try:
        return act()
    except FileNotFoundError as error:
        raise FileNotFoundError(0, "no such file or folder") from error
    except OSError as error:
        _refuse(error, error.strerror or str(error))
    except Exception as error:  # noqa: BLE001 - each library behind fsspec has exceptions of its own
        _refuse(error, str(error))


def _refuse(error: BaseException, text: str) -> NoReturn:
    line = " ".join(_LOGIN.sub("", text).split())[:200] or type(error).__name__
    raise OSError(0, line) from error
