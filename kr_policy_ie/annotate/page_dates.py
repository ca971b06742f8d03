"""Dates that belong to the page, not to the article: datelines and lines of metadata.

The source tokenizer cuts such lines out; in any other pipeline they reach the annotator.
"""

import re

LABEL = re.compile(
    r"[\W_]*(?:published|posted|updated?|update time|upload|uploaded|input|write|written|date|"
    r"registered|registration date|last (?:modified|updated)|modified|revised|created|released|"
    r"for immediate release|views?|입력|수정|등록일)(?: (?:on|at|date|time))?\s*[:|]?[^a-z]{0,12}$",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:^|\s)[A-Z][A-Z'’-]{2,}(?:[ ,./]+[A-Z][A-Za-z.'’-]+){0,4}(?:\s?\([^)\n]{1,30}\))?, $"
)
#: A place in title case counts as a dateline only before an agency in brackets.
TITLE_PLACE = re.compile(r"\s*[A-Z][A-Za-z.'’ -]{2,30}(?:\([^)\n]{1,30}\))?, ")
AFTER_AGENCY = re.compile(r"(?:,? \d{4})?\s*\([^)\n]{1,40}\)\s*(?:--|-|–|—|:)\s")
TITLED = re.compile(r"(?:[A-Z][\w.'’&-]*(?: (?:of|the|and|for|in) | |, )){1,8}$")
AFTER_PLACE = re.compile(r"(?:,? \d{4})?\s*(?:\([^)\n]{1,40}\)\s*)?(?:--|-|–|—|:|=)\s")
CLOCK_BEFORE = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:[A-Z]{2,4})?,?\s*$"
)
CLOCK_AFTER = re.compile(r"[\s,|/()-]*(?:at )?\d{1,2}:\d{2}")
#: A preposition makes a numeric date at the end of a line part of the sentence.
LED = re.compile(r"\b(?:on|by|since|until|from|to|of|before|after|in|for) $", re.IGNORECASE)
NOTHING = re.compile(r"[\W_]*$")
#: How far from a date its line is looked at.
REACH = 200
#: What else stands in a line with a time stamp is short.
TIME_STAMP = 70


def is_page_date(
    text: str, start: int, end: int, *, block_start: int = 0, numeric: bool = False
) -> bool:
    """Whether an absolute day stands in a dateline, a time stamp or a line of metadata.

    >>> is_page_date("SEOUL, April 25 (Yonhap) -- Exports rose.", 7, 15)
    True
    >>> is_page_date("Exports rose on April 25 in Seoul.", 16, 24)
    False
    """
    floor = max(block_start, start - REACH)
    newline = text.rfind("\n", floor, start)
    whole_line = newline >= 0 or floor == block_start
    before = text[newline + 1 if newline >= 0 else floor : start]
    placed = before.endswith(", ")  # cheaper than the patterns that it spares
    if placed and whole_line and TITLE_PLACE.fullmatch(before) and AFTER_AGENCY.match(text, end):
        return True
    newline_after = text.find("\n", end, end + REACH)
    after = text[end : newline_after if newline_after >= 0 else end + REACH]
    at_line_end = newline_after >= 0 and NOTHING.match(after) is not None
    if placed and PLACE.search(before) and AFTER_PLACE.match(after):
        return True
    short = whole_line and len(before) + len(after) < TIME_STAMP
    if short and (CLOCK_BEFORE.search(before) or CLOCK_AFTER.match(after)):
        return True
    if numeric and at_line_end and not after.strip() and not LED.search(before):
        return True
    return whole_line and _is_page_line(before, after, at_line_end)


def _is_page_line(before: str, after: str, at_line_end: bool) -> bool:
    if before.strip() and LABEL.match(before):
        return True
    if before.rstrip().endswith("|") and (at_line_end or after.lstrip().startswith("|")):
        return before.count("|") == 1
    if not NOTHING.match(before):
        return at_line_end and (
            before.endswith("   ") or TITLED.fullmatch(before.lstrip()) is not None
        )
    return (
        at_line_end or after.startswith(("  ", "\t", ")")) or AFTER_PLACE.match(after) is not None
    )
