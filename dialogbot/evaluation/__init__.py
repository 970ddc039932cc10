"""How well the detector does: labelled messages and verdicts in, figures out. Pure, but for reading the labels."""

from dialogbot.evaluation.agreement import Agreement, agreement
from dialogbot.evaluation.figures import Figures, figures
from dialogbot.evaluation.labels import LabelError, Labelled, read

__all__ = ["Agreement", "Figures", "LabelError", "Labelled", "agreement", "figures", "read"]
