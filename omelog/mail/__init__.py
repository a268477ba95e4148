"""A report as a message, and its way to the people that it is for.

`message` builds it, `send` hands it to a mail server, `outbox` keeps what could not be sent.
"""
