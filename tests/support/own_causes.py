"""A cause of one's own, as a team writes it: what it matches, its sample and its near miss are filled in."""

OWN_CAUSE = """
slug = "{slug}"
title = "A cause of our own"
because = "of a reason of our own"
what = "What it is."
why = "Why it is."
evidence = "sampled"
{match}
[source]
title = "Ours"
url = "https://example.com/"
section = "1"
[[steps]]
do = "Do it."
[[sample]]
name = "ours"
record = '''{record}'''
[[near_miss]]
why = "it is another"
record = '''{miss}'''
"""
