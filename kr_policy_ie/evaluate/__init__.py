"""Predictions against gold: scores, comparison, report."""
