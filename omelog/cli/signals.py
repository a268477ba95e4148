"""The signals that end a run with what is finished."""

import signal


def ending() -> tuple[signal.Signals, ...]:
    """Return Ctrl-C, the end of a service, and the end of a terminal unless nohup has it ignored."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is None or signal.getsignal(hangup) is signal.SIG_IGN:
        return signal.SIGINT, signal.SIGTERM
    return signal.SIGINT, signal.SIGTERM, hangup
