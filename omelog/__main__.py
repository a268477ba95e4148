"""`python -m omelog` is `omelog`."""


def main() -> None:
    """Run the command line. Processes that are started to read bundles import this file too, and need none of that."""
    from omelog.cli import main as run  # noqa: PLC0415 - as it says

    run()


if __name__ == "__main__":
    main()
