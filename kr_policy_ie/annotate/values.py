"""The spaCy component `kr_values`: money, percentages and quantities with their values."""

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.annotate.amount import Amount
from kr_policy_ie.annotate.amounts import AmountReader
from kr_policy_ie.annotate.counting import NounFinder, Words
from kr_policy_ie.annotate.counts import CountReader
from kr_policy_ie.annotate.currencies import CountryContext, CurrencyReader
from kr_policy_ie.annotate.date_numbers import DateNumbers, date_spans
from kr_policy_ie.annotate.elision import ElisionResolver
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.multiples import MultipleReader
from kr_policy_ie.annotate.numbers import NumberGrammar
from kr_policy_ie.annotate.qualifiers import QualifierReader
from kr_policy_ie.annotate.respective import respective_pairs
from kr_policy_ie.annotate.restated import check_rate, link_restated
from kr_policy_ie.annotate.suffixes import SuffixReader
from kr_policy_ie.annotate.units import UnitInventory
from kr_policy_ie.rules.values_loader import ValueRules, load_value_rules

SPANS = "kr_values"
_LABELS = {"money": "MONEY", "percent": "PERCENT", "quantity": "QUANTITY"}
_YEAR = re.compile(r"(\d{4})-\d{2}")

Found = dict[str, Any]


@Language.factory("kr_values", assigns=["doc.spans"])
def make_kr_values(nlp: Language, name: str) -> "ValueAnnotator":
    """The component `kr_values`; it runs in any English pipeline, with or without a parser."""
    del nlp
    return ValueAnnotator(name, load_value_rules())


def register_extensions() -> None:
    """Makes the extensions that `kr_values` reads and writes known to spaCy."""
    if not Doc.has_extension("kr_respective"):
        Doc.set_extension("kr_respective", default=[])
    if not Doc.has_extension("kr_document"):
        Doc.set_extension("kr_document", default={})
    if not Doc.has_extension("kr_warnings"):
        Doc.set_extension("kr_warnings", default=[])
    if not Span.has_extension("kr_value"):
        Span.set_extension("kr_value", default=None)


