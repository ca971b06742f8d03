"""Everything that somebody says in a text: quotations and reported speech, with speakers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kr_policy_ie.facts.attribution import Attribution, Sentence, attributions
from kr_policy_ie.facts.quotes import Quote, quotes_in
from kr_policy_ie.facts.speakers import Names, Span, Speaker, read_speaker
from kr_policy_ie.facts.speech_clauses import QUOTE_SIGNS, has_clause
from kr_policy_ie.facts.speech_cues import find_cues
from kr_policy_ie.facts.speech_text import Paragraph, Word, paragraphs, sentences, trim, words
from kr_policy_ie.rules.speech import grammar

_SIGNED = re.compile(r"\s{0,3}(?:\(|[-–—]{1,2} ?)([^()\n.\"“”]{2,80})(?:\)|\.?(?:\n|$))")
#: Kinds of speaker that `he`, or `it` and `they`, can stand for.
_ONE = frozenset({"person", "name", "title", "phrase"})
_BODY = frozenset({"body", "title", "phrase"})


@dataclass(frozen=True)
class Utterance:
    """Words given to a speaker in one sentence.

    `contents` are the words without quotation marks, in at most a few parts. `how` is
    `quote` (all in quotation marks), `mixed`, `carried` (a quotation whose speaker another
    sentence names) or `reported`. `cue` and `verb` are None for a carried quotation.
    """

    speaker: Speaker | None
    contents: tuple[Span, ...]
    sentence: Span
    how: str
    cue: Span | None = None
    verb: str | None = None
    cls: str = "say"
    frame: str = "clause"
    headline: bool = False
    reported: tuple[Span, ...] = ()


@dataclass
class _Unit:
    """A sentence with its attributions and the pieces of quotations in it."""

    span: Span
    sentence: Sentence
    part: int
    found: list[Attribution] = field(default_factory=list)
    pieces: list[tuple[int, Span]] = field(default_factory=list)

    def pieces_in(self, contents: Sequence[Span]) -> list[tuple[int, Span]]:
        """The pieces of quotations that begin in some stretches, with their quotations."""
        found: list[tuple[int, Span]] = []
        for start, end in contents:
            low = bisect_left(self.pieces, start, key=_begin_of_piece)
            found.extend(self.pieces[low : bisect_left(self.pieces, end, key=_begin_of_piece)])
        return found


def _begin_of_piece(item: tuple[int, Span]) -> int:
    return item[1][0]


def read_utterances(
    text: str,
    *,
    blocks: Iterable[Sequence[object]] | None = None,
    names: Names = (),
    tags: Mapping[int, str] | None = None,
) -> list[Utterance]:
    """The utterances of a text, in reading order.

    Args:
        text: The text.
        blocks: `[start, end, kind]` of its paragraphs, where they are known.
        names: `(start, end, label)` of named mentions, ascending.
        tags: Universal part-of-speech tags by the offset at which a word begins.

    >>> text = 'Growth will slow, Kim said. "We must act," he added.'
    >>> [(u.how, text[slice(*u.contents[0])]) for u in read_utterances(text)]
    [('reported', 'Growth will slow'), ('quote', 'We must act')]
    """
    parts = paragraphs(text, blocks)
    known_tags = tags or {}
    quotes = _clipped(text, quotes_in(text, parts), names, known_tags)
    units = _units(text, parts, quotes, names, known_tags)
    return _assemble(text, units, quotes)


def _clipped(
    text: str, quotes: Sequence[Quote], names: Names, tags: Mapping[int, str]
) -> list[Quote]:
    """Ends a quotation that lacks its closing mark before `, an official said`."""
    return [
        quote if quote.closed or quote.continued else _clip(text, quote, names, tags)
        for quote in quotes
    ]


def _clip(text: str, quote: Quote, names: Names, tags: Mapping[int, str]) -> Quote:
    local = names_in(names, quote.start, quote.end)
    sentence = Sentence(words(text, quote.inner_start, quote.end, (), local), local, tags)
    for item in attributions(sentence):
        if item.before and item.contents and item.contents[0][0] <= quote.inner_start + 1:
            end = item.contents[0][1]
            return replace(quote, end=end, inner_end=end)
    return quote


def _units(
    text: str,
    parts: Sequence[Paragraph],
    quotes: Sequence[Quote],
    names: Names,
    tags: Mapping[int, str],
) -> list[_Unit]:
    stretches = [(quote.start, quote.end) for quote in quotes]
    pieces = [(i, piece) for i, quote in enumerate(quotes) for piece in _pieces(text, quote)]
    found: list[_Unit] = []
    at = 0
    for number, part in enumerate(parts):
        for start, end in sentences(text, part.start, part.end):
            local = names_in(names, start, end)
            read = words(text, start, end, _overlapping(stretches, start, end), local)
            sentence = Sentence(read, local, tags, part.headline)
            unit = _Unit((start, end), sentence, number)
            while at < len(pieces) and pieces[at][1][0] < end:
                unit.pieces.append(pieces[at])
                at += 1
            unit.found = attributions(sentence)
            found.append(unit)
    return found


def names_in(names: Names, start: int, end: int) -> Names:
    """The names that begin in a stretch."""
    return names[bisect_left(names, (start, 0, "")) : bisect_left(names, (end, 0, ""))]


def _overlapping(stretches: Sequence[Span], start: int, end: int) -> list[Span]:
    low = 0
    high = len(stretches)
    while low < high:
        middle = (low + high) // 2
        if stretches[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    found = []
    while low < len(stretches) and stretches[low][0] < end:
        found.append(stretches[low])
        low += 1
    return found


def _pieces(text: str, quote: Quote) -> list[Span]:
    """The sentences of a quotation, without marks and the comma at the end.

    The last one keeps its full stop, as the quotation does.
    """
    found = []
    for start, stop in sentences(text, quote.inner_start, quote.inner_end):
        inner_stop = stop < quote.inner_end and text[stop - 2 : stop - 1].islower()
        end = stop - 1 if inner_stop and text[stop - 1] == "." else stop
        bare = start + len(text[start:end].rstrip(",;:—– \n"))
        if start < bare:
            found.append((start, bare))
    return found


def _assemble(text: str, units: Sequence[_Unit], quotes: Sequence[Quote]) -> list[Utterance]:
    owners = _owners(units)
    found: list[Utterance] = []
    last: tuple[int, Speaker | None] = (-9, None)
    named: Speaker | None = None
    for unit in units:
        taken: set[int] = set()
        for item in unit.found:
            utterance = _from_attribution(text, unit, item, taken)
            if utterance is not None:
                found.append(_with_antecedent(text, utterance, named))
        for number, piece in unit.pieces:
            if id_of(piece) in taken:
                continue
            speaker = owners.get(number) or _signature(text, quotes[number], unit)
            if speaker is None and unit.part - last[0] <= 2:
                speaker = last[1]
            if speaker is not None and speaker.kind == "pronoun":
                speaker = named or speaker
            if number not in owners and not _is_sentence(text, quotes[number], piece, unit):
                continue
            if speaker is None and unit.found:
                continue
            found.append(Utterance(speaker, (piece,), unit.span, "carried"))
            last = (unit.part, speaker)
        last = _last_speaker(unit, last)
        if last[1] is not None and last[1].kind != "pronoun":
            named = last[1]
    return found


def _signature(text: str, quote: Quote, unit: _Unit) -> Speaker | None:
    """The speaker in brackets or after a dash behind a quotation: `“…” (A fund banker)`."""
    match = _SIGNED.match(text, quote.end)
    if match is None:
        return None
    speaker = read_speaker(words(text, match.start(1), match.end(1)), unit.sentence.names)
    return speaker if speaker is not None and speaker.kind != "phrase" else None


def _with_antecedent(text: str, utterance: Utterance, named: Speaker | None) -> Utterance:
    """The utterance with what its pronoun stands for: the last speaker named, if it can be."""
    speaker = utterance.speaker
    if speaker is None or speaker.kind != "pronoun" or named is None:
        return utterance
    pronoun = text[speaker.start : speaker.end].lower()
    fitting = {"he": _ONE, "she": _ONE, "it": _BODY, "they": _BODY}.get(pronoun, frozenset())
    if named.kind not in fitting:
        return utterance
    return replace(utterance, speaker=replace(speaker, stands_for=(named.start, named.end)))


def id_of(piece: Span) -> int:
    """What tells a piece from all others: where it starts."""
    return piece[0]


def _last_speaker(unit: _Unit, last: tuple[int, Speaker | None]) -> tuple[int, Speaker | None]:
    for item in unit.found:
        if item.speaker is not None:
            last = (unit.part, item.speaker)
    return last


def _owners(units: Sequence[_Unit]) -> dict[int, Speaker | None]:
    """Quotation number to its speaker, where some sentence of it names one."""
    owners: dict[int, Speaker | None] = {}
    for unit in units:
        for item in unit.found:
            for number, _ in unit.pieces_in(item.contents):
                owners.setdefault(number, item.speaker)
    return owners


def _is_sentence(text: str, quote: Quote, piece: Span, unit: _Unit) -> bool:
    """Whether a quotation without a speech verb is speech, not a name or a term."""
    stretch = text[piece[0] : piece[1]]
    inside = words(text, *piece)
    marked = quote.opened and quote.closed
    if not marked and find_cues(inside, unit.sentence.tags, headline=False):
        return False  # a stray mark in somebody's reported words
    if len([w for w in inside if w.is_word]) < 3 or not stretch[0].isupper():
        return False
    before = text[max(0, quote.start - 4) : quote.start].rstrip()
    at_start = quote.start <= unit.span[0] + 2 or before.endswith((":", ","))
    ends = text[quote.inner_end - 1] in ".!?,…" or text[quote.end : quote.end + 1] in {".", ","}
    tags = unit.sentence.tags
    clausal = has_clause(inside, tags) or not tags
    return at_start and ends and clausal and not _is_title(inside)


def _is_title(inside: Sequence[Word]) -> bool:
    long_words = [w for w in inside if w.is_word and len(w.text) > 3]
    return bool(long_words) and all(w.text[0].isupper() for w in long_words)


def _from_attribution(
    text: str, unit: _Unit, item: Attribution, taken: set[int]
) -> Utterance | None:
    inside = [piece for _, piece in unit.pieces_in(item.contents)]
    taken.update(id_of(piece) for piece in inside)
    if not item.contents:
        return None
    contents, how = _contents(text, unit, item, inside)
    if not contents:
        return None
    return Utterance(
        item.speaker,
        tuple(contents),
        unit.span,
        how,
        item.cue,
        item.verb,
        item.cls,
        item.frame,
        unit.sentence.headline,
        item.contents,
    )


def _contents(
    text: str, unit: _Unit, item: Attribution, inside: Sequence[Span]
) -> tuple[list[Span], str]:
    """The contents of an attribution, with quotation marks taken off."""
    if not inside:
        bare = [_bare(text, span) for span in item.contents]
        return [span for span in bare if span[0] < span[1]], "reported"
    outside = _unquoted(unit, item)
    if not outside:
        named = len(inside) == 1 and _is_title(words(text, *inside[0]))
        return ([], "quote") if named and item.cls == "say" else (list(inside), "quote")
    if len(inside) == 1 and _is_beside_verb(text, unit, item, inside[0]):
        return list(inside), "mixed"
    if _stands_alone(text, inside[0]) or _weight(text, inside) >= len(outside):
        return [*_leading_clause(text, unit, item, inside[0]), *inside], "mixed"
    bare = [_bare(text, span) for span in item.contents]
    return [span for span in bare if span[0] < span[1]], "reported"


def _is_beside_verb(text: str, unit: _Unit, item: Attribution, piece: Span) -> bool:
    """Whether the quotation stands at the verb: `says ‘ready’ to …`, `is “fair,” he said`."""
    start, end = item.contents[0]
    if not item.before:
        return piece[0] - start <= 1 and unit.sentence.headline
    before = unit.sentence.between(start, piece[0])
    copula = next((w.lower for w in reversed(before) if not w.quoted), "")
    return end - piece[1] <= 2 and copula in grammar().be


def _leading_clause(text: str, unit: _Unit, item: Attribution, piece: Span) -> list[Span]:
    """A whole clause before `, but “…”`, which is content as well."""
    start = item.contents[0][0]
    before = [w for w in unit.sentence.between(start, piece[0]) if not w.quoted]
    if len(before) < 6 or before[-1].lower not in {"and", "but", "because", "or"}:
        return []
    if not has_clause(before[:-1], unit.sentence.tags):
        return []
    return [_bare(text, (start, before[-2].end))]


def _unquoted(unit: _Unit, item: Attribution) -> list[Word]:
    return [
        w
        for start, end in item.contents
        for w in unit.sentence.between(start, end)
        if w.is_word and not w.quoted and w.lower not in {"that", "and", "but"}
    ]


def _weight(text: str, inside: Sequence[Span]) -> int:
    return sum(len([w for w in words(text, *piece) if w.is_word]) for piece in inside)


def _stands_alone(text: str, piece: Span) -> bool:
    """Whether a quotation is a clause or a predicate, rather than a phrase in a clause."""
    inside = [w for w in words(text, *piece) if w.is_word]
    return len(inside) >= 4 and inside[0].lower in grammar().clause_openers


def _bare(text: str, span: Span) -> Span:
    """The span without quotation marks at its ends."""
    start, end = span
    for _ in range(2):
        for sign in QUOTE_SIGNS - {"'", "’"}:
            if text.startswith(sign, start, end):
                start += len(sign)
            if text.endswith(sign, start, end):
                end -= len(sign)
        start, end = trim(text, start, end)
        while end > start and text[end - 1] in ",;:":
            end -= 1
    return start, end
