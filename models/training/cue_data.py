"""Gold extractions -> sentences with the fact types they state and the roles of their words.

Usage: python cue_data.py GOLD.jsonl[,GOLD.jsonl…] OUT.jsonl.gz

A sentence counts for a fact when it shares at least half of the shorter of the two with the
fact's evidence. A word plays a role when it lies in a filler of a fact of that sentence.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import kr_policy_ie
from kr_policy_ie.ingest.offsets import OffsetMap
from kr_policy_ie.pipeline import make_doc
from kr_policy_ie.schema import FACT_TYPES, ROLES, Extraction, load_extraction

Record = dict[str, Any]


def sentence_records(nlp: Any, gold: Extraction) -> list[Record]:
    """The sentences of one document in order, as plain records."""
    doc = nlp(make_doc(nlp, {"text": gold.document.text, "published": gold.document.published}))
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    records = []
    for sentence in doc.sents:
        place = offsets.to_raw(sentence.start_char, sentence.end_char)
        facts = [
            fact for fact in gold.facts if _states(place, (fact.evidence.start, fact.evidence.end))
        ]
        words = [
            offsets.to_raw(token.idx, token.idx + len(token))
            for token in sentence
            if not token.is_space
        ]
        records.append(
            {
                "words": [token.text for token in sentence if not token.is_space],
                "types": sorted({FACT_TYPES.index(fact.type) for fact in facts}),
                "roles": _roles(words, facts),
            }
        )
    return [record for record in records if record["words"]]


def _states(sentence: tuple[int, int], evidence: tuple[int, int]) -> bool:
    shared = min(sentence[1], evidence[1]) - max(sentence[0], evidence[0])
    return shared > 0 and 2 * shared >= min(sentence[1] - sentence[0], evidence[1] - evidence[0])


def _roles(words: list[tuple[int, int]], facts: list[Any]) -> list[list[int]]:
    """The numbers of the roles that each word plays."""
    found: list[set[int]] = [set() for _ in words]
    for fact in facts:
        for role, fillers in fact.slots.items():
            for filler in fillers:
                for number, (start, end) in enumerate(words):
                    if start < filler.end and filler.start < end:
                        found[number].add(ROLES.index(role))
    return [sorted(numbers) for numbers in found]


def main(paths: str, out: Path) -> None:
    """Write one JSON list a document."""
    nlp = kr_policy_ie.load()
    with gzip.GzipFile(out, "wb", mtime=0) as stream:
        for path in paths.split(","):
            for line in Path(path).read_text("utf8").splitlines():
                records = sentence_records(nlp, load_extraction(line, where=path))
                stream.write((json.dumps(records) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
