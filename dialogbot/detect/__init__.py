"""Detection: which posts of a thread a library could join, of what kind, on which topic, and why.

``signals`` lists the names of all reasons that a verdict may carry.
"""

from dialogbot.detect.judging import judge, judge_all, judge_with_reasons

__all__ = ["judge", "judge_all", "judge_with_reasons"]
