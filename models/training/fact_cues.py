"""Train the fact cues: a small network over the word vectors of the base pipeline.

usage: fact_cues.py GOLD.jsonl ... [--triggers TRIGGERS.jsonl ...] [--folds DIR] [--out FILE]

For each word the network says whether it states a fact, of which type, action and status, and for a
word that states one which words fill which role.  The encoder itself is not trained: its weights
never see a fact.  Gold facts need a trigger, in the gold or in TRIGGERS (`{"id", "triggers":
[[start, end] | null, ...]}`, one for each fact).  `--out` gets the network trained on all documents
(`kr_policy_ie/rules/facts/cues.npz`).  With `--folds` one network is written for each part of the
documents, trained on the others, for `fact_weights.py --cues DIR`.
Needs PyTorch.  Seeds are fixed.
"""
# ruff: noqa

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
from torch import nn

from fact_gold import CUE_FOLDS, FACT_TYPES, folds, parse, read_triggers, triggers_of
from kr_policy_ie.ingest.offsets import OffsetMap

TYPES = [type_ for type_ in FACT_TYPES if type_ != "statement"]
ACTIONS = ["introduce", "increase", "decrease", "end", "continue"]
STATUSES = ["realized", "planned", "considered", "denied"]
ROLES = [
    "actor", "counterparty", "beneficiary", "object", "instrument", "sector", "amount",
    "quantity", "rate", "before", "after", "time", "place", "purpose",
]  # fmt: skip
HIDDEN, POINT = 256, 64
EPOCHS, BATCH, RATE, DROP = 16, 6, 1.5e-3, 0.3
#: Rare positives count more.
TYPE_WEIGHT, ROLE_WEIGHT = 2.0, 1.5


class Network(nn.Module):
    """Hidden layer for types, actions and statuses; a biaffine layer for roles."""

    def __init__(self, width):
        super().__init__()
        self.drop, self.norm = nn.Dropout(DROP), nn.LayerNorm(width)
        self.hidden = nn.Linear(width, HIDDEN)
        self.said = nn.Linear(HIDDEN, len(TYPES) + len(ACTIONS) + len(STATUSES))
        self.point, self.fill = nn.Linear(width, POINT), nn.Linear(width, POINT)
        self.type_points = nn.Embedding(len(TYPES), POINT)
        self.pairs = nn.Parameter(torch.randn(len(ROLES), POINT + 1, POINT + 1) * 0.01)
        with torch.no_grad():
            self.pairs[:, -1, -1] = -3.0
            self.said.bias[: len(TYPES)] = -5.0

    def forward(self, vectors):
        """Totals of types, actions and statuses; what roles are read from."""
        normed = self.norm(vectors)
        said = self.said(self.drop(torch.relu(self.hidden(self.drop(normed)))))
        dropped = self.drop(normed)
        return said, self.point(dropped), torch.relu(self.fill(dropped))

    def roles(self, points, types, fillers):
        """Totals of roles for facts (rows), the words of their sentences, and roles."""
        own = torch.relu(points + self.type_points(types))
        own = torch.cat([own, torch.ones_like(own[:, :1])], -1)
        fillers = torch.cat([fillers, torch.ones_like(fillers[..., :1])], -1)
        asked = torch.einsum("fd,rde->fer", own, self.pairs)
        return torch.bmm(fillers, asked)

    def tables(self):
        """The weights by the names of `kr_policy_ie.rules.cue_weights`."""
        named = {"scale": self.norm.weight, "shift": self.norm.bias, "pairs": self.pairs}
        named |= {"type_points": self.type_points.weight}
        for name, layer in (
            ("hidden", self.hidden), ("said", self.said), ("point", self.point), ("fill", self.fill)
        ):  # fmt: skip
            named |= {name: layer.weight.T, f"{name}_bias": layer.bias}
        return {name: value.detach().numpy().astype(np.float16) for name, value in named.items()}


