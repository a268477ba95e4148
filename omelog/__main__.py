"""`python -m omelog` is `omelog`."""

from omelog.cli import main

main()
