"""spaCy components that find facts and statements."""
