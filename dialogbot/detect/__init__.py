"""Detection: which posts of a thread a library could join, of what kind, on which topic, and why.

``signals`` lists the names of all reasons that a verdict may carry.
"""

from dialogbot.detect.joining import shipped_threshold
from dialogbot.detect.judging import Scores, judge, judge_all, judge_with_reasons, scores

__all__ = ["Scores", "judge", "judge_all", "judge_with_reasons", "scores", "shipped_threshold"]
