"""Text made fit to be shown."""
