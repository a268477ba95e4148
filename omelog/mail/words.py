"""Words that only mails use."""

import re

PRODUCT = "OpenManage Enterprise"
UPLOAD = f"{PRODUCT} certificate upload"
CERTIFICATES = f"{PRODUCT} certificates"
NO_ZONE = "Times are as the appliance logged them; its log names no time zone."
FAILURES_ONLY = "A log records failures only: an upload that worked later would not show in it."
ATTACHED = {
    "html": "The full report is attached. It opens in any browser and loads nothing from the network.",
    "zip": "The full report is attached as a zip file. Unpack it and open report.html.",
    "none": "",
}
SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")  # where one ends and the next begins
SHORTENED = "Some of this mail was shortened to keep it readable."
IN_SHORT = {
    "html": "The steps in short; the attached report has each in full, with all cautions, checks and commands.",
    "zip": "The steps in short; the attached report has each in full, with all cautions, checks and commands.",
    "none": "",
}
MORE_STEPS = "{} more steps follow in the attached report."
OTHER_STEPS = {
    "html": "If a public CA does, the attached report has its steps.",
    "zip": "If a public CA does, the attached report has its steps.",
    "none": "If a public CA does, reply and ask for its steps.",
}
TOO_LARGE = "The full report is too large to be mailed; ask for it."