def item_of(gold, doc, triggers):
    """Vectors and labels of one document, whose facts' triggers are given."""
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    raw = [offsets.to_raw(t.idx, t.idx + len(t)) for t in doc]

    def within(start, end):
        return [i for i, (a, b) in enumerate(raw) if a < end and start < b and not doc[i].is_space]

    kinds = np.zeros((len(doc), len(TYPES)), np.float32)
    actions, statuses = np.full(len(doc), -100), np.full(len(doc), -100)
    facts = []
    for fact, trigger in zip(gold["facts"], triggers, strict=True):
        words = within(*trigger) if trigger else []
        if fact["type"] == "statement" or not words:
            continue
        at, kind = words[-1], TYPES.index(fact["type"])
        kinds[at, kind] = 1
        if fact["action"] in ACTIONS:
            actions[at] = ACTIONS.index(fact["action"])
        statuses[at] = STATUSES.index(fact["status"])
        here = within(fact["evidence"]["start"], fact["evidence"]["end"])
        roles = np.zeros((len(here), len(ROLES)), np.float32)
        for number, role in enumerate(ROLES):
            filled = {
                i for one in fact["slots"].get(role, []) for i in within(one["start"], one["end"])
            }
            roles[:, number] = [i in filled for i in here]
        facts.append((at, kind, torch.tensor(here), torch.tensor(roles)))
    vectors = torch.tensor(np.asarray(doc.tensor, dtype=np.float32))
    words = torch.tensor([not t.is_space for t in doc])
    return {
        "vectors": vectors, "words": words, "types": torch.tensor(kinds),
        "actions": torch.tensor(actions), "statuses": torch.tensor(statuses), "facts": facts,
    }  # fmt: skip


def loss_of(network, items):
    """The loss of some documents, for each fact in them."""
    binary = nn.functional.binary_cross_entropy_with_logits
    join = lambda key: torch.cat([item[key] for item in items])
    said, points, fillers = network(join("vectors"))
    first, second = len(TYPES), len(TYPES) + len(ACTIONS)
    words = join("words")
    weight = torch.tensor(TYPE_WEIGHT)
    loss = binary(said[words, :first], join("types")[words], reduction="sum", pos_weight=weight)
    for key, part in (("actions", said[:, first:second]), ("statuses", said[:, second:])):
        loss = loss + 0.5 * nn.functional.cross_entropy(part, join(key), reduction="sum")
    offsets = np.cumsum([0, *(len(item["words"]) for item in items)]).tolist()
    facts = [(offset, fact) for offset, item in zip(offsets, items) for fact in item["facts"]]
    if not facts:
        return loss
    pad = lambda rows: nn.utils.rnn.pad_sequence(rows, batch_first=True)
    places = pad([fact[2] + offset for offset, fact in facts])
    inside = pad([torch.ones_like(fact[2], dtype=torch.bool) for _, fact in facts])
    at = torch.tensor([offset + fact[0] for offset, fact in facts])
    kinds = torch.tensor([fact[1] for _, fact in facts])
    totals = network.roles(points[at], kinds, fillers[places])
    weight = torch.tensor(ROLE_WEIGHT)
    roles = pad([fact[3] for _, fact in facts])
    loss = loss + 0.25 * binary(totals[inside], roles[inside], reduction="sum", pos_weight=weight)
    return loss / len(facts)


def fit(items, seed=1):
    """A network trained on documents."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = Network(items[0]["vectors"].shape[1]).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01)
    order = list(range(len(items)))
    steps = EPOCHS * -(-len(items) // BATCH)
    factor = lambda step: min(1.0, (step + 1) / (steps * 0.1)) * max(0.02, 1 - step / steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            loss = loss_of(network, [items[at] for at in order[start : start + BATCH]])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return network.eval()


def write(network, vectors, path):
    """Write the weights as `kr_policy_ie.rules.cue_weights` reads them."""
    lists = {"vectors": [vectors], "types": TYPES, "actions": ACTIONS, "statuses": STATUSES}
    lists["roles"] = ROLES
    arrays = {name: np.array(value) for name, value in lists.items()}
    np.savez_compressed(path, **arrays, **network.tables())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--triggers", nargs="*", type=Path, default=[])
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    golds = [json.loads(x) for path in args.gold for x in path.read_text("utf-8").splitlines()]
    beside = read_triggers(args.triggers)
    docs, _ = parse(golds)
    vectors = docs[0]._.kr_vectors
    items = [
        item_of(gold, doc, triggers_of(gold, beside)) for gold, doc in zip(golds, docs, strict=True)
    ]
    known = sum(len(item["facts"]) for item in items)
    print(f"documents {len(items)}, facts with a trigger {known}", flush=True)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        parts = folds(len(items))
        for fold in range(CUE_FOLDS):
            # several parts of the documents are left out at once, to save time
            test = {at for _, left in parts[fold::CUE_FOLDS] for at in left.tolist()}
            network = fit([item for at, item in enumerate(items) if at not in test])
            write(network, vectors, args.folds / f"cues-{fold}.npz")
            print("fold", fold, flush=True)
    if args.out:
        write(fit(items), vectors, args.out)


if __name__ == "__main__":
    main()
