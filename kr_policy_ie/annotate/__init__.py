"""spaCy components that find values, dates and names."""
