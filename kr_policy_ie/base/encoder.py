"""`kr_encoder`: tags, morphology, sentences, parse and names by one small encoder in ONNX Runtime.

A text is cut into windows of whole paragraphs or sentences; each window is one call of the model
with a batch of one, so that a document's annotation never depends on its neighbours in a batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import srsly
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kr_policy_ie.base.names import Name, NameDecoder
from kr_policy_ie.base.pieces import WordPieces
from kr_policy_ie.base.trees import best_tree
from kr_policy_ie.errors import ModelError

_FILES = ("encoder.onnx", "tokenizer.json", "labels.json")
_STOPS = frozenset({".", "?", "!", "..."})
_OPENING = frozenset({"“", "``", "(", "‘"})
_CLOSING = frozenset({"”", "’", "'", ")", "''"})
_INNER = frozenset({",", "$", "%", "-", "/", "&"})
_AFTER_STOP, _INSIDE = 2.0, -3.0
_HARD_LIMIT = 480  # pieces; the encoder has 512 positions


@dataclass
class Reading:
    """What the model says of the words of one document (white space left out)."""

    pos: list[int] = field(default_factory=list)
    tag: list[int] = field(default_factory=list)
    morph: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    dep: list[int] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    vectors: list[NDArray[np.float32]] = field(default_factory=list)


class EncoderParser:
    """The component. Keeps preset sentence starts and sets everything but lemmas.

    The vectors that it read the words by are left in `doc.tensor` (tokens, 768; half precision)
    for components that learn from them, and `doc._.kr_vectors` names the weights they come from.
    """

    def __init__(
        self, vocab: Vocab, name: str = "kr_encoder", *, window: int = 160, threads: int = 1
    ) -> None:
        self.vocab = vocab
        self.name = name
        self.window = window
        self.threads = threads
        self._data: dict[str, bytes] = {}
        self._model: _Model | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The dependency labels."""
        return tuple(self._labels()["dep"])

    @property
    def name_labels(self) -> tuple[str, ...]:
        """The labels of names."""
        tags = self._labels()["name"]
        return tuple(sorted({tag.partition("-")[2] for tag in tags if "-" in tag}))

    def _labels(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = json.loads(
            self._data.get("labels.json", b'{"dep":[],"name":[]}')
        )
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a document."""
        words = [token.i for token in doc if not token.is_space]
        reading = self._read(doc, words) if words else Reading()
        self._write(doc, words, reading)
        return doc

    def _read(self, doc: Doc, words: list[int]) -> Reading:
        """Return the model's reading of the words, window by window."""
        model = self._loaded()
        texts = [doc[i].text for i in words]
        preset = [self._preset(doc, words, place) for place in range(len(words))]
        reading = Reading()
        start, limit = 0, self.window
        while start < len(texts):
            end, closed = model.window_end(texts, preset, start, limit)
            output = model.run(texts[start:end])
            starts = model.sentence_starts(output, preset[start:end], texts[start:end])
            if not closed and len(starts) == 1 and limit < _HARD_LIMIT:
                limit = _HARD_LIMIT
                continue
            kept = end - start if closed or len(starts) == 1 else starts[-1]
            bounds = [*(s for s in starts if s < kept), kept]
            for first, last in pairwise(bounds):
                model.add_sentence(reading, output, first, last, start)
            if "vectors" in output:
                reading.vectors.append(output["vectors"][:kept])
            start, limit = start + kept, self.window
        return reading

    @staticmethod
    def _preset(doc: Doc, words: list[int], place: int) -> int:
        """Return 1 for a preset start of sentence, -1 for a preset non-start, else 0."""
        if place == 0:
            return 1
        values = {doc[i].sent_start for i in range(words[place - 1] + 1, words[place] + 1)}
        if 1 in values:
            return 1
        return -1 if doc[words[place]].sent_start == -1 else 0

    def _write(self, doc: Doc, words: list[int], reading: Reading) -> None:
        """Set the token attributes and names; white space hangs on the word before it."""
        if not len(doc):
            return
        numbers = self._loaded().numbers(self.vocab)
        table = np.zeros((len(doc), 5), dtype=np.uint64)
        heads = np.zeros(len(doc), dtype=np.int64)
        is_word = np.zeros(len(doc), dtype=bool)
        if words:
            index = np.array(words)
            is_word[index] = True
            table[index, 0] = numbers["tag"][reading.tag]
            table[index, 1] = numbers["pos"][reading.pos]
            table[index, 2] = numbers["morph"][reading.morph]
            table[index, 4] = numbers["dep"][reading.dep]
            heads[index] = index[reading.head] - index
        self._add_space(table, heads, is_word)
        table[:, 3] = heads.astype(np.uint64)
        doc.from_array(["TAG", "POS", "MORPH", "HEAD", "DEP"], table)
        spans = [
            Span(doc, words[start], words[end - 1] + 1, label=label)
            for start, end, label in reading.names
        ]
        doc.set_ents(spans, default="outside")
        if reading.vectors:
            vectors = np.concatenate(reading.vectors)
            doc.tensor = np.zeros((len(doc), vectors.shape[1]), dtype=np.float16)
            doc.tensor[is_word] = vectors
            doc._.kr_vectors = self._labels().get("vectors", [None])[0]

    def _add_space(
        self, table: NDArray[np.uint64], heads: NDArray[np.int64], is_word: NDArray[np.bool_]
    ) -> None:
        """Fill the rows of white space tokens."""
        if is_word.all():
            return
        places = np.flatnonzero(is_word)
        strings = self.vocab.strings
        for i in np.flatnonzero(~is_word):
            before, after = places[places < i], places[places > i]
            near = int(before[-1]) if len(before) else int(after[0]) if len(after) else 0
            heads[i] = near - i
            table[i, 0] = strings.add("_SP")
            table[i, 1] = strings.add("SPACE")
            table[i, 2] = self.vocab.morphology.add("")
            table[i, 4] = strings.add("dep" if near != i else "ROOT")

    def _loaded(self) -> _Model:
        if self._model is None:
            missing = [name for name in _FILES if name not in self._data]
            if missing:
                raise ModelError(
                    f"{self.name} has no model ({', '.join(missing)} missing): load a trained "
                    "pipeline, for example kr_policy_ie.load(base='accurate')"
                )
            self._model = _Model(self._data, self.threads)
        return self._model

    def __getstate__(self) -> dict[str, Any]:
        """Leave the session out: it is made again on first use."""
        return {**self.__dict__, "_model": None}

    def set_model(self, files: dict[str, bytes]) -> None:
        """Take the contents of `encoder.onnx`, `tokenizer.json` and `labels.json`."""
        self._data = dict(files)
        self._model = None
        # Now, and not on first use: within `nlp.memory_zone()` new strings are forgotten after it.
        label_numbers(self._labels(), self.vocab)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the model files as one message."""
        packed: bytes = srsly.msgpack_dumps(self._data)
        return packed

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EncoderParser:
        """Read the model files from one message."""
        self.set_model(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model files to a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._data.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EncoderParser:
        """Read the model files from a folder."""
        self.set_model({name: (Path(path) / name).read_bytes() for name in _FILES})
        return self


class _Model:
    """The ONNX session with its labels and decoders."""

    def __init__(self, files: dict[str, bytes], threads: int) -> None:
        self.labels: dict[str, list[str]] = json.loads(files["labels.json"])
        self.pieces = WordPieces(files["tokenizer.json"].decode("utf8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            files["encoder.onnx"], options, providers=["CPUExecutionProvider"]
        )
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._names = NameDecoder(self.labels["name"])
        self._root = self.labels["dep"].index("ROOT")
        self._numbers: dict[str, NDArray[np.uint64]] = {}

    def numbers(self, vocab: Vocab) -> dict[str, NDArray[np.uint64]]:
        """Return the label numbers of a vocabulary, one array for each kind of label."""
        if not self._numbers:
            self._numbers = label_numbers(self.labels, vocab)
        return self._numbers

    def window_end(
        self, texts: list[str], preset: list[int], start: int, limit: int
    ) -> tuple[int, bool]:
        """Return where the window from `start` ends, and whether a sentence surely ends there."""
        size, end, last_start = 2, start, start
        while end < len(texts):
            size += len(self.pieces.pieces(texts[end])[0])
            if size > limit and end > start:
                break
            if preset[end] == 1:
                last_start = end
            end += 1
        if end == len(texts) or preset[end] == 1:
            return end, True
        return (last_start, True) if last_start > start else (end, False)

    def run(self, texts: list[str]) -> dict[str, NDArray[Any]]:
        """Return the model's outputs for the words of one window."""
        ids, cases, first, last = self.pieces.sequence(texts)
        feeds = {"ids": ids, "cases": cases, "first": first, "last": last}
        arrays = {key: np.array(row, dtype=np.int64) for key, row in feeds.items()}
        values = self._session.run(None, arrays)
        return dict(zip(self._outputs, values, strict=True))

    def sentence_starts(
        self, output: dict[str, NDArray[Any]], preset: list[int], texts: list[str]
    ) -> list[int]:
        """Return the places in the window where sentences start."""
        found = output["start"][:, 1] - output["start"][:, 0] + start_priors(texts) > 0
        given = np.array(preset)
        starts = (found & (given != -1)) | (given == 1)
        starts[0] = True
        return [int(place) for place in np.flatnonzero(starts)]

    def add_sentence(
        self, reading: Reading, output: dict[str, NDArray[Any]], first: int, last: int, offset: int
    ) -> None:
        """Decode words [first, last) of a window that begins at word `offset`."""
        columns = [0, *range(first + 1, last + 1)]
        heads = best_tree(output["arcs"][first:last][:, columns].astype(np.float64))
        chosen = np.array([first + head if head else 0 for head in heads])
        scores = np.einsum(
            "nle,ne->nl", output["label_dep"][first:last], output["label_head"][chosen]
        )
        is_root = np.array(heads) == 0
        scores[:, self._root] = np.where(is_root, np.inf, -np.inf)
        reading.dep.extend(scores.argmax(axis=1).tolist())
        base = offset + first
        reading.head.extend(base + (head - 1 if head else i) for i, head in enumerate(heads))
        for key, target in (("pos", reading.pos), ("tag", reading.tag), ("morph", reading.morph)):
            target.extend(output[key][first:last].tolist())
        names = self._names.decode(output["name"][first:last])
        reading.names.extend((base + s, base + e, label) for s, e, label in names)


def label_numbers(labels: dict[str, list[str]], vocab: Vocab) -> dict[str, NDArray[np.uint64]]:
    """Return the numbers of labels in a vocabulary, which knows them from now on."""
    adders = {"tag": vocab.strings.add, "pos": vocab.strings.add, "dep": vocab.strings.add}
    adders["morph"] = vocab.morphology.add
    vocab.strings.add("_SP")
    vocab.strings.add("SPACE")
    return {
        key: np.array([add(label) for label in labels.get(key, ())], dtype=np.uint64)
        for key, add in adders.items()
    }


def start_priors(texts: list[str]) -> NDArray[np.float64]:
    """Return what punctuation alone says of each word starting a sentence, in logits.

    Paragraphs and headlines come with their starts preset, so that what is left is running text,
    where a sentence hardly ever starts without a mark before it.

    >>> start_priors(["He", "left", ".", "She", "came"]).tolist()
    [0.0, -3.0, -3.0, 2.0, -3.0]
    """
    priors = np.zeros(len(texts))
    open_quote = False
    for place in range(1, len(texts)):
        before, word = texts[place - 1], texts[place]
        if before == '"':
            open_quote = not open_quote
        after_opening = before in _OPENING or (before == '"' and open_quote)
        if not after_opening and (before in _CLOSING or before == '"') and place > 1:
            before = texts[place - 2]
        closes = word in _CLOSING or (word == '"' and open_quote)
        if before in _STOPS and not after_opening:
            priors[place] = 0.0 if closes or word[0].islower() else _AFTER_STOP
        elif after_opening or before[-1].isalnum() or before in _INNER:
            priors[place] = _INSIDE
    return priors


@Language.factory(
    "kr_encoder",
    assigns=[
        "token.tag",
        "token.pos",
        "token.morph",
        "token.dep",
        "token.head",
        "doc.ents",
        "doc.tensor",
        "doc._.kr_vectors",
    ],
    default_config={"window": 160, "threads": 1},
    default_score_weights={"dep_las": 0.5, "ents_f": 0.3, "pos_acc": 0.2},
)
def make_kr_encoder(nlp: Language, name: str, window: int, threads: int) -> EncoderParser:
    """Return an encoder component without a model; it comes with a trained pipeline.

    Args:
        nlp: The pipeline.
        name: The component's name.
        window: Word pieces that the model sees at once.
        threads: Threads of one model call; the annotation does not depend on them.
    """
    if not Doc.has_extension("kr_vectors"):
        Doc.set_extension("kr_vectors", default=None)
    return EncoderParser(nlp.vocab, name, window=window, threads=threads)
