"""Predictions against gold: scores, intervals, comparison, gate, report."""

from kr_policy_ie.evaluate.comparison import Change, Comparison, compare, format_comparison
from kr_policy_ie.evaluate.gate import (
    Baseline,
    GateResult,
    check_gate,
    dump_baseline,
    load_baseline,
    make_baseline,
)
from kr_policy_ie.evaluate.html_report import html_report
from kr_policy_ie.evaluate.judgement import Item, Judgement
from kr_policy_ie.evaluate.result import ACCURACIES, MEASURES, DocumentScore, Evaluation
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.statistics import Difference, Interval, bootstrap, permutation_test
from kr_policy_ie.evaluate.tables import format_table
from kr_policy_ie.evaluate.tally import Confusion, Score, Tally

__all__ = [
    "ACCURACIES",
    "MEASURES",
    "Baseline",
    "Change",
    "Comparison",
    "Confusion",
    "Difference",
    "DocumentScore",
    "Evaluation",
    "GateResult",
    "Interval",
    "Item",
    "Judgement",
    "Score",
    "Tally",
    "bootstrap",
    "check_gate",
    "compare",
    "dump_baseline",
    "evaluate",
    "format_comparison",
    "format_table",
    "html_report",
    "load_baseline",
    "make_baseline",
    "permutation_test",
]
