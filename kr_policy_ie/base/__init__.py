"""The base pipeline: tags, lemmas, parse and names, by our own models or another UD pipeline."""

from kr_policy_ie.base.loading import load_base

__all__ = ["load_base"]
