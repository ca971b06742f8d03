"""The knowledge of the library, as data, and the one loader that validates it."""
