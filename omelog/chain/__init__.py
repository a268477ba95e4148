"""Certificate files: read in whatever form they come, and checked against what a chain upload wants. No network.

Nothing here is worded: what a check finds has a slug, and `wording` has its sentence.
"""
