"""The tokenizer that reads raw text and hands the pipeline clean text.

It wraps any spaCy tokenizer. What it cleaned away, and where everything was, stays in
`doc._.kr_source`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from kr_policy_ie.ingest.clean import CleanText, clean

Tokenizer = Callable[[str], Doc]


class SourceTokenizer:
    """Tokenizes the clean text of a raw text.

    The `Doc` holds the clean text only: no page furniture, no whitespace tokens, one
    space between blocks. `token.is_sent_start` is True at the first token of each block
    and unset elsewhere, so that a parser never reads across blocks.
    """

    def __init__(self, inner: Tokenizer) -> None:
        """Wrap a tokenizer; it must have a `vocab`."""
        if not Doc.has_extension("kr_source"):
            Doc.set_extension("kr_source", default=None)
        self.inner = inner

    def __call__(self, text: str) -> Doc:
        """The `Doc` of the clean text of `text`, with `doc._.kr_source` set."""
        cleaned = clean(text)
        doc = self.inner(cleaned.text)
        _start_sentences(doc, [start for start, _, _ in cleaned.blocks])
        doc._.kr_source = _plain(text, cleaned)
        return doc

    @property
    def vocab(self) -> Vocab:
        """The vocabulary of the tokenizer inside."""
        vocab: Vocab = self.inner.vocab  # type: ignore[attr-defined]
        return vocab

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterable[Doc]:
        """The docs of many texts, in order."""
        for text in texts:
            yield self(text)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The state of the tokenizer inside; this one has none of its own."""
        state = {"inner": self.inner.to_bytes(exclude=exclude)}  # type: ignore[attr-defined]
        packed: bytes = srsly.msgpack_dumps(state)
        return packed

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "SourceTokenizer":
        """This tokenizer, with the state that `to_bytes` gave."""
        state = srsly.msgpack_loads(data)
        self.inner.from_bytes(state["inner"], exclude=exclude)  # type: ignore[attr-defined]
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the state to a file."""
        Path(path).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "SourceTokenizer":
        """This tokenizer, with the state that `to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes(), exclude=exclude)


def make_source_tokenizer(
    inner: Callable[[Language], Tokenizer] | None = None,
) -> Callable[[Language], SourceTokenizer]:
    r"""The maker that spaCy's config calls for `kr_policy_ie.SourceTokenizer.v1`.

    Args:
        inner: Maker of the tokenizer inside, spaCy's own if None. In a config::

            [nlp.tokenizer]
            @tokenizers = "kr_policy_ie.SourceTokenizer.v1"
            [nlp.tokenizer.inner]
            @tokenizers = "spacy.Tokenizer.v1"

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> nlp.tokenizer = make_source_tokenizer()(nlp)
    >>> nlp("Views : 33\nExports rose.").text
    'Exports rose.'
    """

    def make(nlp: Language) -> SourceTokenizer:
        make_inner = inner or registry.tokenizers.get("spacy.Tokenizer.v1")()
        return SourceTokenizer(make_inner(nlp))

    return make


def wrap_tokenizer(nlp: Language) -> Language:
    """The same pipeline, reading raw text from now on; saved with it.

    >>> import spacy
    >>> nlp = wrap_tokenizer(spacy.blank("en"))
    >>> nlp.config["nlp"]["tokenizer"]["@tokenizers"]
    'kr_policy_ie.SourceTokenizer.v1'
    """
    if not isinstance(nlp.tokenizer, SourceTokenizer):
        config = nlp.config["nlp"]["tokenizer"]
        nlp.tokenizer = SourceTokenizer(nlp.tokenizer)
        nlp.config["nlp"]["tokenizer"] = {
            "@tokenizers": "kr_policy_ie.SourceTokenizer.v1",
            "inner": config,
        }
    return nlp


def _start_sentences(doc: Doc, starts: list[int]) -> None:
    wanted = iter(starts)
    start = next(wanted, None)
    for token in doc:
        if start is None:
            return
        if token.idx >= start:
            token.is_sent_start = True
            while start is not None and start <= token.idx:
                start = next(wanted, None)


def _plain(raw: str, cleaned: CleanText) -> dict[str, Any]:
    return {
        "text": raw,
        "segments": [list(segment) for segment in cleaned.segments],
        "blocks": [list(block) for block in cleaned.blocks],
        "metadata": dict(cleaned.metadata),
        "warnings": [dict(warning) for warning in cleaned.warnings],
    }
