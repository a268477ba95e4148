"""One bundle from path to diagnosis: the library's front door."""

from omelog.analysis.analyze import Analyzed, Analyzer, Settings
from omelog.analysis.explain import Explanation, explain
from omelog.analysis.samples import check_samples

__all__ = ["Analyzed", "Analyzer", "Explanation", "Settings", "check_samples", "explain"]
