"""What stands before and after a line's own words: datelines, credits, bullets, sign-offs."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kr_policy_ie.ingest.furniture import furniture_judge, is_name
from kr_policy_ie.ingest.stamps import DATE, PARTIAL, read_day
from kr_policy_ie.rules.furniture_rules import load_furniture

_MARKER = re.compile(
    r"(?:[•‣▪▫■□○●◦◆◇◯∙·※▶►➢➤→☞▷✓✔*–—-]|\(?[0-9]{1,2}[.)]|\(?(?:[a-h]|[ivx]{1,4})\)|[①-⑳])\s+(?=\S)"
)
_SPEAKER = re.compile(r"(?:[QA][0-9]{0,2}\s?:|Q[0-9]{0,2}\.|A[0-9]{1,2}\.)\s+(?=\S)")
_NUMBERED = re.compile(r"\(?[0-9a-zA-Z]{1,4}[.)]\s")
_LABELLED = re.compile(
    rf"(?:published|updated?|posted|date|written|write)\s*[:：]?\s*(?P<date>{DATE}|(?:19|20)[0-9]{{2}}-[0-9]{{2}}(?![0-9-]))\s+",
    re.IGNORECASE,
)
_ISO_START = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\s+(?=[A-Z\"“'‘\[])")
_ISO_END = re.compile(
    r"(?<!\bon)(?<!\bof)(?<!\bby)(?<!\bin)\s+\(?((?:19|20)[0-9]{2}[-.][0-9]{2}[-.][0-9]{2})\)?\Z"
)
_DASH = r"\s*(?:--+|[–—―-])\s*"
_DAY_MONTH = rf"(?:(?i:{DATE}|{PARTIAL})|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+[A-Z][a-z]{{2,8}}\.?)"
_UPPER_PLACE = r"[A-ZÀ-ÞĀ-ſẠ-Ỹ][A-ZÀ-ÞĀ-ſẠ-Ỹ.'’-]+(?:[ /][A-ZÀ-ÞĀ-ſẠ-Ỹ][A-ZÀ-ÞĀ-ſẠ-Ỹ.'’-]*){0,3}"
_TITLE_PLACE = r"[A-ZÀ-Þ][\w.'’-]+(?:[ /][A-ZÀ-Þ][\w.'’-]*){0,3}"
_REGION = r"(?:,\s(?:[A-Z][\w.]{1,14}(?:\s[A-Z][\w.]{1,14})?))"
_AGENCY = r"\((?![^()]{0,40}[0-9]{4})(?P<agency>[^()\n]{2,40})\)"
#: Datelines stand within the first characters of a paragraph.
_REACH = 140
#: Credits and sign-offs stand within the last characters of one.
_TAIL = 160
_SIGN_OFF = re.compile(r"(?<=[.!?\"”’)])\s*[–—-]{1,2}\s?[A-Z]{2,8}(?:/[A-Z]{2,8}){0,3}\.?\Z")
_END_MARK = re.compile(r"\s*(?:\((?:END|End|end)\)|\[(?:END|End)\]|###|-30-)\Z")
_SOURCE_END = re.compile(
    r"(?<=[.!?\"”’)])\s+(?:Source|SOURCE|Sources?)\s?:\s?(?P<source>[A-Z][^.:;\n]{1,60})\.?\Z"
)
_EMAIL_END = re.compile(r"\s+\(?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,5}\)?\Z")
_NAME_END = re.compile(r"(?<=[.!?\"”’])\s*[(\[](?P<name>[^()\[\]\n]{2,50})[)\]]\.?\Z")


@dataclass(frozen=True)
class Trim:
    """How much of a stretch is not its own words, and what that says of the document."""

    head: int = 0
    tail: int = 0
    kind: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def marker(line: str) -> int:
    """The length of the bullet or number that begins a line; 0 if none does.

    >>> marker("○ Green ships"), marker("(2) Chips made up"), marker("2.5 percent"), marker("- 5")
    (2, 4, 0, 2)
    """
    match = _MARKER.match(line)
    return match.end() if match else 0


def speaker(line: str) -> int:
    """The length of the `Q:` or `A:` of a question or answer; 0 if there is none.

    >>> speaker("Q: What has Seoul done?"), speaker("A report: none")
    (3, 0)
    """
    match = _SPEAKER.match(line)
    return match.end() if match else 0


def is_numbered(line: str) -> bool:
    """Whether a marker is a number or letter rather than a bullet."""
    return bool(_NUMBERED.match(line))


def label_trim(line: str) -> Trim:
    """A labelled date, or an ISO date, before or after a headline: ` date 2019-07-01 Seoul to…`.

    >>> label_trim("date 2019-07-01 Seoul to deal sternly with curbs")
    Trim(head=16, tail=0, kind='stamp', metadata={'published': '2019-07-01'})
    """
    match = _LABELLED.match(line) or _ISO_START.match(line)
    if match:
        day = read_day(match[0])
        return Trim(match.end(), 0, "stamp", {"published": day} if day else {})
    match = _ISO_END.search(line, max(0, len(line) - 24))
    if match and match.start() > 0:
        day = read_day(match[1])
        return Trim(0, len(line) - match.start(), "stamp", {"published": day} if day else {})
    return Trim()


@lru_cache(maxsize=1)
def _datelines() -> tuple[re.Pattern[str], ...]:
    cities = "|".join(re.escape(city) for city in load_furniture().dateline_cities)
    upper_cities = "|".join(re.escape(city.upper()) for city in load_furniture().dateline_cities)
    date = rf",?\s+(?P<date>{_DAY_MONTH}),?"
    opens = r"(?=[\"“'‘(\[]?[^\W_])"
    capital = r"(?=[\"“'‘(\[]?[A-Z0-9À-ÞĀ-ſẠ-Ỹ$€£])"
    where = rf"(?:{_UPPER_PLACE}|{_TITLE_PLACE}){_REGION}?"
    desk = rf"(?:(?P<desk>{_TITLE_PLACE})\s[-–—|]\s)?"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"{desk}(?:{where}){date}\s*(?:{_AGENCY})?(?:{_DASH}|:\s+){opens}",
            rf"{desk}(?P<where>{where}),?\s*{_AGENCY}(?:{_DASH}|:\s+){opens}",
            rf"{_AGENCY}(?:\s*(?:--+|[–—―-])\s*){opens}",
            rf"(?P<date>{_DAY_MONTH})\s*{_AGENCY}(?:{_DASH}|:\s+){opens}",
            rf"(?:{where}),?\s+(?P<date>{_DAY_MONTH}),?\s*/(?P<agency>[^/\n]{{2,30}})/(?:{_DASH}){opens}",
            rf"(?:{where})\s?\((?P<date>{_DAY_MONTH})\)(?:{_DASH}|:\s+){opens}",
            rf"(?:{where})\s+[–—-]+\s+(?P<date>(?i:{DATE}))(?:{_DASH}|:\s+){opens}",
            rf"(?P<date>(?i:{DATE})),?\s+(?:{cities}|{upper_cities})(?:{_DASH}|:\s+){opens}",
            rf"[\[(](?:{where}),?\s+(?P<date>{_DAY_MONTH})[\])]\s+{opens}",
            rf"(?P<date>(?i:{DATE}))\s*{_AGENCY}(?:{_DASH}|:\s+){opens}",
            rf"{desk}(?:{cities}|{upper_cities}){_REGION}?(?:\s*(?:--+|[—―])\s*|\s*[–-]\s+|:\s+){capital}",
            rf"{desk}(?:{upper_cities}),\s{capital}",
            rf"{desk}(?=[^\W\d_]{{5}}){_UPPER_PLACE}{_REGION}?\s+(?:--+|[–—―])\s+{capital}",
            r"[\[(](?P<place>[A-Z][\w ]{1,20})=(?P<agency>[A-Z][\w ]{1,40}?)"
            r"(?:\s[Rr]eporter\s[^\])]{2,40})?[\])]\s*",
            r"[\[(](?P<agency>[A-Z][\w ]{1,40}?)\s[Rr]eporter\s[^\])]{2,40}[\])]\s*",
        )
    )


def dateline_trim(paragraph: str) -> Trim:
    """The dateline that begins a paragraph.

    >>> dateline_trim("SEOUL, April 25 (Yonhap) -- Exports rose.").head
    28
    >>> dateline_trim("KEXIM: fund for minerals").head
    0
    """
    head = paragraph[:_REACH]
    for pattern in _datelines():
        match = pattern.match(head)
        if match and match.end() < len(paragraph):
            said = match.groupdict()
            unsure = "agency" in said and "date" not in said and "place" not in said
            if unsure and not _is_agency(said["agency"], said.get("where") or ""):
                continue
            return Trim(match.end(), 0, "dateline", _dateline_says(match))
    return Trim()


def _is_agency(name: str, where: str) -> bool:
    """Whether brackets after a place hold an agency rather than an abbreviation."""
    cities = {city.upper() for city in load_furniture().dateline_cities}
    place = where.split(",", maxsplit=1)[0].strip().upper()
    return _is_signature(name) or (place in cities and is_name(name))


def _dateline_says(match: re.Match[str]) -> dict[str, str]:
    said = match.groupdict()
    metadata = {}
    if source := said.get("agency") or said.get("desk"):
        metadata["source"] = source.strip()
    if date := said.get("date"):
        day = read_day(date)
        metadata |= {"published": day} if day else {}
        metadata |= {} if day else {"partial": date, "at": str(match.start("date"))}
    return metadata


@lru_cache(maxsize=1)
def _credit_end() -> re.Pattern[str]:
    credit = furniture_judge().credit
    return re.compile(rf"(?:\s*[(\[]{credit}[)\]]\.?|(?<=[.!?])\s+/?\s?{credit})\Z", re.IGNORECASE)


_PHOTO = re.compile(
    r"[\[(](?:photo|image|picture|graphic|caption)\s?[:：]\s?(?P<said>.{20,300}?)[\])]\.?",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"(?<=[.!?])\s+(?:photo |image )?courtesy of [^.]{2,50}\.?\Z", re.IGNORECASE)


def credit_trim(paragraph: str) -> Trim:
    """The credit around or after a caption: kind `caption` if there is one.

    >>> credit_trim("The two shake hands on Feb. 16. [YONHAP]").tail
    9
    >>> credit_trim("It fell 3 percent (about 2 tons)").kind
    ''
    """
    if match := _PHOTO.fullmatch(paragraph):
        tail = _COURTESY.search(paragraph, match.start("said"), match.end("said"))
        end = tail.start() if tail else match.end("said")
        return Trim(match.start("said"), len(paragraph) - end, "caption")
    match = _credit_end().search(paragraph, max(0, len(paragraph) - _TAIL))
    if match and match.start() > 0:
        return Trim(0, len(paragraph) - match.start(), "caption")
    return Trim()


def sign_off_trim(paragraph: str) -> Trim:
    """What a writer or agency puts behind the last sentence.

    >>> sign_off_trim("Exports rose. Source: Yonhap News Agency").metadata
    {'source': 'Yonhap News Agency'}
    >>> sign_off_trim("It fell to 3 percent. (END)").tail
    6
    """
    start = max(0, len(paragraph) - _TAIL)
    for pattern in (_END_MARK, _SOURCE_END, _EMAIL_END, _SIGN_OFF):
        match = pattern.search(paragraph, start)
        if match and match.start() > 0:
            said = match.groupdict().get("source")
            return Trim(
                0, len(paragraph) - match.start(), "sign_off", {"source": said} if said else {}
            )
    match = _NAME_END.search(paragraph, start)
    if match and match.start() > 0 and _is_signature(match["name"]):
        return Trim(0, len(paragraph) - match.start(), "sign_off")
    return Trim()


def _is_signature(name: str) -> bool:
    words = set(name.split())
    agency = any(re.fullmatch(p, name) for p in load_furniture().agencies)
    return agency or (is_name(name) and bool(words & furniture_judge().publisher_words))
