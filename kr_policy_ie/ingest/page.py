"""What of a page is its article: furniture out, headline found, paragraphs named."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kr_policy_ie.ingest.furniture import (
    LONGEST,
    FurnitureJudge,
    furniture_judge,
    is_breadcrumb,
    is_name,
)
from kr_policy_ie.ingest.layout import Line, Paragraph, Wrap, lines_of, paragraphs_of, wrap_of
from kr_policy_ie.ingest.trims import (
    credit_trim,
    dateline_trim,
    is_numbered,
    label_trim,
    marker,
    sign_off_trim,
    speaker,
)

_BYLINE = re.compile(
    r"(?:[Bb]y|BY|[Ww]ritten by|[Rr]eporting by)\s+(?P<who>[^\W\d_][^\d\n,]{1,60})"
    r"(?:,\s[\w ]{2,40})?"
)
_LAST_CRUMB = re.compile(r".*(?:\s[>/»›]\s|::)\s*")
#: How many lines of other articles may stand under a `Related` heading.
_MOST_RELATED = 12


@dataclass
class Page:
    """The article of a page, and what the page says of it."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    partial_date: tuple[str, int] | None = None
    title: Paragraph | None = None

    def learn(self, said: dict[str, str]) -> None:
        """Keep what is not known yet."""
        for key, value in said.items():
            self.metadata.setdefault(key, value)


def read_page(text: str) -> Page:
    """The article of a mended text."""
    page = Page()
    lines = lines_of(text)
    kept = _without_furniture(lines, page, furniture_judge())
    if not kept and len(lines) == 1:
        kept = lines  # one word alone is what the user asks about, not a button
    paragraphs = paragraphs_of(kept)
    paragraphs = _without_edges(paragraphs, page)
    page.paragraphs = [_named(paragraph) for paragraph in _trimmed(paragraphs, page)]
    _choose_title(page)
    return page


def _without_furniture(lines: list[Line], page: Page, judge: FurnitureJudge) -> list[Line]:
    kept: list[Line] = []
    related_left = 0
    last_body = max((n for n, line in enumerate(lines) if _is_body(line)), default=-1)
    counts = Counter(line.text for line in lines)
    wrap = wrap_of(lines)
    for number, line in enumerate(lines):
        verdict = judge.judge(line.text)
        if verdict and not (kept and _is_rest(kept[-1], line, verdict.kind, wrap)):
            page.learn(verdict.metadata)
            related_left = _MOST_RELATED if verdict.kind == "related" else related_left
            _drop_alternative_text(kept, line, verdict.kind)
            continue
        if related_left and not line.ends_sentence and (number > last_body or marker(line.text)):
            related_left -= 1
            continue
        related_left = 0
        rest = _without_label(line, page, judge, counts)
        if rest is not None:
            kept.append(rest)
    return kept


def _is_body(line: Line) -> bool:
    return len(line.text) >= 60 and line.ends_sentence


def _is_rest(last: Line, line: Line, kind: str, wrap: Wrap) -> bool:
    """Whether what looks like a button is the end of a wrapped sentence: `a` and `share.`."""
    if kind != "ui" or line.gap or not wrap.width or last.ends_sentence or line.indent:
        return False
    return last.column > wrap.width * 2 // 3 and "(" not in line.text


def _drop_alternative_text(kept: list[Line], credit: Line, kind: str) -> None:
    """The name of a picture stands right above its credit."""
    if kind == "credit" and len(kept) > 1 and credit.gap == 0:
        name = kept[-1].text
        if is_name(name) and len(name.split()) <= 4:
            kept.pop()


def _without_label(
    line: Line, page: Page, judge: FurnitureJudge, counts: Counter[str]
) -> Line | None:
    """The line without a date or a path around it; None if nothing but furniture is left."""
    if len(line.text) > LONGEST and not line.text.startswith("date "):
        return line
    if is_breadcrumb(line.text) and (crumbs := _LAST_CRUMB.match(line.text)):
        return _rest(line, crumbs.end(), 0, page, judge, counts)
    trim = label_trim(line.text)
    if trim.head:
        page.learn(trim.metadata)
        return _rest(line, trim.head, 0, page, judge, counts)
    return line


def _rest(
    line: Line, head: int, tail: int, page: Page, judge: FurnitureJudge, counts: Counter[str]
) -> Line | None:
    """What is left of a line, unless it is furniture or stands again on a line of its own."""
    text = line.text[head:].strip(" ")
    verdict = judge.judge(text) if text else None
    if verdict:
        page.learn(verdict.metadata)
    if not text or verdict or counts[text]:
        return None
    start = line.end - len(line.text[head:].lstrip(" "))
    return replace(line, start=start, end=start + len(text), text=text)


def _without_edges(paragraphs: list[Paragraph], page: Page) -> list[Paragraph]:
    """Without the names, bylines and desks before the first and after the last sentence."""
    body = [n for n, paragraph in enumerate(paragraphs) if paragraph.is_body]
    if not body:
        return paragraphs
    first, last = body[0], body[-1]
    head = _header(paragraphs[:first], page)
    tail = [p for p in paragraphs[last + 1 :] if not _is_edge(p.text, page, most=4)]
    return [*head, *paragraphs[first : last + 1], *tail]


