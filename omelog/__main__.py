"""`python -m omelog` is `omelog`."""

import os
import sys


def main() -> None:
    """Run the command line. Processes that are started to read bundles import this file too, and need none of that."""
    from omelog.cli import main as run  # noqa: PLC0415 - as it says

    run()


if __name__ == "__main__":
    # With `-m` Python looks for all modules in the current folder first, whatever lies there.
    if __package__ and not sys.flags.safe_path and f"{sys.path[0]}{os.sep}omelog{os.sep}__main__.py" != __file__:
        del sys.path[0]
    main()
