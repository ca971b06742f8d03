"""Structured, normalised, source-grounded facts from trade- and industrial-policy news."""

__version__ = "0.1.0"
