"""The component `kr_links`: which body, person or country each name means.

Names of one entity share a key, and what `it` and `the ministry` stand for is written to
`doc._.kr_anaphors`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.annotate.anaphors import AnaphorFinder
from kr_policy_ie.annotate.link_choice import Link, link_of
from kr_policy_ie.annotate.link_clusters import cluster
from kr_policy_ie.annotate.link_context import Context, Name
from kr_policy_ie.annotate.name_text import read_names_text
from kr_policy_ie.annotate.names import GROUP, register_name_extensions
from kr_policy_ie.rules.gazetteer import load_gazetteer
from kr_policy_ie.rules.name_words import load_name_words


def register_link_extensions() -> None:
    """Declare what this component writes; safe to call again."""
    register_name_extensions()
    for name in ("kr_anaphors", "kr_warnings"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])


@Language.factory(
    "kr_links",
    requires=["doc.spans"],
    assigns=["span._.kr_link", "doc._.kr_anaphors"],
    default_config={"gazetteers": []},
)
def make_kr_links(nlp: Language, name: str, gazetteers: list[str]) -> Callable[[Doc], Doc]:
    """A component that links the names that `kr_names` found.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        gazetteers: The same own gazetteers as `kr_names` has.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> names, links = nlp.add_pipe("kr_names"), nlp.add_pipe("kr_links")
    >>> doc = nlp("Tokyo will act, the finance ministry said.")
    >>> [span._.kr_link["kb_id"] for span in doc.spans["kr_names"]]
    ['JP', 'JP-MOF']
    """
    return LinkAnnotator(gazetteers=tuple(gazetteers))


class LinkAnnotator:
    """Links names by date, country and what the text says elsewhere."""

    def __init__(self, *, gazetteers: tuple[str, ...] = ()) -> None:
        """Load the gazetteer."""
        register_link_extensions()
        self.gazetteer = load_gazetteer(gazetteers)
        self.words = load_name_words()

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its links and anaphors."""
        context = self.context_of(doc)
        links = self.match(context)
        self.set_annotations(doc, links)
        finder = AnaphorFinder(read_names_text(doc, self.words), context, links, self.words)
        doc._.kr_anaphors = finder.find()
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_links")(
            examples
        )
        return scores

    def context_of(self, doc: Doc) -> Context:
        """The names of a Doc with what is known of it."""
        known: dict[str, Any] = {}
        if Doc.has_extension("kr_document"):
            known = doc._.kr_document or {}
        text = doc.text  # spaCy joins all tokens anew each time it is asked
        names = [_name(text, index, span) for index, span in enumerate(doc.spans.get(GROUP, []))]
        outlet = f"{known.get('source') or ''} {known.get('url') or ''}"
        day = known.get("published")
        return Context(text, names, self.gazetteer, self.words, day=day, outlet=outlet)

    def match(self, context: Context) -> list[dict[str, Any]]:
        """For each name, what `span._.kr_link` holds."""
        links = [link_of(name, context) for name in context.names]
        return [_plain(link, key) for link, key in cluster(context, links)]

    def set_annotations(self, doc: Doc, links: list[dict[str, Any]]) -> None:
        """Write the links into the Doc, and a warning for each stale name."""
        warnings = list(doc._.kr_warnings)
        for span, link in zip(doc.spans.get(GROUP, []), links, strict=True):
            stale = link.pop("stale")
            span._.kr_link = link
            if stale:
                message = (
                    f"{span.text!r} names {link['kb_id']}, which bore that name at another time"
                )
                data = span._.kr_name
                place = {"start": data["start"], "end": data["end"]}
                warnings.append({"code": "stale_name", "message": message, **place})
        doc._.kr_warnings = warnings


def _name(doc_text: str, index: int, span: Any) -> Name:
    data = span._.kr_name or {}
    start, end = data.get("start", span.start_char), data.get("end", span.end_char)
    text = doc_text[start:end]
    candidates = tuple(data.get("candidates", ()))
    return Name(index, start, end, text, span.label_, data.get("rule", ""), candidates)


def _plain(link: Link, key: str) -> dict[str, Any]:
    return {
        "kb_id": link.kb_id,
        "name": link.name,
        "entity": key,
        "confidence": link.confidence,
        "reason": link.reason,
        "alternatives": link.alternatives,
        "stale": link.stale,
    }
