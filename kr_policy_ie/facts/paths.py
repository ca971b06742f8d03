"""The way from one word to another in the dependency tree, in words of its labels."""

import numpy as np
from spacy.tokens import Doc

_LONGEST = 4
_NO_TREE = "none"
_FAR = "far"


class Paths:
    """The tree of a document, for short ways between words.

    >>> import spacy
    >>> from spacy.tokens import Doc
    >>> nlp = spacy.blank("en")
    >>> doc = Doc(nlp.vocab, ["Japan", "cut", "tariffs"], heads=[1, 1, 1],
    ...           deps=["nsubj", "ROOT", "obj"])
    >>> paths = Paths(doc)
    >>> paths.between(paths.above(2), 0), paths.between(paths.above(1), 0)
    ('nsubj^obj', 'nsubj^')
    """

    def __init__(self, doc: Doc) -> None:
        table = doc.to_array(["HEAD", "DEP"])
        # `doc.has_annotation` would walk through all tokens in Python
        self.parsed = bool(table[:, 1].any())
        if not self.parsed:
            return
        steps = table[:, 0].astype(np.int64)
        self.heads = (steps + np.arange(len(doc))).tolist()
        strings = doc.vocab.strings
        names = {int(key): strings[int(key)].split(":")[0] for key in set(table[:, 1].tolist())}
        self.labels = [names[int(key)] for key in table[:, 1].tolist()]

    def above(self, token: int) -> dict[int, str]:
        """The words above a word, itself included, with the labels down to it."""
        if not self.parsed:
            return {}
        found, at, down = {token: ""}, token, ""
        for _ in range(_LONGEST):
            head = self.heads[at]
            if head == at:
                break
            down = self.labels[at] + ("." + down if down else "")
            found[head] = down
            at = head
        return found

    def between(self, above: dict[int, str], token: int) -> str:
        """Labels up from a word to one of those above another, and down to that other."""
        if not self.parsed:
            return _NO_TREE
        up, at = "", token
        for _ in range(_LONGEST + 1):
            if at in above:
                return f"{up}^{above[at]}"
            head = self.heads[at]
            if head == at:
                return _FAR
            up = up + ("." if up else "") + self.labels[at]
            at = head
        return _FAR

    def top(self, first: int, last: int) -> int:
        """The word of a span on which the others hang."""
        if not self.parsed:
            return last
        for at in range(last, first - 1, -1):
            if not first <= self.heads[at] <= last or self.heads[at] == at:
                return at
        return last
