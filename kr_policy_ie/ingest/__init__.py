"""Files and raw text -> clean text with an offset map back to the source."""