def _header(paragraphs: list[Paragraph], page: Page) -> list[Paragraph]:
    titles = [p for p in paragraphs if not is_name(p.text) or len(p.text.split()) > 4]
    publishers = furniture_judge().publisher_words
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        name = is_name(paragraph.text)
        published_by = name and not publishers.isdisjoint(paragraph.text.split())
        short = 4 if any(p is not paragraph for p in titles) else 2
        if _is_edge(paragraph.text, page, most=short) or (published_by and _few(paragraph.text)):
            if published_by:
                page.learn({"source": paragraph.text})
            continue
        kept.append(paragraph)
    return kept


def _few(text: str) -> bool:
    return len(text.split()) <= 6


def _is_edge(text: str, page: Page, *, most: int) -> bool:
    """Whether a paragraph at the edge is a byline or a name of at most so many words."""
    byline = _BYLINE.fullmatch(text)
    if byline and is_name(byline["who"]) and len(byline["who"].split()) <= 8:
        page.learn({"byline": byline["who"]})
        return True
    return is_name(text) and len(text.split()) <= most and not re.search(r"\d", text)


def _trimmed(paragraphs: Sequence[Paragraph], page: Page) -> list[Paragraph]:
    last = len(paragraphs) - 1
    trimmed = (
        _without_credit(_without_dateline(paragraph, page), page, is_last=number == last)
        for number, paragraph in enumerate(paragraphs)
    )
    return [paragraph for paragraph in trimmed if paragraph.text]


def _without_dateline(paragraph: Paragraph, page: Page) -> Paragraph:
    dateline = dateline_trim(paragraph.text) if _may_have_dateline(paragraph) else None
    if dateline and dateline.head:
        _learn_dateline(page, dateline.metadata, paragraph)
        return paragraph.trimmed(dateline.head, 0)
    if not paragraph.ends_sentence and not paragraph.is_body:
        label = label_trim(paragraph.text)
        if label.tail:
            page.learn(label.metadata)
            return replace(paragraph.trimmed(0, label.tail), is_dated=True)
    return paragraph


def _may_have_dateline(paragraph: Paragraph) -> bool:
    return len(paragraph.text) >= 60 or paragraph.ends_sentence


def _learn_dateline(page: Page, said: dict[str, str], paragraph: Paragraph) -> None:
    page.learn({key: value for key, value in said.items() if key in {"published", "source"}})
    if "partial" in said and page.partial_date is None:
        page.partial_date = (said["partial"], paragraph.spans[0][0] + int(said["at"]))


def _without_credit(paragraph: Paragraph, page: Page, *, is_last: bool) -> Paragraph:
    credit = credit_trim(paragraph.text)
    if credit.kind and not (is_last and sign_off_trim(paragraph.text).tail):
        return replace(paragraph.trimmed(credit.head, credit.tail), kind="caption")
    sign_off = sign_off_trim(paragraph.text)
    if sign_off.tail:
        page.learn(sign_off.metadata)
        return paragraph.trimmed(0, sign_off.tail)
    return paragraph


def _named(paragraph: Paragraph) -> Paragraph:
    """The paragraph with its kind, and without the bullet of an item."""
    if paragraph.kind:
        return paragraph
    if asked := speaker(paragraph.text):
        said = paragraph.trimmed(asked, 0)
        return replace(said, kind=_kind(said))
    if head := marker(paragraph.text):
        heading = is_numbered(paragraph.text) and not paragraph.ends_sentence
        return replace(paragraph.trimmed(head, 0), kind="headline" if heading else "item")
    return replace(paragraph, kind=_kind(paragraph))


def _kind(paragraph: Paragraph) -> str:
    if paragraph.is_body or (paragraph.ends_sentence and not paragraph.looks_like_headline):
        return "paragraph"
    is_row = "|" in paragraph.text or re.search(r": .*\d", paragraph.text)
    return "item" if is_row else "headline"


def _choose_title(page: Page) -> None:
    """The best of the headlines before the first sentence; none in running text alone."""
    seen = Counter(paragraph.text for paragraph in page.paragraphs)
    candidates: list[Paragraph] = []
    for paragraph in page.paragraphs:
        if paragraph.kind == "paragraph":
            break
        if paragraph.kind in {"headline", "item"} and len(paragraph.text) <= 250:
            candidates.append(paragraph)
    if not candidates or len(page.paragraphs) < 2:
        return
    best = max(candidates, key=lambda paragraph: _title_score(paragraph, seen[paragraph.text]))
    if _title_score(best, 1) > 0:
        page.title = best


def _title_score(paragraph: Paragraph, times: int) -> int:
    words = len(paragraph.text.split())
    publishers = furniture_judge().publisher_words
    name = is_name(paragraph.text) and (
        words <= 4 or not publishers.isdisjoint(paragraph.text.split())
    )
    score = 3 * (not name) + 2 * (words >= 5) + 2 * (times > 1)
    return score + 3 * paragraph.is_dated - 2 * (paragraph.kind == "item")
