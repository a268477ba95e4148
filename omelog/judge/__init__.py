"""What a bundle's findings say together: incidents, paths, the headline, the checklist.

`messages`, `classify`, `incidents` and `folding` are the pipeline in pandas; a bundle without findings is diagnosed
without it.
"""
