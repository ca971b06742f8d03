"""Trade statistics: which indicator moved or stood where, by how much, from what, when.

Works clause by clause over chunks: a verb of movement or level with an indicator as subject,
what has no verb because it shares one (`cars slipped 1.3 percent and steel 29.6 percent`), a
noun of movement (`a 5 pct rise in exports`), an amount that stands by its indicator (`a deficit
of 2 billion dlrs`), and lines of tables.
"""

from dataclasses import dataclass
from functools import lru_cache

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import is_date, mood, objects, subjects
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import PARTIES, Found
from kr_policy_ie.facts.roles import following_phrases, head_party, is_party, owner_party, phrase
from kr_policy_ie.rules.frames import load_frames

_PLACES = frozenset({"PLACE"})
_PRONOUNS = frozenset({"it", "they", "those", "that", "this", "figure", "figures", "these"})
_TRADE_VERBS = frozenset(
    {"buy", "sell", "import", "export", "ship", "supply", "produce", "refine", "purchase"}
)
_SHARE_VERBS = frozenset(
    {
        "account",
        "make",
        "take",
        "represent",
        "constitute",
        "comprise",
        "hold",
        "win",
        "supply",
        "refine",
        "come",
        "go",
        "depend",
        "produce",
        "control",
    }
)
_WEAK_LEVELS = frozenset(
    {
        "take",
        "hold",
        "make",
        "have",
        "own",
        "win",
        "leave",
        "receive",
        "attract",
        "provide",
        "see",
        "put",
        "show",
        "report",
        "say",
        "earn",
        "rank",
        "come",
        "run",
        "estimate",
        "forecast",
        "value",
        "calculate",
        "log",
        "record",
        "post",
        "register",
        "book",
        "rack",
        "supply",
        "give",
    }
)
_FORECAST = frozenset({"forecast", "predict", "project", "estimate", "expect", "see", "put"})
_COMPARED = frozenset(
    {"from", "against", "compared", "versus", "vs", "after", "than", "with", "over"}
)
_AIMS = frozenset({"aim", "target", "want", "strive", "hope", "seek", "intend"})
_ASKS = frozenset(
    {
        "ask",
        "urge",
        "press",
        "force",
        "tell",
        "call",
        "require",
        "want",
        "order",
        "request",
        "demand",
        "oblige",
    }
)
_NUMERIC = ("amount", "quantity", "rate", "before")


