"""Redaction: what goes, what stays, and where it is looked for."""
