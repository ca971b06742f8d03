"""Predictions against gold: scores, intervals, comparison, gate, report."""

import sys
from types import ModuleType
from typing import Any

from kr_policy_ie.evaluate.comparison import Change, Comparison, compare, format_comparison
from kr_policy_ie.evaluate.gate import (
    Baseline,
    BaselineFile,
    GateResult,
    check_gate,
    dump_baselines,
    load_baselines,
    make_baseline,
)
from kr_policy_ie.evaluate.html_report import html_report
from kr_policy_ie.evaluate.judgement import Item, Judgement
from kr_policy_ie.evaluate.loading import Extractions
from kr_policy_ie.evaluate.result import ACCURACIES, MEASURES, DocumentScore, Evaluation
from kr_policy_ie.evaluate.scorers import examples, make_scorer
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.statistics import Difference, Interval, bootstrap, permutation_test
from kr_policy_ie.evaluate.tables import format_table
from kr_policy_ie.evaluate.tally import Confusion, Score, Tally


class _CallableModule(ModuleType):
    """Lets `kr_policy_ie.evaluate(gold, predicted)` call the function.

    The package and the function have one name: once the package is imported, Python binds
    the name to it.
    """

    def __call__(self, *sources: Extractions, **options: Any) -> Evaluation:
        return evaluate(*sources, **options)


sys.modules[__name__].__class__ = _CallableModule

__all__ = [
    "ACCURACIES",
    "MEASURES",
    "Baseline",
    "BaselineFile",
    "Change",
    "Comparison",
    "Confusion",
    "Difference",
    "DocumentScore",
    "Evaluation",
    "Extractions",
    "GateResult",
    "Interval",
    "Item",
    "Judgement",
    "Score",
    "Tally",
    "bootstrap",
    "check_gate",
    "compare",
    "dump_baselines",
    "evaluate",
    "examples",
    "format_comparison",
    "format_table",
    "html_report",
    "load_baselines",
    "make_baseline",
    "make_scorer",
    "permutation_test",
]
