"""What a draft and a candidate have to do with each other, as named features."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from kr_policy_ie.facts.candidates import Candidate
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.cue_features import pair_cues
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.facts.roles import following_phrases

_OPENERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "this", "these", "that", "such", "any", "all", "no"}
)
#: How many fillers of a fact, or claims on a span, are looked through.
_MOST_CLAIMS = 40
_OPEN = frozenset({"(", "[", "“", '"', "``"})


@dataclass
class Scene:
    """A sentence with what the features of all its pairs share."""

    chunks: Chunks
    paths: Paths
    drafts: list[Draft]
    candidates: list[Candidate]
    own: list[list[str]] = field(default_factory=list)
    claims: list[dict[Span, str]] = field(default_factory=list)
    claimed: dict[Span, list[tuple[int, str]]] = field(default_factory=dict)
    prefix: list[tuple[int, int]] = field(default_factory=list)
    tops: list[int] = field(default_factory=list)
    known: dict[str, list[Candidate]] = field(default_factory=dict)
    #: The first token of each candidate; nobody asks where there are no cues.
    firsts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.prefix = _prefix(self.chunks)
        self.own = _own_features(self)
        self.tops = [_top(self, candidate) for candidate in self.candidates]
        if self.chunks.cues is not None:
            sentence = self.chunks.sentence
            self.firsts = [
                min(one.token, sentence.start + bisect_right(sentence.starts, one.start) - 1)
                for one in self.candidates
            ]
        for candidate in self.candidates:
            if candidate.mention is not None and candidate.mention.kb_id is not None:
                self.known.setdefault(candidate.mention.kb_id, []).append(candidate)
        self.claims = [
            {span: role for role, spans in draft.slots.items() for span in spans}
            for draft in self.drafts
        ]
        for index, claims in enumerate(self.claims):
            for span, role in claims.items():
                self.claimed.setdefault(span, []).append((index, role))


def _prefix(chunks: Chunks) -> list[tuple[int, int]]:
    """How many verb groups and clause ends stand before each chunk."""
    verbs = stops = 0
    out = []
    for chunk in chunks.chunks:
        out.append((verbs, stops))
        if chunk.kind == "VG":
            verbs += 1
        elif chunk.kind == "MARK" or chunks.sentence.word(chunk.start) in {";", ":", "--", ","}:
            stops += 1
    return out


def _own_features(scene: Scene) -> list[list[str]]:
    seen: Counter[str] = Counter()
    out = []
    classes = _noun_classes(scene.chunks)
    for candidate in scene.candidates:
        seen[candidate.label] += 1
        own = _of_candidate(scene.chunks, candidate, seen[candidate.label])
        out.append(own + _of_head(scene.chunks, candidate, classes))
    return out


def _noun_classes(chunks: Chunks) -> dict[int, str]:
    """The family of the measure noun, by its last token."""
    return {chunks.sentence.start + hit.end - 1: hit.measure.type for hit in reversed(chunks.hits)}


def _of_head(chunks: Chunks, candidate: Candidate, classes: dict[int, str]) -> list[str]:
    """What sort of noun heads the phrase, how it opens and how long it is."""
    sentence, words = chunks.sentence, chunks.words
    chunk = chunks.chunks[candidate.chunk]
    head = singular(sentence.word(chunk.head))
    sort = classes.get(chunk.head, "")
    if not sort:
        for name, known in (
            ("world", words.world),
            ("public", words.public_bodies),
            ("company", words.companies),
            ("generic", words.generic),
            ("change", chunks.lexicon.change_nouns),
            ("mood", chunks.lexicon.modal_nouns),
        ):
            if head in known:
                sort = name
                break
    opens = sentence.word(chunk.start)
    opens = opens if opens in _OPENERS else "-"
    return [
        f"sort={sort}",
        f"{candidate.label}&sort={sort}",
        f"{candidate.label}&opens={opens}",
        f"{candidate.label}&long={min(chunk.end - chunk.start, 5)}",
    ]


def _of_candidate(chunks: Chunks, candidate: Candidate, nth: int) -> list[str]:
    """Label, preposition, place in its phrase, beside which words: without any fact."""
    sentence, label = chunks.sentence, candidate.label
    chunk = chunks.chunks[candidate.chunk]
    first = candidate.mention.first if candidate.mention else chunk.start
    before, after = sentence.word(first - 1), sentence.word(candidate.token + 1)
    place = _place(chunks, candidate)
    head = singular(sentence.word(chunk.head))
    kind = _kind(candidate)
    out = [
        f"lab={label}",
        f"prep={chunk.prep}",
        f"head={head}",
        f"kind={kind}",
        f"place={place}",
        f"nth={min(nth, 4)}",
        f"near={_near_verb(chunks, candidate.chunk)}",
        f"{label}&prep={chunk.prep}",
        f"{label}&head={head}",
        f"{label}&kind={kind}",
        f"{label}&nth={min(nth, 4)}",
        f"{label}&place={place}",
        f"{label}&before={before}",
        f"after={after}",
    ]
    if before in _OPEN:
        out.append("opened")
    return out


def _place(chunks: Chunks, candidate: Candidate) -> str:
    at = candidate.chunk
    items = chunks.chunks
    if at + 1 < len(items) and items[at + 1].kind == "POSS":
        return "owner"
    return "head" if candidate.token >= items[at].head else "inner"


def _kind(candidate: Candidate) -> str:
    """What sort of value a mention has."""
    value = candidate.mention.value if candidate.mention is not None else None
    if not value:
        return ""
    if candidate.label == "DATE":
        return f"{value.get('relation')}/{str(value.get('timex'))[:1] == 'P'}"
    return str(value.get("unit") or value.get("per") or bool(value.get("equivalent")))


def _near_verb(chunks: Chunks, at: int) -> str:
    """Whether the nearest verb group is one of speech, and on which side it stands."""
    for step in (1, 2, 3, 4):
        for side in (-step, step):
            if 0 <= at + side < len(chunks.chunks):
                chunk = chunks.chunks[at + side]
                if chunk.kind == "VG":
                    speech = chunks.lemma(chunk.head) in chunks.lexicon.speech
                    grammar = (
                        "subj"
                        if at in subjects(chunks, at + side)
                        else "obj"
                        if at in objects(chunks, at + side)
                        else ""
                    )
                    return f"{'speech' if speech else 'verb'}{'<' if side < 0 else '>'}{grammar}"
    return ""


@dataclass
class _Side:
    """What all pairs of one draft share."""

    draft: Draft
    above: dict[int, str]
    subjects: frozenset[int]
    objects: frozenset[int]
    after_verb: frozenset[int]
    after_noun: frozenset[int]
    trigger: int
    word: str
    verb: str
    passive: bool
    names: list[str]


def side_of(scene: Scene, draft: Draft) -> _Side:
    """What all pairs of one draft share."""
    chunks = scene.chunks
    verb = draft.verb
    token = draft.trigger[1] - 1
    group = chunks.chunks[verb] if verb is not None else None
    return _Side(
        draft=draft,
        above=scene.paths.above(token),
        subjects=frozenset(subjects(chunks, verb)) if verb is not None else frozenset(),
        objects=frozenset(objects(chunks, verb)) if verb is not None else frozenset(),
        after_verb=frozenset(following_phrases(chunks, verb, verbs=True))
        if verb is not None
        else frozenset(),
        after_noun=frozenset(following_phrases(chunks, draft.noun, verbs=True))
        if draft.noun is not None
        else frozenset(),
        trigger=chunks.of_token.get(token, 0),
        word=singular(chunks.sentence.word(token)),
        verb=chunks.lemma(group.head) if group is not None else "",
        passive=group is not None and group.passive,
        names=[role for role, spans in sorted(draft.slots.items()) if spans],
    )


def pair_features(scene: Scene, side: _Side, index: int, which: int) -> list[str]:
    """The features of one draft and one candidate.

    Args:
        scene: The sentence.
        side: What all pairs of the draft share.
        index: The draft's place in the scene.
        which: The candidate's place in the scene.
    """
    candidate = scene.candidates[which]
    draft, label, type_ = side.draft, candidate.label, side.draft.type
    prep = scene.chunks.chunks[candidate.chunk].prep
    rule = _rule(scene.claims[index], candidate)
    claim = _claim(scene, index, candidate)
    grammar = _grammar(side, candidate)
    path = scene.paths.between(side.above, scene.tops[which])
    own = scene.own[which]
    out = [
        *own,
        f"{type_}&{own[0]}",
        f"{type_}&{own[1]}",
        f"{type_}&{own[2]}",
        f"{type_}&{own[3]}",
        f"{type_}&{label}&prep={prep}",
        f"rule={rule}",
        f"{label}&rule={rule}",
        f"{type_}&rule={rule}",
        f"rule={rule}&{grammar}",
        f"rule={rule}&claim={claim}",
        f"claim={claim}",
        f"{label}&claim={claim}",
        f"{label}&gram={grammar}",
        f"gram={grammar}&passive={side.passive}",
        f"{type_}&gram={grammar}&{prep}",
        f"dist={_distance(scene, side, candidate)}",
        f"path={path}",
        f"{label}&path={path}",
        f"{type_}&path={path}",
        f"{draft.relation}&{label}",
        f"{draft.relation}&path={path}",
        f"trig={side.word}&{label}",
        f"verb={side.verb}&{label}&{grammar}",
        f"sole={len(scene.drafts) == 1}&{label}",
    ]
    sort = own[-4]
    covers = _covers(draft, candidate)
    same = _same_entity(scene, index, candidate)
    out += [
        f"{type_}&{label}&{sort}",
        f"{type_}&{sort}&{grammar}",
        f"covers={covers}",
        f"{type_}&{label}&covers={covers}",
        f"{type_}&rule={rule}&covers={covers}",
        f"same={same}",
        f"{label}&{prep}&{grammar}",
    ]
    out += [f"has={role}&{label}&{rule}" for role in side.names]
    cues, sentence = scene.chunks.cues, scene.chunks.sentence
    if cues is not None:
        out += pair_cues(
            cues, draft, (scene.firsts[which], candidate.token + 1), sentence.start, sentence.end
        )
    return out


def _covers(draft: Draft, candidate: Candidate) -> str:
    """Whether the candidate is the trigger's own phrase, or the chunk before or after it."""
    first = candidate.mention.first if candidate.mention is not None else candidate.token
    if draft.trigger[0] <= candidate.token < draft.trigger[1] or (
        first <= draft.trigger[0] <= candidate.token
    ):
        return "yes"
    return ""


