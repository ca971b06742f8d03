"""Predictions against gold: scores, comparison, report."""

from kr_policy_ie.evaluate.result import ACCURACIES, MEASURES, DocumentScore, Evaluation
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.tables import format_table
from kr_policy_ie.evaluate.tally import Confusion, Score, Tally

__all__ = [
    "ACCURACIES",
    "MEASURES",
    "Confusion",
    "DocumentScore",
    "Evaluation",
    "Score",
    "Tally",
    "evaluate",
    "format_table",
]
