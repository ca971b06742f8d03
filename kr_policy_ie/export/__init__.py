"""Extractions -> other shapes."""
