"""Makes the mail of a report, or renders its page: to see what a mail costs beside the page.

python bench/mail.py mail|attached|page REPORT.json
"""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from omelog.report import render
from omelog.saved import read

if TYPE_CHECKING:
    from omelog.mail.attachment import Attach


def main(what: str, path: Path) -> None:
    """Build the mail, both texts with styles inlined, with the page attached or without; or render the page."""
    report = read(path.read_bytes())
    if what == "page":
        render(report, "html")
        return
    from omelog.mail.address import mailboxes  # noqa: PLC0415 - what only a mail needs is part of what is measured
    from omelog.mail.message import Order, mail  # noqa: PLC0415 - so is this

    attach: Attach = "html" if what == "attached" else "none"
    order = Order(report=report, to=mailboxes(["a@example.com"]), sender=None, attach=attach)
    mail(order, dt.datetime.now(dt.UTC))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