@dataclass(frozen=True)
class Words:
    """The words of trade statistics, by use."""

    nouns: frozenset[str]
    moves: dict[str, str]
    move_nouns: dict[str, str]
    move_words: dict[str, str]
    levels: frozenset[str]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The words of the indicator rules, indexed."""
    nouns: set[str] = set()
    levels: set[str] = set()
    moves: dict[str, str] = {}
    move_nouns: dict[str, str] = {}
    move_words: dict[str, str] = {}
    for rule in load_frames().indicators:
        if rule.id == "stat.indicator":
            nouns.update(rule.nouns)
        elif rule.action in {"increase", "decrease"}:
            moves.update(dict.fromkeys(rule.verbs, rule.action))
            move_nouns.update(dict.fromkeys(rule.nouns, rule.action))
            move_words.update(dict.fromkeys(rule.words, rule.action))
        elif rule.action == "continue":
            levels.update(rule.verbs)
    return Words(frozenset(nouns), moves, move_nouns, move_words, frozenset(levels))


def statistic_drafts(chunks: Chunks, others: list[Draft]) -> tuple[list[Draft], set[Found]]:
    """The statistics of a sentence, and the mentions that they took.

    Args:
        chunks: The sentence.
        others: The facts of other types; their verbs and nouns are left alone.
    """
    reader = _Reader(chunks, others)
    reader.read()
    return reader.drafts, reader.taken


def rest_drafts(chunks: Chunks, others: list[Draft], taken: set[Found]) -> list[Draft]:
    """Statistics in clauses with numbers that no other rule has claimed.

    Args:
        chunks: The sentence.
        others: All its drafts so far.
        taken: Mentions that belong to a fact already; grows.
    """
    reader = _Reader(chunks, others)
    reader.busy_verbs |= {draft.verb for draft in others if draft.verb is not None}
    reader.taken = taken
    reader.read_rest()
    return reader.drafts


class _Reader:
    """Reads the statistics of one sentence."""

    def __init__(self, chunks: Chunks, others: list[Draft]) -> None:
        self.chunks, self.words = chunks, load_words()
        self.sentence = chunks.sentence
        self.drafts: list[Draft] = []
        self.taken: set[Found] = set()
        self.used: set[int] = set()
        self.busy_verbs = {
            d.verb
            for d in others
            if d.verb is not None and d.relation in {"obj", "verb", "subj", "part"}
        }
        self.busy_nouns = {
            d.noun for d in others if d.noun is not None and d.relation in {"obj", "subj"}
        }

    def read(self) -> None:
        """Collect the drafts, verbs first, then nouns, then what has no verb."""
        if (
            not any((c.kind == "VG" and c.verbs) or c.form == "fin" for c in self.chunks.chunks)
            or "|" in self.sentence.lower
        ):
            self._read_line()
            if self.drafts:
                return
        for index, chunk in enumerate(self.chunks.chunks):
            if chunk.kind == "VG" and index not in self.busy_verbs:
                self._read_verb(index)
        for index, chunk in enumerate(self.chunks.chunks):
            if chunk.kind == "NP" and index not in self.used and index not in self.busy_nouns:
                self._read_move_noun(index)
        self._read_of_which()
        for index, chunk in enumerate(self.chunks.chunks):
            if chunk.kind == "NP" and index not in self.used and index not in self.busy_nouns:
                self._read_amount(index)

    def read_rest(self) -> None:
        """Collect the clauses with numbers that no rule has claimed."""
        for index, chunk in enumerate(self.chunks.chunks):
            if chunk.kind == "VG" and index not in self.busy_verbs:
                self._read_any(index)

    def _read_any(self, index: int) -> None:
        """A clause with a number that no rule knows; the ranking decides whether it is a fact."""
        found = subjects(self.chunks, index)
        left = [
            m for m in self._values_after(index) if m not in self.taken and not self._bracketed(m)
        ]
        inner = [
            m for at in found for m in self._inner(self.chunks.chunks[at]) if m not in self.taken
        ]
        if (
            not found
            or not (left or inner)
            or (not inner and left[0].first - self.chunks.chunks[index].end > 6)
        ):
            return
        lemma = self._lemma(index)
        action = self.words.moves.get(lemma) or self._said_move(index) or "continue"
        draft = self.start(action, self._status(index), found[0], index, "stat.any")
        draft.anchors.add(index)
        for at in found:
            chunk = self.chunks.chunks[at]
            if is_party(self.chunks, chunk):
                draft.add("actor", phrase(self.chunks, chunk))
            elif self.sentence.value_at(chunk.head) is None:
                self.describe(draft, at)
        for at in following_phrases(self.chunks, found[-1] if inner else index):
            chunk = self.chunks.chunks[at]
            if (
                chunk.prep == "of"
                and self.sentence.value_at(chunk.head) is None
                and not draft.has("object")
            ):
                draft.add("object", self._object_span(chunk))
                self._goods(draft, chunk)
                self._owner(draft, at)
            elif chunk.prep in {"to", "from"} and head_party(self.chunks, chunk) is not None:
                draft.add("counterparty", phrase(self.chunks, chunk))
        for mention in inner:
            draft.add(
                {"MONEY": "amount"}.get(mention.label, "quantity"), (mention.start, mention.end)
            )
            self.taken.add(mention)
        self._take(draft, self.chunks.chunks[index].end, self._tail_end(index))
        self._finish(draft, found[0])

    def _inner(self, chunk: Chunk) -> list[Found]:
        return [
            m
            for m in self.sentence.within(chunk.start, chunk.end - 1)
            if m.is_value and m.label != "DATE"
        ]

    def _read_of_which(self) -> None:
        """The parts of a sum: `…, of which 1.5 million tons came from China`."""
        words = self.sentence.lower
        whole = next((d for d in self.drafts if d.has("amount", "quantity")), None)
        if whole is None:
            return
        for offset in range(len(words) - 1):
            if words[offset] != "of" or words[offset + 1] != "which":
                continue
            at = self.sentence.start + offset
            value = next(
                (
                    m
                    for m in self.sentence.mentions
                    if m.first in {at + 2, at + 3} or m.last in {at - 1, at - 2}
                ),
                None,
            )
            if (
                value is None
                or value.label not in {"MONEY", "QUANTITY", "PERCENT"}
                or (value in self.taken and value.last >= at)
            ):
                continue
            draft = self.start(
                "continue", whole.status, self.chunks.of_token[value.last], None, "stat.part"
            )
            draft.slots = {
                role: list(whole.slots.get(role, []))
                for role in ("actor", "object", "time")
                if whole.has(role)
            }
            draft.add("amount" if value.label == "MONEY" else "quantity", (value.start, value.end))
            self.taken.add(value)
            for mention in self.sentence.within(
                max(value.last, at + 1), min(at + 14, self.sentence.end - 1)
            ):
                if mention.label == "SECTOR":
                    draft.add("sector", (mention.start, mention.end))
                    break
                if mention.label == "COUNTRY":
                    draft.add("counterparty", (mention.start, mention.end))
                    break
            self.drafts.append(draft)

    # -- nouns ----------------------------------------------------------------------------------

    def indicator(self, chunk: Chunk) -> bool:
        """Whether a noun phrase is headed by a measured indicator."""
        word = singular(self.sentence.word(chunk.head))
        if chunk.kind != "NP" or self.sentence.value_at(chunk.head) is not None:
            return False
        before = self.sentence.word(chunk.head - 1)
        return word in self.words.nouns or f"{before} {word}" in self.words.nouns

    def sector(self, chunk: Chunk) -> Found | None:
        """The sector mention that heads a noun phrase."""
        return self.sentence.name_at(chunk.head, frozenset({"SECTOR"}))

    def start(self, action: str, status: str, index: int, verb: int | None, rule: str) -> Draft:
        """A draft about the noun phrase at this place."""
        at = self.chunks.chunks[verb if verb is not None else index].head
        draft = Draft(
            "trade_statistic",
            action,
            status,
            (at, at + 1),
            [rule],
            verb=verb,
            noun=index,
            relation="verb" if verb is not None else "none",
        )
        draft.anchors.add(index)
        return draft

    def describe(self, draft: Draft, index: int) -> None:
        """Fill object, actor, sector and counterparty from an indicator's phrase."""
        chunks, sentence = self.chunks, self.sentence
        chunk = chunks.chunks[index]
        draft.add("object", self._object_span(chunk))
        for mention in sentence.within(chunk.start, chunk.end - 1):
            if mention.label == "SECTOR":
                draft.add("sector", (mention.start, mention.end))
            elif mention.label == "DATE":
                draft.add("time", (mention.start, mention.end))
                self.taken.add(mention)
        self._owner(draft, index)
        for at in following_phrases(chunks, index):
            other = chunks.chunks[at]
            party = head_party(chunks, other)
            if (
                other.prep in {"to", "from", "with", "against"}
                and (party is not None or is_party(chunks, other))
                and not is_date(chunks, other)
                and sentence.value_at(other.head) is None
            ) or (other.prep in {"to", "from", "with"} and sentence.name_at(other.head, _PLACES)):
                draft.add("counterparty", phrase(chunks, other))
            elif (
                other.prep in {"of", "by", "in", "between"}
                and party is not None
                and party.label in PARTIES
                and not draft.has("actor")
            ):
                draft.add("actor", phrase(chunks, other))
            elif other.prep in {"of", "including"}:
                self._goods(draft, other)

    def _goods(self, draft: Draft, chunk: Chunk) -> None:
        for mention in self.sentence.within(chunk.start, chunk.end - 1):
            if mention.label == "SECTOR":
                draft.add("sector", (mention.start, mention.end))
            elif mention.label == "COUNTRY" and mention.last < chunk.head:
                draft.add("counterparty", (mention.start, mention.end))

    def _owner(self, draft: Draft, index: int) -> None:
        chunk = self.chunks.chunks[index]
        owner = chunk.owner
        while owner is not None:
            holder = self.chunks.chunks[owner]
            value = self.sentence.value_at(holder.head)
            if value is not None and value.label == "DATE":
                draft.add("time", (value.start, value.end))
                self.taken.add(value)
                owner = holder.owner
                continue
            draft.add("actor", phrase(self.chunks, holder))
            return
        found = owner_party(self.chunks, index)
        if found is not None:
            draft.add("actor", found)

    def _object_span(self, chunk: Chunk) -> Span:
        """The indicator's phrase without countries, dates and amounts before it."""
        first = chunk.start
        for at in range(chunk.start, chunk.head):
            covering = self.sentence.by_token.get(at, [])
            skip = any(
                m.label in {"COUNTRY", "DATE", "MONEY", "PERCENT", "GOV"} and m.last < chunk.head
                for m in covering
            )
            if (
                skip
                or self.chunks.kinds[at - self.sentence.start] == "D"
                or self.sentence.word(at) in {"its", "their", "record", "overall", "resulting"}
            ):
                first = at + 1
        return self.sentence.offsets(min(first, chunk.head), chunk.head)

    # -- verbs ----------------------------------------------------------------------------------

    def _read_verb(self, index: int) -> None:
        group = self.chunks.chunks[index]
        if not group.verbs and not self._is_copula(group):
            return
        lemma = self._lemma(index)
        action = self.words.moves.get(lemma)
        if action is None and lemma not in self.words.levels and lemma not in _TRADE_VERBS:
            return
        found = [at for at in subjects(self.chunks, index) if at not in self.busy_nouns]
        if action is None:
            action = self._said_move(index)
        subject = next((at for at in found if self._measured(at, index)), None)
        if subject is not None:
            self._state(index, action or "continue", found, subject)
        else:
            self._transitive(index, action or "continue", found, lemma)

    def _lemma(self, index: int) -> str:
        group = self.chunks.chunks[index]
        lemma = self.chunks.lemma(group.head)
        if lemma in {"go", "come", "edge", "inch"}:
            particle = self.sentence.word(group.head + 1)
            return f"{lemma} {particle}" if f"{lemma} {particle}" in self.words.moves else lemma
        return "be" if not group.verbs else lemma

    def _is_copula(self, group: Chunk) -> bool:
        return group.kind == "VG" and not group.verbs

    def _said_move(self, index: int) -> str | None:
        """The move that `up`, `lower`, `more` after a verb of level tells."""
        for at in range(
            self.chunks.chunks[index].end, min(self.chunks.chunks[index].end + 4, self.sentence.end)
        ):
            word = self.sentence.word(at)
            if word in {"up", "down", "higher", "lower"}:
                return self.words.move_words[word]
        return None

    def _measured(self, at: int, verb: int) -> bool:
        """Whether a subject is measured: an indicator, or goods with a number after the verb."""
        chunk = self.chunks.chunks[at]
        if self.indicator(chunk):
            return True
        lemma = self._lemma(verb)
        values = self._values_after(verb)
        word = self.sentence.word(chunk.head)
        if word in _PRONOUNS:
            return any(m.label in {"MONEY", "PERCENT"} for m in values[:1]) and (
                lemma in self.words.moves or lemma in {"be", "total", "stand", "reach", "amount"}
            )
        first = values[0].label if values else ""
        if lemma in self.words.moves:
            return first == "PERCENT" and not (
                head_party(self.chunks, chunk) and lemma in {"cut", "raise", "reduce", "lower"}
            )
        return (
            self.sector(chunk) is not None
            and lemma not in _WEAK_LEVELS
            and first in {"PERCENT", "MONEY", "QUANTITY"}
        )

    def _values_after(self, index: int) -> list[Found]:
        """The amounts in the tail of a verb group, in order."""
        start, end = self.chunks.chunks[index].end, self._tail_end(index)
        return [
            m
            for m in self.sentence.mentions
            if m.is_value and m.label != "DATE" and start <= m.first and m.last < end
        ]

    def _tail_end(self, index: int) -> int:
        """Where the clause of a verb group ends (a token)."""
        items = self.chunks.chunks
        for at in range(index + 1, len(items)):
            chunk = items[at]
            word = self.sentence.word(chunk.start)
            if word in {";", "|"}:
                return chunk.start
            if chunk.kind == "VG" and (chunk.form == "fin" or self._lemma(at) in self.words.moves):
                own = [s for s in subjects(self.chunks, at) if index < s < at]
                return items[min(own)].start if own else chunk.start
            if chunk.kind == "MARK" and word not in {"that"}:
                return chunk.start
            if (
                chunk.kind == "VG"
                and chunk.form == "ing"
                and any(self.indicator(items[o]) for o in objects(self.chunks, at))
            ):
                return chunk.start
            if self._gapped(at):
                return chunk.start
        return self.sentence.end

    def _gapped(self, at: int) -> bool:
        """Whether a phrase opens a clause without a verb: `and steel 29.6 percent`."""
        items = self.chunks.chunks
        chunk = items[at]
        if (
            chunk.kind != "NP"
            or at < 1
            or (items[at - 1].kind != "CC" and self.sentence.word(items[at - 1].start) != ",")
        ):
            return False
        inner = [
            m
            for m in self.sentence.within(chunk.start, chunk.end - 1)
            if m.is_value and m.label != "DATE"
        ]
        first_value = inner[0].first if inner else None
        heads = self.sentence.word(chunk.start) in {"those", "that"} or self._names_goods(
            chunk, first_value
        )
        if not heads:
            return False
        if first_value is not None and first_value > chunk.start and inner[0].last == chunk.end - 1:
            return True
        following = at + 1
        while following < len(items) and (
            items[following].kind == "ADP" or items[following].prep in {"to", "of", "from", "on"}
        ):
            if items[following].kind == "NP":
                tail = [
                    m
                    for m in self.sentence.within(items[following].start, items[following].end - 1)
                    if m.is_value
                ]
                if tail and items[following].prep in {"to", "of"}:
                    return True
            following += 1
        return (
            following < len(items)
            and items[following].kind == "NP"
            and self.sentence.value_at(items[following].start) is not None
            and not is_date(self.chunks, items[following])
        )

    def _names_goods(self, chunk: Chunk, before: int | None) -> bool:
        last = before - 1 if before is not None else chunk.head
        if last < chunk.start:
            return False
        word = singular(self.sentence.word(last))
        return word in self.words.nouns or self.sentence.name_at(last) is not None

    def _state(self, index: int, action: str, found: list[int], subject: int) -> None:
        """The statistic of a verb with its measured subject, and the ones that share the verb."""
        status = self._status(index)
        tail = self._tail_end(index)
        group = self.chunks.chunks[index]
        several = [
            at
            for at in found
            if at == subject
            or self.indicator(self.chunks.chunks[at])
            or self.sector(self.chunks.chunks[at]) is not None
        ]
        values = self._values_after(index)
        rates = [m for m in values if m.label == "PERCENT"]
        for order, at in enumerate(several):
            draft = self.start(action, status, at, index, "stat.verb")
            self.describe(draft, at)
            if (
                len(several) > 1
                and len(rates) == len(several)
                and "respectively" in self.sentence.lower
            ):
                draft.add("rate", (rates[order].start, rates[order].end))
                self.taken.add(rates[order])
            else:
                self._take_multiple(draft, group)
                self._take(draft, group.end, tail)
                self._take(draft, self.chunks.chunks[subject].end, group.start, dates_only=True)
            self._finish(draft, at)
        self._share(tail, action, status, index)

    def _share(self, start: int, action: str, status: str, verb: int) -> None:
        """The clauses without a verb that follow one."""
        items = self.chunks.chunks
        at = next((i for i, c in enumerate(items) if c.start >= start), len(items))
        guard = 0
        while at < len(items) and self._gapped(at) and guard < 20:
            guard += 1
            chunk = items[at]
            inner = [
                m
                for m in self.sentence.within(chunk.start, chunk.end - 1)
                if m.is_value and m.label != "DATE"
            ]
            last = inner[0].first - 1 if inner and inner[0].first > chunk.start else chunk.head
            part = Chunk("NP", chunk.start, last + 1, last, prep=chunk.prep, owner=chunk.owner)
            end = self._gap_end(at)
            draft = self.start(action, status, at, verb, "stat.gapping")
            draft.trigger = (last, last + 1)
            self._gapped_object(draft, part, at)
            for mention in self.sentence.within(part.start, part.end - 1):
                if mention.label == "SECTOR":
                    draft.add("sector", (mention.start, mention.end))
            for other in range(at + 1, len(items)):
                if items[other].start >= end:
                    break
                if (
                    items[other].prep in {"to", "from", "with"}
                    and head_party(self.chunks, items[other]) is not None
                ):
                    draft.add("counterparty", phrase(self.chunks, items[other]))
            self._take(draft, last + 1, end)
            self._finish(draft, at)
            at = next((i for i, c in enumerate(items) if c.start >= end), len(items))

    def _take_multiple(self, draft: Draft, group: Chunk) -> None:
        """The rate that a verb is by itself (`doubled`)."""
        value = self.sentence.value_at(group.head)
        if value is not None and value.label == "QUANTITY" and value not in self.taken:
            draft.add("rate", (value.start, value.end))
            self.taken.add(value)

    def _gapped_object(self, draft: Draft, part: Chunk, index: int) -> None:
        """The object of a clause without verb: `those of vessels`, `those to the EU`, `steel`."""
        if self.sentence.word(part.head) not in {"those", "that"}:
            draft.add("object", self._object_span(part))
            return
        items = self.chunks.chunks
        if index + 2 < len(items) and items[index + 2].prep == "of":
            self._goods(draft, items[index + 2])
            head = self.sentence.value_at(items[index + 2].start)
            name = self.sector(items[index + 2])
            if name is not None:
                draft.add("object", (name.start, name.end))
            elif head is None:
                draft.add("object", self._object_span(items[index + 2]))
            return
        known = next((d for d in reversed(self.drafts) if d.has("object")), None)
        if known is not None:
            draft.slots["object"] = list(known.slots["object"])

    def _gap_end(self, index: int) -> int:
        items = self.chunks.chunks
        for at in range(index + 1, len(items)):
            chunk = items[at]
            if (
                chunk.kind in {"MARK"}
                or (chunk.kind == "VG" and chunk.form == "fin")
                or self._gapped(at)
            ):
                if chunk.kind == "VG":
                    own = [s for s in subjects(self.chunks, at) if index < s < at]
                    return items[min(own)].start if own else chunk.start
                return chunk.start
        return self.sentence.end

    def _status(self, index: int) -> str:
        status = mood(self.chunks, index).status
        lemma = self.chunks.lemma(self.chunks.chunks[index].head)
        if lemma in _FORECAST and status == "realized" and lemma not in {"put", "see", "estimate"}:
            return "planned"
        return "planned" if status == "considered" else status

    def _transitive(self, index: int, action: str, found: list[int], lemma: str) -> None:
        """Verbs whose object is measured: `posted a deficit`, `boost imports`, `bought goods`."""
        group = self.chunks.chunks[index]
        seen = objects(self.chunks, index)
        target = next(
            (
                at
                for at in seen
                if self.indicator(self.chunks.chunks[at]) and at not in self.busy_nouns
            ),
            None,
        )
        actors = [at for at in found if is_party(self.chunks, self.chunks.chunks[at])]
        values = self._values_after(index)
        if target is not None and (lemma in self.words.moves or values) and (actors or values):
            draft = self.start(action, self._status(index), target, index, "stat.object")
            self.describe(draft, target)
            for at in actors:
                draft.add("actor", phrase(self.chunks, self.chunks.chunks[at]))
            self._take(draft, group.end, self._tail_end(index))
            self._finish(draft, target)
            self._share(self._tail_end(index), action, draft.status, index)
            return
        if (
            lemma in _TRADE_VERBS | _SHARE_VERBS
            and values
            and (actors or found)
            and values[0].label in {"MONEY", "PERCENT", "QUANTITY"}
        ):
            self._trade(index, lemma, actors or found, values)

    def _trade(self, index: int, lemma: str, actors: list[int], values: list[Found]) -> None:
        group = self.chunks.chunks[index]
        if lemma not in _TRADE_VERBS and values[0].label != "PERCENT":
            return
        if values[0].first - group.end > 6:
            return
        draft = self.start("continue", self._status(index), actors[0], index, "stat.trade")
        share = values[0].label == "PERCENT"
        for at in actors:
            draft.add(
                "actor" if is_party(self.chunks, self.chunks.chunks[at]) else "sector",
                phrase(self.chunks, self.chunks.chunks[at]),
            )
        draft.anchors.add(index)
        goods = None
        for at in following_phrases(self.chunks, index):
            chunk = self.chunks.chunks[at]
            party = head_party(self.chunks, chunk)
            if chunk.prep in {"to", "from", "with"} and party is not None:
                draft.add("counterparty", phrase(self.chunks, chunk))
            elif (
                chunk.prep in {"of", "for", "worth"}
                and goods is None
                and self.sentence.value_at(chunk.head) is None
            ):
                goods = at
                self._goods(draft, chunk)
        if share and goods is not None:
            draft.add("object", self._object_span(self.chunks.chunks[goods]))
        elif not share:
            draft.add("object", self.sentence.offsets(group.head, group.head))
        self._take(draft, group.end, self._tail_end(index), level=True)
        self._finish(draft, actors[0])

    # -- nouns of movement and amounts -----------------------------------------------------------

    def _read_move_noun(self, index: int) -> None:
        """`a 55 pct rise in Japanese imports`, `a decline in the deficit of 3 pct`."""
        chunk = self.chunks.chunks[index]
        word = singular(self.sentence.word(chunk.head))
        action = self.words.move_nouns.get(word)
        if action is None:
            return
        target = next(
            (
                at
                for at in following_phrases(self.chunks, index)
                if self.chunks.chunks[at].prep in {"in", "of"}
                and (self.indicator(self.chunks.chunks[at]))
            ),
            None,
        )
        compound = chunk.head > chunk.start and self.indicator(
            Chunk("NP", chunk.start, chunk.head, chunk.head - 1)
        )
        if target is None and not compound:
            return
        inner = [
            m
            for m in self.sentence.within(chunk.start, chunk.end - 1)
            if m.is_value and m.label != "DATE"
        ]
        if target is None and not inner:
            return
        draft = self.start(
            action, "realized", target if target is not None else index, None, "stat.noun"
        )
        draft.trigger = (chunk.head, chunk.head + 1)
        if target is not None:
            self.describe(draft, target)
            draft.anchors.add(target)
        else:
            self.describe(draft, index)
        verb = next(
            (
                at
                for at in range(len(self.chunks.chunks))
                if self.chunks.chunks[at].kind == "VG"
                and (index in objects(self.chunks, at) or index in subjects(self.chunks, at))
            ),
            None,
        )
        if verb is not None and mood(self.chunks, verb).status in {"planned", "considered"}:
            draft.status = "planned"
        for mention in inner:
            if mention.label in {"PERCENT", "MONEY"}:
                draft.add("rate", (mention.start, mention.end))
                self.taken.add(mention)
        if not draft.has("rate", "actor", "counterparty") and not inner and target is None:
            return
        last = target if target is not None else index
        self._take(draft, self.chunks.chunks[last].end, self._noun_tail(last))
        self._finish(draft, last)
        self.used.add(index)

    def _noun_tail(self, index: int) -> int:
        items = self.chunks.chunks
        for at in range(index + 1, len(items)):
            chunk = items[at]
            if chunk.kind in {"VG", "MARK", "CC"} or self.sentence.word(chunk.start) in {",", ";"}:
                return chunk.start
        return self.sentence.end

    def _read_amount(self, index: int) -> None:
        """`a 51.5 billion dlr surplus with the U.S.`, `exports of 1.77 billion dlrs`."""
        chunk = self.chunks.chunks[index]
        if not self.indicator(chunk):
            return
        inner = [
            m
            for m in self.sentence.within(chunk.start, chunk.end - 1)
            if m.label in {"MONEY", "PERCENT"} and m.last < chunk.head and m not in self.taken
        ]
        after = None
        for at in following_phrases(self.chunks, index):
            value = self.sentence.value_at(self.chunks.chunks[at].head)
            if (
                value is not None
                and value.label in {"MONEY", "QUANTITY"}
                and self.chunks.chunks[at].prep in {"of", "worth", "at"}
                and value not in self.taken
            ):
                after = value
            break
        if not inner and after is None:
            following = (
                self.chunks.chunks[index + 1] if index + 1 < len(self.chunks.chunks) else None
            )
            if following is None or following.kind != "NP" or following.prep:
                return
            value = self.sentence.value_at(following.start)
            if value is None or value.label != "MONEY" or value in self.taken:
                return
            after = value
        draft = self.start("continue", "realized", index, None, "stat.amount")
        self.describe(draft, index)
        for mention in [*inner, *([after] if after else [])]:
            role = "amount" if mention.label == "MONEY" else "quantity"
            draft.add(role, (mention.start, mention.end))
            self.taken.add(mention)
        verb = next(
            (
                at
                for at in range(index)
                if self.chunks.chunks[at].kind == "VG" and index in objects(self.chunks, at)
            ),
            None,
        )
        if verb is not None:
            status = self._status(verb)
            draft.status = status
            for at in subjects(self.chunks, verb):
                if (
                    is_party(self.chunks, self.chunks.chunks[at])
                    and not draft.has("actor")
                    and self.chunks.lemma(self.chunks.chunks[verb].head) not in _FORECAST
                ):
                    draft.add("actor", phrase(self.chunks, self.chunks.chunks[at]))
            if self.chunks.lemma(self.chunks.chunks[verb].head) in {
                "forecast",
                "predict",
                "project",
            }:
                draft.status = "planned"
        self._take(draft, max(chunk.end, after.last + 1 if after else 0), self._noun_tail(index))
        self._finish(draft, index)

    def _read_line(self) -> None:
        """A line of a table: `Ships | US$2.47bn | -0.4%`, `Semiconductors: 4.18 trillion won`."""
        values = [m for m in self.sentence.mentions if m.is_value and m.label != "DATE"]
        if "|" not in self.sentence.lower or not values:
            return
        index = next(
            (
                i
                for i, c in enumerate(self.chunks.chunks)
                if c.kind == "NP" and c.start < values[0].first
            ),
            None,
        )
        if index is None:
            return
        draft = self.start("continue", "realized", index, None, "stat.line")
        chunk = self.chunks.chunks[index]
        if chunk.prep in {"to", "from"} and head_party(self.chunks, chunk) is not None:
            draft.add("counterparty", phrase(self.chunks, chunk))
        else:
            self.describe(draft, index)
        for mention in values:
            before = self.sentence.text_at(mention.start - 8, mention.start)
            role = {"MONEY": "amount", "QUANTITY": "quantity"}.get(mention.label, "rate")
            if draft.has(role) and role == "amount":
                role = "rate"
            draft.add(role, (mention.start, mention.end))
            self.taken.add(mention)
            if role == "rate":
                draft.action = (
                    "decrease"
                    if before.rstrip().endswith(("-", "−", "down", "down by"))
                    else "increase"
                )
        self._finish(draft, index)

    # -- values ---------------------------------------------------------------------------------

    def _take(
        self, draft: Draft, start: int, end: int, *, dates_only: bool = False, level: bool = False
    ) -> None:
        """Give the values in tokens `[start, end)` to a draft, by what stands before them."""
        compared = False
        for mention in self.sentence.mentions:
            if (
                not mention.is_value
                or mention.first < start
                or mention.last >= end
                or mention in self.taken
            ):
                continue
            if dates_only and mention.label != "DATE":
                continue
            if self._bracketed(mention):
                continue
            role = self._role(draft, mention, compared, level)
            if role == "before":
                compared = True
            elif mention.label != "DATE":
                compared = False
            if role:
                draft.add(role, (mention.start, mention.end))
                self.taken.add(mention)

    def _bracketed(self, mention: Found) -> bool:
        return mention.label == "MONEY" and self.sentence.word(mention.first - 1) == "("

    def _role(self, draft: Draft, mention: Found, compared: bool, level: bool) -> str:
        words = self._before(mention)
        nearest = words[0] if words else ""
        if mention.label == "DATE":
            late = self.sentence.word(mention.last) in {"earlier", "ago", "before"}
            if (
                compared
                or late
                or nearest in _COMPARED - {"over", "after"}
                or self._compares(words)
            ):
                return ""
            return "time" if not draft.has("time") else ""
        after = self.sentence.word(mention.last + 1)
        move = self.words.move_words.get(after) or self.words.move_nouns.get(singular(after))
        lead = next(
            (self.words.move_words[w] for w in words[:2] if w in {"up", "down", "higher", "lower"}),
            None,
        )
        of_move = next(
            (
                self.words.move_nouns[singular(w)]
                for w in words[1:3]
                if nearest == "of" and singular(w) in self.words.move_nouns
            ),
            None,
        )
        if (
            nearest in {"from"}
            or (nearest in _COMPARED - {"over"} and draft.has(*_NUMERIC))
            or self._compares(words)
        ):
            if lead and draft.action == "continue":
                draft.action = lead
            return "before"
        change = move or lead or of_move
        if mention.label == "PERCENT" or change:
            return self._rate(draft, mention, change, nearest, level)
        if (
            draft.action in {"increase", "decrease"}
            and nearest not in {"to", "at", "of", "worth"}
            and draft.rules[0] in {"stat.verb", "stat.gapping"}
            and not draft.has("amount", "quantity")
        ):
            lemma = self._lemma(draft.verb) if draft.verb is not None else ""
            if nearest == "by" or lemma not in {"top", "exceed", "hit", "surpass", "overtake"}:
                return (
                    "rate"
                    if nearest == "by" or self._to_follows(mention)
                    else ("amount" if mention.label == "MONEY" else "quantity")
                )
        return "amount" if mention.label == "MONEY" else "quantity"

    def _to_follows(self, mention: Found) -> bool:
        return self.sentence.word(mention.last + 1) == "to"

    def _rate(
        self, draft: Draft, mention: Found, change: str | None, nearest: str, level: bool
    ) -> str:
        if change is not None and draft.action == "continue":
            draft.action = change
        if change is None and (level or draft.action == "continue"):
            return "quantity"
        if nearest == "to" and change is None and not draft.has("rate"):
            return (
                "rate"
                if mention.label == "PERCENT" and draft.action == "continue"
                else "quantity"
                if mention.label == "PERCENT"
                else "amount"
            )
        return "rate"

    def _before(self, mention: Found) -> list[str]:
        """The words before a mention, nearest first, without those that only qualify it."""
        out: list[str] = []
        at = mention.first - 1
        while at >= self.sentence.start and len(out) < 4:
            word = self.sentence.word(at)
            if (
                not (not out and self.chunks.kinds[at - self.sentence.start] in {"D", "R", "A"})
                and word not in {"the", "a", "an"}
            ) or word in {"up", "down", "higher", "lower"}:
                out.append(word)
            at -= 1
        return out

    def _compares(self, words: list[str]) -> bool:
        return bool(words) and (
            words[0] in {"against", "versus", "than"}
            or (words[0] in {"with", "to"} and len(words) > 1 and words[1] == "compared")
        )

    def _settle_goal(self, draft: Draft) -> None:
        """What somebody aims at, is to reach or is asked to do is a target, not a statistic."""
        if draft.verb is None or draft.status == "realized":
            return
        group = self.chunks.chunks[draft.verb]
        found = mood(self.chunks, draft.verb)
        lemmas = {self.chunks.lemma(at) for at in group.verbs[:-1]}
        outer = self._asked(draft.verb)
        is_goal = (
            bool(lemmas & _AIMS)
            or "be.to" in found.rules
            or (group.passive and draft.action != "continue" and not lemmas & _FORECAST)
        )
        if not is_goal and not outer:
            return
        draft.type = "target"
        draft.status = "considered" if outer else "planned"
        draft.rules.append("stat.goal")
        if draft.action == "continue":
            draft.action = None
        for role in ("amount", "quantity"):
            if draft.action in {"increase", "decrease"} and draft.has(role):
                draft.slots["after"] = draft.slots.pop(role)

    def _asked(self, index: int) -> bool:
        """Whether an infinitive is what somebody is asked or pressed to do."""
        group = self.chunks.chunks[index]
        if group.form != "inf":
            return False
        for back in range(index - 1, max(-1, index - 6), -1):
            other = self.chunks.chunks[back]
            if other.kind == "VG":
                return self.chunks.lemma(other.head) in _ASKS
        return False

    def _finish(self, draft: Draft, index: int) -> None:
        """Keep a draft that says something of its indicator."""
        self._settle_goal(draft)
        numbers = draft.has(*_NUMERIC)
        told = draft.has("actor", "counterparty", "time", "sector")
        if not numbers and (draft.action == "continue" or not told):
            return
        self.used.add(index)
        self.drafts.append(draft)
