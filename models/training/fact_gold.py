"""How gold facts and the pipeline's facts meet: alignment and labels for the two fact models."""
# ruff: noqa

import importlib.util
import json
from collections import defaultdict

import numpy as np
from sklearn.model_selection import GroupKFold

import kr_policy_ie.pipeline as pipeline
from kr_policy_ie.ingest.offsets import OffsetMap
from kr_policy_ie.schema import FACT_TYPES

NOT_OURS = {"affiliation", "content"}
FOLDS, CUE_FOLDS = 8, 4


def folds(count):
    """Numbers of documents to train on and to test on, for each part."""
    numbers = np.arange(count)
    return list(GroupKFold(FOLDS).split(numbers, groups=numbers))


def parse(golds):
    """The annotated documents, ready for the facts, and the components that finish them."""
    nlp = pipeline.load()
    rest = [nlp.get_pipe("kr_statements"), nlp.get_pipe("kr_resolve")]
    for name in ("kr_facts", "kr_statements", "kr_resolve"):
        nlp.disable_pipe(name)
    return [nlp(pipeline.make_doc(nlp, gold["document"])) for gold in golds], rest


def read_triggers(paths):
    """Triggers by document, from files beside the gold."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return {row["id"]: row["triggers"] for row in rows}


def triggers_of(gold, beside):
    """Where the words lie that state each fact, from beside the gold or from the gold itself."""
    own = [
        [fact["trigger"]["start"], fact["trigger"]["end"]] if fact.get("trigger") else None
        for fact in gold["facts"]
    ]
    return beside.get(gold["document"]["id"], own)


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def align(scorer, gold, predicted, triggers=None):
    """Gold facts by the place of the predicted fact that the reference scorer aligns.

    Where the gold's triggers are known, a fact that is stated by the same word comes first.
    """
    known = {id(f): t for f, t in zip(gold["facts"], triggers or []) if t}
    left = [(f, scorer.fact_slots(f, scorer.filler_values(gold))) for f in gold["facts"]]
    right = [(f, scorer.fact_slots(f, scorer.filler_values(predicted))) for f in predicted["facts"]]

    def likeness(one, other):
        if one[0]["type"] != other[0]["type"]:
            return 0
        hits = scorer.slot_hits(one[1], other[1])
        if not scorer.overlap(one[0]["evidence"], other[0]["evidence"]):
            return hits * 0.5 if hits >= 2 else 0
        if id(one[0]) in known and other[0].get("trigger"):
            start, end = known[id(one[0])]
            hits += 1.5 * (
                other[0]["trigger"]["start"] < end and start < other[0]["trigger"]["end"]
            )
        return 1 + hits + 0.2 * (one[0].get("action") == other[0].get("action"))

    pairs = scorer.assign(left, right, likeness)
    by_id = {id(b[0]): a[0] for a, b in pairs}
    return [by_id.get(id(fact)) for fact in predicted["facts"]]


def described(scorer, doc, extraction, listed):
    """What the scorer sees of each candidate."""
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    raw = extraction["document"]["text"]
    mentions = {(m["start"], m["end"]): m for m in extraction["mentions"]}
    anaphors = {(a["start"], a["end"]): a for a in doc._.kr_anaphors or []}
    info = scorer.filler_values(extraction)
    out = []
    for candidate, _ in listed:
        start, end = offsets.to_raw(candidate.start, candidate.end)
        mention = mentions.get((start, end), {})
        filler = {"text": raw[start:end], "start": start, "end": end}
        filler |= {"mention": mention.get("id"), "entity": mention.get("entity")}
        anaphor = anaphors.get((candidate.start, candidate.end)) or anaphors.get(
            (candidate.start - 4, candidate.end)
        )
        if anaphor and anaphor.get("kb_id"):
            filler["kb_id"] = anaphor["kb_id"]
        elif anaphor and anaphor.get("antecedent"):
            named = mentions.get(tuple(offsets.to_raw(*anaphor["antecedent"])), {})
            filler["entity"] = named.get("entity")
        out.append(info(filler))
    return out


def labels_of(scorer, gold_info, fact, seen, roles):
    """For each candidate the roles: 1 the filler, 2 as good but not it."""
    out = defaultdict(dict)
    for role in roles:
        for filler in (gold_info(x) for x in fact["slots"].get(role, [])):
            fit = [at for at, one in enumerate(seen) if scorer.filler_ok(role, filler, one)]
            if not fit:
                continue
            here = [at for at in fit if scorer.overlap(filler, seen[at])]
            best = max(
                here or fit,
                key=lambda at: (
                    (seen[at]["start"], seen[at]["end"]) == (filler["start"], filler["end"]),
                    scorer.tok_f(filler["text"], seen[at]["text"]),
                    -at,
                ),
            )
            for at in fit:
                out[at].setdefault(role, 2)
            out[best][role] = 1
    return out
