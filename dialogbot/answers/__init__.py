"""The library's own answer bank: files with front matter, and which of them fits a question. Pure but for reading.

Nothing is loaded or learnt: words and their pieces are compared, as docs/answers.md tells with its figures.
"""

from dialogbot.answers.bank import GOOD_ENOUGH, Bank, Suggestion
from dialogbot.answers.folder import bank_in
from dialogbot.answers.front_matter import Damaged, Flawed, Why, read_answer

__all__ = ["GOOD_ENOUGH", "Bank", "Damaged", "Flawed", "Suggestion", "Why", "bank_in", "read_answer"]