def _same_entity(scene: Scene, index: int, candidate: Candidate) -> str:
    """What the rules take another mention of the same body or country for."""
    mention = candidate.mention
    if mention is None or mention.kb_id is None:
        return ""
    claims = scene.claims[index]
    for other in scene.known.get(mention.kb_id, [])[:_MOST_CLAIMS]:
        role = claims.get((other.start, other.end))
        if role is not None and other is not candidate:
            return role
    return ""


def _rule(claims: dict[Span, str], candidate: Candidate) -> str:
    """The role that the rules give the candidate, or a span that overlaps it."""
    role = claims.get((candidate.start, candidate.end))
    if role is not None:
        return role
    if len(claims) > _MOST_CLAIMS:
        return ""
    for (start, end), other in claims.items():
        if start < candidate.end and candidate.start < end:
            return "~" + other
    return ""


def _claim(scene: Scene, index: int, candidate: Candidate) -> str:
    """What other drafts of the sentence take the candidate for."""
    claimed = scene.claimed.get((candidate.start, candidate.end))
    if not claimed:
        return ""
    mine = scene.drafts[index]
    found = set()
    for at, role in claimed[:_MOST_CLAIMS]:
        if at != index:
            other = scene.drafts[at]
            kin = "=" if other.trigger == mine.trigger else "+" if other.type == mine.type else ""
            found.add(kin + role)
    return "|".join(sorted(found)[:2])


def _grammar(side: _Side, candidate: Candidate) -> str:
    at = candidate.chunk
    if at == side.draft.noun:
        return "own"
    for name, places in (
        ("subj", side.subjects),
        ("obj", side.objects),
        ("noun+", side.after_noun),
        ("verb+", side.after_verb),
    ):
        if at in places:
            return name
    return "anchor" if at in side.draft.anchors else ""


def _distance(scene: Scene, side: _Side, candidate: Candidate) -> str:
    """How many noun phrases, verbs and clause ends lie between, and on which side."""
    low, high = sorted((side.trigger, candidate.chunk))
    sign = "<" if candidate.chunk < side.trigger else ">" if candidate.chunk > side.trigger else "="
    verbs = scene.prefix[high][0] - scene.prefix[low][0]
    stops = scene.prefix[high][1] - scene.prefix[low][1]
    return f"{sign}{min((high - low + 1) // 2, 5)}v{min(verbs, 2)}s{min(stops, 2)}"


def _top(scene: Scene, candidate: Candidate) -> int:
    if candidate.mention is not None:
        return scene.paths.top(candidate.mention.first, candidate.mention.last)
    return candidate.token
