"""How gold facts and the pipeline's facts meet: alignment and labels for the two fact models."""
# ruff: noqa

import importlib.util
from collections import defaultdict

from kr_policy_ie.ingest.offsets import OffsetMap

NOT_OURS = {"affiliation", "content"}


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def align(scorer, gold, predicted):
    """Gold facts by the place of the predicted fact that the reference scorer aligns."""
    left = [(f, scorer.fact_slots(f, scorer.filler_values(gold))) for f in gold["facts"]]
    right = [(f, scorer.fact_slots(f, scorer.filler_values(predicted))) for f in predicted["facts"]]

    def likeness(one, other):
        if one[0]["type"] != other[0]["type"]:
            return 0
        hits = scorer.slot_hits(one[1], other[1])
        if not scorer.overlap(one[0]["evidence"], other[0]["evidence"]):
            return hits * 0.5 if hits >= 2 else 0
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
