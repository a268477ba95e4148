"""What a report says, in words: the stories of a bundle, a pair and a run, which every output lays out."""

from omelog.wording.bundle import BundleStory, bundle_story
from omelog.wording.pair import PairStory, pair_stories
from omelog.wording.paths import page_paths
from omelog.wording.run import RunStory, run_story
from omelog.wording.text import headline, prose, show

__all__ = [
    "BundleStory",
    "PairStory",
    "RunStory",
    "bundle_story",
    "headline",
    "page_paths",
    "pair_stories",
    "prose",
    "run_story",
    "show",
]
