"""News archives: many documents in, one folder of parts out, nothing lost."""

from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.process import BatchReport, process

__all__ = ["BatchOptions", "BatchReport", "process"]
