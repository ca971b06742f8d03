"""The exceptions of the library, one tree.

::

    KrPolicyIEError
    ├── InputError       a file or text that cannot be read as what it should be
    ├── SchemaError      data that breaks the output contract (also a ValueError)
    ├── RulesError       a rule or knowledge file that is wrong
    ├── ModelError       a base pipeline that cannot be loaded or used
    ├── EvaluationError  gold and predictions that cannot be compared
    └── BatchError       an archive run that cannot begin, go on or be written

A message says what was given, what was expected and what to do.
"""


class KrPolicyIEError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(KrPolicyIEError):
    """A file or text that cannot be read as what it should be."""


class SchemaError(KrPolicyIEError, ValueError):
    """Data that breaks the output contract."""


class RulesError(KrPolicyIEError):
    """A rule or knowledge file that is wrong; names file, rule and field."""


class ModelError(KrPolicyIEError):
    """A base pipeline that cannot be loaded or used."""


class EvaluationError(KrPolicyIEError):
    """Gold and predictions that cannot be compared."""


class BatchError(KrPolicyIEError):
    """An archive run that cannot begin, go on or be written."""
