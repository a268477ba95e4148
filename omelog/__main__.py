"""`python -m omelog` is `omelog`."""

import os
import sys


def main() -> None:
    """Run the command line. Processes that are started to read bundles import this file too, and need none of that."""
    if sys.flags.ignore_environment and not sys.flags.safe_path and sys.executable:
        # With -E those processes would not hear that they must not import from the current folder (workers.modules).
        os.execv(sys.executable, [sys.executable, "-P", *sys.orig_argv[1:]])  # noqa: S606 - this very program again
    try:
        from omelog.cli import main as run  # noqa: PLC0415 - as it says

        run()
    except KeyboardInterrupt:  # before a command has begun
        if sys.stderr is not None:
            sys.stderr.write("omelog: interrupted; nothing was done\n")
        sys.exit(1)


if __name__ == "__main__":
    # With `-m` Python looks for all modules in the current folder first, whatever lies there.
    if __package__ and not sys.flags.safe_path and f"{sys.path[0]}{os.sep}omelog{os.sep}__main__.py" != __file__:
        del sys.path[0]
    main()
