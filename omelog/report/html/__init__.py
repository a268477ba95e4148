"""The layout of HTML pages."""
