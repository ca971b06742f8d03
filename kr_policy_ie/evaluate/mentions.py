"""Scores of the mentions of one document."""

from collections.abc import Callable

from kr_policy_ie.evaluate.alignment import align_spans, distance
from kr_policy_ie.evaluate.equality import describe_value, same_id, same_modifier, same_value
from kr_policy_ie.evaluate.judgement import Item, Judgement, Outcome
from kr_policy_ie.evaluate.tally import Confusion, Sheet, Tally
from kr_policy_ie.schema import NAMED_LABELS, VALUED_LABELS, Extraction, Mention

Pair = tuple[Mention, Mention]
Link = Callable[[Mention], str | None]


def score_mentions(
    gold: Extraction, predicted: Extraction, sheet: Sheet, confusion: Confusion
) -> list[Judgement]:
    """Count the mentions of one document into `sheet` and judge each of them.

    Strict, relaxed, value, modifier and link compare within a label. Exact, partial and
    type (SemEval'13) align regardless of the label, but valued with valued mentions and
    named with named ones, because a name may lie inside a value.
    """
    gold_link, other_link = _links(gold), _links(predicted)
    judgements: list[Judgement] = []
    for family in (VALUED_LABELS, NAMED_LABELS):
        golds = [mention for mention in gold.mentions if mention.label in family]
        others = [mention for mention in predicted.mentions if mention.label in family]
        loose = align_spans(golds, others, _label_first)
        _count_semeval(golds, others, loose, sheet)
        for one, two in loose:
            confusion.count(one.label, two.label)
        close: list[Pair] = []
        for label in sorted({mention.label for mention in golds + others}):
            pairs = _align_label(label, golds, others, gold_link, other_link)
            _count_label(label, golds, others, pairs, sheet)
            if family is NAMED_LABELS:
                _count_links(label, pairs, gold_link, other_link, sheet)
            close.extend(pairs)
        judge = _Judge(gold.document.id, gold_link, other_link)
        judgements.extend(judge.all(golds, others, close, loose))
        _count_unpaired(golds, others, loose, confusion)
    return judgements


def _links(extraction: Extraction) -> Link:
    ids = {entity.id: same_id(entity.kb_id) for entity in extraction.entities}
    return lambda mention: ids.get(mention.entity or "")


def _label_first(gold: Mention, predicted: Mention) -> tuple[int, ...]:
    return (int(gold.label == predicted.label), -distance(gold, predicted))


def _align_label(
    label: str, golds: list[Mention], others: list[Mention], gold_link: Link, other_link: Link
) -> list[Pair]:
    def rank(one: Mention, two: Mention) -> tuple[int, ...]:
        value = same_value(one.value, two.value)
        link = gold_link(one) == other_link(two)
        modifier = value and same_modifier(one.value, two.value)
        return (-distance(one, two), int(value), int(modifier), int(link))

    return align_spans(
        [mention for mention in golds if mention.label == label],
        [mention for mention in others if mention.label == label],
        rank,
    )


def _same_span(one: Mention, two: Mention) -> bool:
    return (one.start, one.end) == (two.start, two.end)


def _count_label(
    label: str, golds: list[Mention], others: list[Mention], pairs: list[Pair], sheet: Sheet
) -> None:
    gold = sum(mention.label == label for mention in golds)
    predicted = sum(mention.label == label for mention in others)

    def put(measure: str, hits: int) -> None:
        sheet.add(f"mentions.{measure}", label, Tally(gold, predicted, hits, hits))

    put("strict", sum(_same_span(one, two) for one, two in pairs))
    put("relaxed", len(pairs))
    if label in VALUED_LABELS:
        good = [(one, two) for one, two in pairs if same_value(one.value, two.value)]
        put("value", len(good))
        if good:
            exact = sum(same_modifier(one.value, two.value) for one, two in good)
            tally = Tally(len(good), len(good), exact, exact)
            sheet.add("mentions.modifier", label, tally)


def _count_links(
    label: str, pairs: list[Pair], gold_link: Link, other_link: Link, sheet: Sheet
) -> None:
    linked = [(one, two) for one, two in pairs if gold_link(one)]
    if linked:
        hits = sum(gold_link(one) == other_link(two) for one, two in linked)
        sheet.add("mentions.link", label, Tally(len(linked), len(linked), hits, hits))


def _count_semeval(
    golds: list[Mention], others: list[Mention], pairs: list[Pair], sheet: Sheet
) -> None:
    for measure in ("exact", "partial", "type"):
        for mention in golds:
            sheet.add(f"mentions.{measure}", mention.label, Tally(gold=1))
        for mention in others:
            sheet.add(f"mentions.{measure}", mention.label, Tally(predicted=1))
    for one, two in pairs:
        credits = {
            "exact": float(_same_span(one, two)),
            "partial": 1.0 if _same_span(one, two) else 0.5,
            "type": float(one.label == two.label),
        }
        for measure, credit in credits.items():
            sheet.add(f"mentions.{measure}", one.label, Tally(found=credit))
            sheet.add(f"mentions.{measure}", two.label, Tally(right=credit))


def _count_unpaired(
    golds: list[Mention], others: list[Mention], pairs: list[Pair], confusion: Confusion
) -> None:
    done = {id(mention) for pair in pairs for mention in pair}
    for mention in golds:
        if id(mention) not in done:
            confusion.count(mention.label, None)
    for mention in others:
        if id(mention) not in done:
            confusion.count(None, mention.label)


class _Judge:
    """Says of each mention of one family what became of it."""

    def __init__(self, document: str, gold_link: Link, other_link: Link) -> None:
        self._document = document
        self._gold_link = gold_link
        self._other_link = other_link

    def all(
        self, golds: list[Mention], others: list[Mention], close: list[Pair], loose: list[Pair]
    ) -> list[Judgement]:
        """A judgement for each gold mention and each spurious one, in text order."""
        done = {id(mention) for pair in close for mention in pair}
        out = [self._pair(one, two) for one, two in close]
        for one, two in loose:
            if id(one) not in done and id(two) not in done:
                out.append(self._make("label", one, two))
                done.update((id(one), id(two)))
        out += [self._make("missed", one, None) for one in golds if id(one) not in done]
        out += [self._make("spurious", None, two) for two in others if id(two) not in done]
        return sorted(out, key=lambda judgement: judgement.key)

    def _pair(self, one: Mention, two: Mention) -> Judgement:
        outcome: Outcome = "right"
        if one.value and not same_value(one.value, two.value):
            outcome = "value"
        elif self._gold_link(one) and self._gold_link(one) != self._other_link(two):
            outcome = "link"
        elif not same_modifier(one.value, two.value):
            outcome = "modifier"
        elif not _same_span(one, two):
            outcome = "boundary"
        return self._make(outcome, one, two)

    def _make(self, outcome: Outcome, one: Mention | None, two: Mention | None) -> Judgement:
        label = one.label if one else two.label if two else ""
        return Judgement(
            document=self._document,
            level="mention",
            label=label,
            outcome=outcome,
            found=outcome in ("right", "boundary", "modifier"),
            gold=_item(one, self._gold_link) if one else None,
            predicted=_item(two, self._other_link) if two else None,
        )


def _item(mention: Mention, link: Link) -> Item:
    details = {"value": describe_value(mention.value), "kb_id": link(mention)}
    known = {name: text for name, text in details.items() if text}
    return Item(mention.start, mention.end, mention.text, mention.label, known)
