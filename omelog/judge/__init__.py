"""What a bundle's findings say together: incidents, paths, the headline, the checklist.

Only `incidents` needs pandas; a bundle without findings is diagnosed without it.
"""