class ValueAnnotator:
    """Finds MONEY, PERCENT and QUANTITY and writes them to `doc.spans["kr_values"]`.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("kr_values")
    >>> doc = nlp("Seoul will spend 937.6 billion won ($710 million) on 100 projects.")
    >>> [(span.text, span.label_) for span in doc.spans["kr_values"]]
    [('937.6 billion won', 'MONEY'), ('$710 million', 'MONEY'), ('100 projects', 'QUANTITY')]
    """

    def __init__(self, name: str, rules: ValueRules) -> None:
        register_extensions()
        self.name = name
        self.rules = rules
        grammar = NumberGrammar(rules.numbers)
        self.currencies = CurrencyReader(rules.currencies)
        units = UnitInventory(rules.units, rules.nouns)
        self.reader = AmountReader(rules, SuffixReader(rules, grammar, self.currencies, units))
        finder = NounFinder(rules.nouns)
        self.dates = DateNumbers(rules)
        self.counts = CountReader(rules, finder)
        self.elision = ElisionResolver(rules, finder)
        self.multiples = MultipleReader(rules)
        self.qualifiers = QualifierReader(rules)

    def __call__(self, doc: Doc) -> Doc:
        """The document, with its values annotated."""
        found, warnings = self.match(doc)
        self.set_annotations(doc, found, warnings)
        doc._.kr_respective = self.pairs(doc)
        return doc

    def pairs(self, doc: Doc) -> list[Found]:
        """What `respectively` ties in an annotated doc: items with their values and dates.

        >>> import spacy
        >>> nlp = spacy.blank("en")
        >>> _ = nlp.add_pipe("kr_values")
        >>> doc = nlp("Sales to Japan and China rose 5 percent and 7 percent, respectively.")
        >>> [[doc.text[a:b] for a, b in pair] for pair in doc._.kr_respective[0]["pairs"]]
        [['Japan', '5 percent'], ['China', '7 percent']]
        """
        text = doc.text
        if "respectively" not in text.lower():
            return []
        data = [span._.kr_value for span in doc.spans.get(SPANS, [])]
        if Span.has_extension("kr_date"):
            data += [span._.kr_date for span in doc.spans.get("kr_dates", [])]
        valued = sorted((item["start"], item["end"]) for item in data if item)
        lexed = Lexed(text, _block_starts(doc))
        return respective_pairs(Words(lexed, doc), valued)

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_values")(
            examples
        )
        return scores

    def match(self, doc: Doc) -> tuple[list[Found], list[Found]]:
        """The values of a text, in order, and warnings; changes nothing.

        Returns:
            Dicts with `label`, `start`, `end` (character offsets) and `value`; dicts with
            `code`, `message`, `start`, `end`.
        """
        lexed = Lexed(doc.text, _block_starts(doc))
        year = _publication_year(doc)
        amounts = self.reader.read(lexed, CountryContext(lexed, self.currencies, year))
        words = Words(lexed, doc)
        taken = date_spans(doc)
        amounts = [a for a in amounts if not self.dates.owns(lexed, a, taken)]
        amounts = [a for a in amounts if self.counts.read(words, a)]
        self.reader.ranges.share_counted(lexed, amounts)
        amounts = self.multiples.add(words, amounts)
        self.elision.resolve(words, amounts)
        amounts = [a for a in amounts if a.kind is not None]
        self._qualify(lexed, amounts)
        link_restated(lexed, amounts)
        warnings = check_rate(lexed, amounts, self.rules.currencies.per_dollar, year)
        return [self._found(lexed, amount) for amount in amounts], warnings

    def set_annotations(self, doc: Doc, found: list[Found], warnings: list[Found]) -> None:
        """Writes spans, values and warnings to the document."""
        spans: list[Span] = []
        for item in found:
            span = doc.char_span(
                item["start"], item["end"], label=item["label"], alignment_mode="expand"
            )
            if span is None or (spans and span.start < spans[-1].end):
                warnings = [*warnings, _lost(item)]
                continue
            span._.kr_value = {key: item[key] for key in ("start", "end", "value")}
            spans.append(span)
        doc.spans[SPANS] = spans
        doc._.kr_warnings = [*doc._.kr_warnings, *warnings]

    def _qualify(self, lexed: Lexed, amounts: list[Amount]) -> None:
        for amount in amounts:
            said = self.qualifiers.modifier(lexed, amount.first, amount.last)
            amount.modifier = said or amount.modifier
            if amount.modifier is None and amount.counted:
                amount.modifier = self.qualifiers.modifier(lexed, amount.first, amount.core + 1)
            if amount.kind != "percent" and amount.per is None and amount.unit != "times":
                amount.per = self.qualifiers.per(lexed, amount.first, amount.last)

    def _found(self, lexed: Lexed, amount: Amount) -> Found:
        start, end = lexed.starts[amount.first], lexed.ends[amount.last - 1]
        kind = amount.kind or "quantity"
        explain = ", ".join(amount.how)
        if kind == "money":
            value: Found = {
                "kind": "money",
                "amount": _plain(amount.number),
                "amount_max": None if amount.high is None else _plain(amount.high),
                "currency": amount.unit,
                "modifier": amount.modifier,
                "per": amount.per,
                "equivalent": list(amount.equivalent) if amount.equivalent else None,
                "explain": explain,
            }
        else:
            value = {
                "kind": "quantity",
                "number": _json_number(amount.number),
                "number_max": None if amount.high is None else _json_number(amount.high),
                "unit": amount.unit or None,
                "modifier": amount.modifier,
                "per": amount.per,
                "explain": explain,
            }
        return {"label": _LABELS[kind], "start": start, "end": end, "value": value}

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Nothing to write: the rules ship with the package."""

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "ValueAnnotator":
        """Nothing to read: the rules ship with the package."""
        return self


def _publication_year(doc: Doc) -> int | None:
    published = (doc._.kr_document or {}).get("published") or ""
    found = _YEAR.match(published)
    return int(found.group(1)) if found else None


def _block_starts(doc: Doc) -> frozenset[int]:
    """Where headlines and paragraphs start, in the documents of this library's own tokenizer."""
    source = doc._.kr_source if Doc.has_extension("kr_source") else None
    return frozenset(block[0] for block in source["blocks"]) if source else frozenset()


def _lost(item: Found) -> Found:
    return {
        "code": "value_without_token",
        "message": "a second value inside one token is left out",
        "start": item["start"],
        "end": item["end"],
    }


def _plain(number: Decimal) -> str:
    """A decimal without exponent and without superfluous zeros of whole numbers."""
    if number == number.to_integral_value():
        return format(number.to_integral_value(), "f")
    return format(number, "f")


def _json_number(number: Decimal) -> int | float | str:
    if number == number.to_integral_value():
        return int(number)
    as_float = float(number)
    return as_float if Decimal(repr(as_float)) == number else _plain(number)
