"""The component `kr_names`: who and what a text names, with labels, not yet with ids."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.annotate.name_bodies import BodyFinder
from kr_policy_ie.annotate.name_capitals import settle_capitals
from kr_policy_ie.annotate.name_choice import (
    believed,
    choose,
    country_spans,
    visible,
)
from kr_policy_ie.annotate.name_lookup import find_known
from kr_policy_ie.annotate.name_persons import PersonFinder
from kr_policy_ie.annotate.name_places import PlaceFinder
from kr_policy_ie.annotate.name_repeats import RepeatFinder, find_acronyms
from kr_policy_ie.annotate.name_sectors import find_sectors
from kr_policy_ie.annotate.name_statistics import find_statistical
from kr_policy_ie.annotate.name_text import Found, NameText, read_names_text
from kr_policy_ie.annotate.name_titles import TitleFinder
from kr_policy_ie.annotate.name_wholes import outside_regions, with_their_parts
from kr_policy_ie.rules.gazetteer import load_gazetteer
from kr_policy_ie.rules.name_words import load_name_words, load_taxonomy

GROUP = "kr_names"


def register_name_extensions() -> None:
    """Declare `span._.kr_name` and `span._.kr_link`; safe to call again."""
    for name in ("kr_name", "kr_link"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


@Language.factory(
    "kr_names",
    assigns=["doc.spans", "span._.kr_name"],
    default_config={"gazetteers": [], "use_ner": True},
)
def make_kr_names(
    nlp: Language, name: str, gazetteers: list[str], use_ner: bool
) -> Callable[[Doc], Doc]:
    """A component that writes `doc.spans["kr_names"]`.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        gazetteers: Paths of your own gazetteers, JSONL or CSV; their ids win.
        use_ner: Whether to listen to `doc.ents` too, where the pipeline has them.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> names = nlp.add_pipe("kr_names")
    >>> doc = nlp("Seoul will lift tariffs on steel, MOTIE said.")
    >>> [(span.text, span.label_) for span in doc.spans["kr_names"]]
    [('Seoul', 'COUNTRY'), ('steel', 'SECTOR'), ('MOTIE', 'GOV')]
    """
    return NameAnnotator(gazetteers=tuple(gazetteers), use_ner=use_ner)


class NameAnnotator:
    """Finds names by gazetteer, taxonomy, shape and, where there is one, the model's NER."""

    def __init__(self, *, gazetteers: tuple[str, ...] = (), use_ner: bool = True) -> None:
        """Load the rules.

        Raises:
            RulesError: If a gazetteer is wrong; names file and line.
        """
        register_name_extensions()
        self.use_ner = use_ner
        self.gazetteer = load_gazetteer(gazetteers)
        self.words = load_name_words()
        self.taxonomy = load_taxonomy()

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its names."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_names")(
            examples
        )
        return scores

    def match(self, doc: Doc) -> list[dict[str, Any]]:
        """The names in reading order: `label`, and what `span._.kr_name` holds."""
        text = read_names_text(doc, self.words)
        return [_plain(text, one) for one in self._found(doc, text)]

    def _found(self, doc: Doc, text: NameText) -> list[Found]:
        known = outside_regions(list(find_known(text, self.gazetteer, self.words)))
        candidates = [*known, *self._by_shape(text, known)]
        if self.use_ner:
            found = find_statistical(doc, text, self.words)
            candidates += with_their_parts(text, self.words, found, known)
        candidates = list(visible(text, believed(text, candidates)))
        candidates = list(settle_capitals(text, self.words, candidates))
        kept = choose(candidates)
        acronyms = list(find_acronyms(text, kept))
        kept = choose([*kept, *acronyms])
        common = frozenset(
            place
            for one in candidates
            if one.label in {"COUNTRY", "PLACE", "SECTOR"} and one.by != "ner"
            for place in range(one.first, one.last)
        )
        repeats = RepeatFinder(text, self.words, kept, common).find()
        return choose([*candidates, *acronyms, *visible(text, repeats)])

    def _by_shape(self, text: NameText, known: list[Found]) -> Iterator[Found]:
        countries = country_spans(known)
        yield from find_sectors(text, self.taxonomy, self.words, frozenset(countries))
        ends = frozenset(one.last - 1 for one in known if one.label == "ORG")
        yield from BodyFinder(text, self.words, countries, ends).find()
        yield from TitleFinder(text, self.words, countries).find()
        yield from PlaceFinder(text, self.words).find()
        certain = frozenset(
            (one.first, one.last)
            for one in known
            if one.label != "PERSON"
            and (one.size > 1 or one.label == "COUNTRY")
            and not one.rule.endswith(".capitals")
        )
        yield from PersonFinder(text, self.words, certain).find()

    def set_annotations(self, doc: Doc, names: Iterable[dict[str, Any]]) -> None:
        """Write the names into the Doc.

        A name that is no whole number of tokens gets a span of the tokens that it
        touches; where two names share a token, the second's span is widened further, so
        that each keeps its own data. `start` and `end` stay exact.
        """
        spans: list[Span] = []
        used: set[tuple[int, int]] = set()
        for found in names:
            data = dict(found)
            label = data.pop("label")
            span = doc.char_span(data["start"], data["end"], label=label, alignment_mode="expand")
            if span is None:
                continue
            first, last = span.start, span.end
            while (first, last) in used:
                last, first = (last + 1, first) if last < len(doc) else (last, first - 1)
            if first < 0:
                continue
            used.add((first, last))
            span = Span(doc, first, last, label=label)
            span._.kr_name = data
            span._.kr_link = None
            spans.append(span)
        doc.spans[GROUP] = spans


def _plain(text: NameText, one: Found) -> dict[str, Any]:
    return {
        "label": one.label,
        "start": text.starts[one.first],
        "end": text.ends[one.last - 1],
        "by": one.by,
        "rule": one.rule,
        "candidates": list(one.ids),
    }
