"""Words that only mails use."""

TOPIC = "OpenManage Enterprise certificate analysis"
IN_PART = "The log was read in part. What is missing could change this result."
NOT_READ = "The log was not read. Nothing in this mail says anything about the appliance."
NO_ZONE = "Times are as the appliance logged them; its log names no time zone."
FAILURES_ONLY = "A log records failures only: an upload that worked later would not show in it."
ATTACHED = {
    "html": "The full report is attached. It opens in any browser and loads nothing from the network.",
    "zip": "The full report is attached as a zip file. Unpack it and open report.html.",
    "none": "",
}
SHORTENED = "Some of this mail was shortened to keep it readable."
OTHER_STEPS = {
    "html": "The attached report has the steps for other cases.",
    "zip": "The attached report has the steps for other cases.",
    "none": "If that is not your case, reply and ask for the other steps.",
}
TOO_LARGE = "The full report is too large to be mailed; ask for it."
