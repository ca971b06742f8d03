"""Which currency a sign, code or word names: CLDR (Babel) plus the newswire's own habits."""

import datetime
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import (
    get_currency_name,
    get_territory_currencies,
    list_currencies,
)

from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import CurrencyPrefix, CurrencyWords

_HYPHENS = frozenset("-‐‑–")
_NAME = re.compile(r"[^\W\d_][\w.]*(?: [^\W\d_][\w.]*)*")


class Currency(NamedTuple):
    """What names a currency at `lexed[first:last]`.

    `shared` is the group of a word that several countries use (`franc`), `power` the power of
    ten of a minor unit (2 for cents), `by` says how it was read.
    """

    first: int
    last: int
    code: str
    by: str
    shared: str | None = None
    power: int = 0


@lru_cache(maxsize=1)
def _cldr_names() -> dict[tuple[str, ...], str]:
    """Lower-case English currency names of CLDR; a current currency wins over a past one."""
    names: dict[tuple[str, ...], str] = {}
    locale = Locale("en")
    current = {code for code in locale.currencies if _is_current(code)}
    for code in sorted(list_currencies(), key=lambda code: (code in current, code)):
        for count in (1, 2):
            found = _NAME.match(get_currency_name(code, count, locale).lower())
            if found:
                names[tuple(found.group().split())] = code
    return names


def _is_current(code: str) -> bool:
    return "(" not in str(get_currency_name(code, 2, "en"))


@lru_cache(maxsize=512)
def territory_currency(territory: str, names: frozenset[str], year: int | None) -> str | None:
    """The ISO code of a territory's money whose CLDR name ends in one of `names`.

    Args:
        territory: ISO 3166 code, past ones (`SU`) included.
        names: Last words of English currency names, as `franc`; empty for any.
        year: Of publication; None takes the latest such money.

    >>> territory_currency("FR", frozenset({"franc"}), 1987)
    'FRF'
    """
    rows = get_territory_currencies(
        territory,
        start_date=datetime.date(1950, 1, 1),
        end_date=datetime.date(2100, 1, 1),
        include_details=True,
    )
    tender = [row for row in rows if row["tender"]]
    fitting = [row for row in tender if not names or _last_word(row["currency"]) in names]
    fitting.sort(key=lambda row: (row["from"] or datetime.date.min, row["currency"]))
    if not fitting:
        return None
    if year is not None:
        middle = datetime.date(year, 7, 1)
        valid = [r for r in fitting if _covers(r["from"], r["to"], middle)]
        return str((valid or fitting)[-1]["currency"])
    return str(fitting[-1]["currency"])


def _covers(start: datetime.date | None, end: datetime.date | None, day: datetime.date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def _last_word(code: str) -> str:
    name = re.sub(r"\(.*", "", get_currency_name(code, 1, "en").lower()).strip()
    return name.split()[-1] if name else ""


class CurrencyReader:
    """Finds currencies before and behind a number."""

    def __init__(self, words: CurrencyWords) -> None:
        self.words = words
        self._phrases = self._make_phrases(words)
        self._firsts = {phrase[0] for phrase in self._phrases}
        self._longest = max(len(phrase) for phrase in self._phrases)
        self._group = {form: name for name, group in words.shared.items() for form in group.forms}
        self._territories = {
            tuple(form.split()): code for code, forms in words.territories.items() for form in forms
        }
        self._territory_firsts = {form[0] for form in self._territories}
        self.signs = {**_cldr_signs(), **words.signs}
        self._prefixes = {
            form.replace(" ", ""): rule for rule in words.prefixes for form in rule.forms
        }
        self._codes = frozenset(
            code for code in Locale("en").currencies if code not in words.not_codes
        )

    @staticmethod
    def _make_phrases(words: CurrencyWords) -> dict[tuple[str, ...], str]:
        phrases = {
            name: code
            for name, code in _cldr_names().items()
            if len(name) > 1 and name[-1] not in words.not_words
        }
        phrases.update({tuple(word.split()): code for word, code in words.words.items()})
        for word in words.minor:
            phrases[tuple(word.split())] = words.minor[word].of
        return phrases

    def before(self, lexed: Lexed, i: int) -> Currency | None:
        """The currency that ends right before the number at `i`."""
        p = i - 1
        if p < 0 or lexed.starts[i] - lexed.ends[p] > 1:
            return None
        if lexed.words[p] in self.signs:
            return self._sign_before(lexed, p)
        if lexed.words[p] == "." and lexed.low(p - 1) in {"rs", "re"} and lexed.glued(p):
            return Currency(p - 1, i, "INR", "prefix Rs.")
        if lexed.kinds[p] != "w":
            return None
        return self._letters_before(lexed, p, i)

    def _sign_before(self, lexed: Lexed, p: int) -> Currency:
        """`$`, and the letters before it: `US$`, `NT$`, `c $`."""
        sign = lexed.words[p]
        if lexed.kind(p - 1) == "w" and lexed.starts[p] - lexed.ends[p - 1] <= 1:
            letters = lexed.words[p - 1]
            rule = self._prefixes.get(letters + sign)
            spaced_ok = lexed.glued(p) or letters in {"c", "C", "US"}
            if rule is not None and spaced_ok:
                return Currency(p - 1, p + 1, rule.code, f"prefix {letters}{sign}")
            if letters in self._codes and sign == "$":
                return Currency(p - 1, p + 1, letters, f"prefix {letters}{sign}")
        return Currency(
            p, p + 1, self.signs[sign], f"sign {sign}", "dollar" if sign in "$＄" else None
        )

    def _letters_before(self, lexed: Lexed, p: int, i: int) -> Currency | None:
        word = lexed.words[p]
        rule: CurrencyPrefix | None = self._prefixes.get(word)
        glued = lexed.glued(i)
        if rule is not None and (glued or not rule.glued):
            return Currency(p, i, rule.code, f"prefix {word}")
        if word in self._codes and len(word) == 3:
            return Currency(p, i, word, f"code {word}")
        if glued and word.upper() in self._codes and word.upper() == word:
            return Currency(p, i, word.upper(), f"code {word}")
        if word[:1] == "M" and word[1:] in self._codes and len(word) == 4:
            return Currency(p, i, word[1:], f"code {word}", None, -6)
        if lexed.lows[p] == "dollar" and lexed.low(p - 1) in {"at", "of", "is"}:
            return Currency(p, i, "USD", "word dollar", "dollar")
        return None

    def behind(self, lexed: Lexed, i: int) -> Currency | None:
        """The currency that starts at `i`, right behind a number, a hyphen between or not."""
        at = i + 1 if lexed.low(i) in _HYPHENS and lexed.kind(i + 1) == "w" else i
        if at >= len(lexed) or not lexed.near(at):
            return None
        word = lexed.words[at]
        if word in self.signs and not self._opens_next(lexed, at):
            return Currency(
                at, at + 1, self.signs[word], f"sign {word}", "dollar" if word == "$" else None
            )
        if word in self._codes and len(word) == 3:
            return Currency(at, at + 1, word, f"code {word}")
        if word[:1] == "M" and word[1:] in self._codes and len(word) == 4:
            return Currency(at, at + 1, word[1:], f"code {word}", None, -6)
        return self._phrase(lexed, at) or self._with_country(lexed, at)

    def _opens_next(self, lexed: Lexed, at: int) -> bool:
        """Whether the sign at `at` belongs to the number behind it."""
        return lexed.kind(at + 1) == "n" and (lexed.glued(at + 1) or not lexed.glued(at))

    def _phrase(self, lexed: Lexed, at: int) -> Currency | None:
        if lexed.lows[at] not in self._firsts:
            return None
        for length in range(min(self._longest, len(lexed) - at), 0, -1):
            phrase = tuple(lexed.lows[at : at + length])
            if phrase in self._phrases and all(lexed.near(at + k) for k in range(1, length)):
                return self._make(phrase, at, at + length)
        return None

    def _make(self, phrase: tuple[str, ...], first: int, last: int) -> Currency:
        name = " ".join(phrase)
        minor = self.words.minor.get(name)
        shared = self._group.get(name) if len(phrase) == 1 else None
        if minor is not None:
            shared = "dollar" if minor.of == "USD" and len(phrase) == 1 else None
        power = minor.power if minor else 0
        return Currency(first, last, self._phrases[phrase], f"word {name}", shared, power)

    def _with_country(self, lexed: Lexed, at: int) -> Currency | None:
        """`Canadian dlrs`, `U.S. dollars`, `West German marks`."""
        found = self._territory_at(lexed, at)
        if found is None:
            return None
        territory, last = found
        word = lexed.low(last)
        cents = word in {"cent", "cents"}
        group = "dollar" if cents else self._group.get(word)
        if group is None or not lexed.near(last):
            if word in self.words.words and word not in self.words.not_words:
                return Currency(at, last + 1, self.words.words[word], f"word {word}")
            return None
        names = self.words.shared[group].names
        code = territory_currency(territory, names, None) or territory_currency(
            territory, frozenset(), None
        )
        if code is None:
            return None
        return Currency(
            at, last + 1, code, f"{territory} {word}", f"{group}@{territory}", 2 if cents else 0
        )

    def _territory_at(self, lexed: Lexed, at: int) -> tuple[str, int] | None:
        if lexed.low(at) not in self._territory_firsts:
            return None
        for length in (3, 2, 1):
            code = self._territories.get(tuple(lexed.lows[at : at + length]))
            if code:
                return code, at + length
        return None

    def resolve(self, currency: Currency, lexed: Lexed, context: "CountryContext") -> str:
        """The ISO code, where a shared word leaves it to the countries named around it."""
        if currency.shared is None:
            return currency.code
        group, _, fixed = currency.shared.partition("@")
        rule = self.words.shared[group]
        if fixed:
            return territory_currency(fixed, rule.names, context.year) or currency.code
        if group == "dollar":
            return context.local_dollar() or currency.code
        if rule.adjective_only or context.names(rule.unless):
            return currency.code
        return context.nearest(currency.first, rule.names) or currency.code


@lru_cache(maxsize=1)
def _cldr_signs() -> dict[str, str]:
    symbols = Locale("en").currency_symbols
    return {
        sign: code
        for code, sign in symbols.items()
        if len(sign) == 1 and not sign.isalnum() and sign != "¤"
    }


class CountryContext:
    """Where a text names countries; read only when a shared currency word needs it."""

    def __init__(self, lexed: Lexed, reader: CurrencyReader, year: int | None) -> None:
        self.lexed = lexed
        self.reader = reader
        self.year = year
        self._places: list[tuple[int, str]] | None = None
        self._dollar: str | None = None
        self._dollar_known = False

    @property
    def places(self) -> list[tuple[int, str]]:
        """Places in the lexed text with the territory named there."""
        if self._places is None:
            found = ((i, self.reader._territory_at(self.lexed, i)) for i in range(len(self.lexed)))
            self._places = [(i, hit[0]) for i, hit in found if hit]
        return self._places

    def names(self, territory: str | None) -> bool:
        """Whether the text names the territory at all."""
        return any(code == territory for _, code in self.places)

    def nearest(self, at: int, names: frozenset[str]) -> str | None:
        """The fitting money of the country named last before `at`, else first behind it."""
        places = self.places
        cut = bisect_right(places, (at, ""))
        nearby = places[max(0, cut - 40) : cut][::-1] + places[cut : cut + 40]
        for _, territory in nearby:
            code = territory_currency(territory, names, self.year)
            if code:
                return code
        return None

    def local_dollar(self) -> str | None:
        """The dollar of the country a text is about, where the text itself contrasts it.

        A text that sets `U.S. dlrs` against the `Australian dollar` means the latter by a bare
        `dlrs` if Australia is the country that it names first.
        """
        if not self._dollar_known:
            self._dollar = self._find_local_dollar()
            self._dollar_known = True
        return self._dollar

    def _find_local_dollar(self) -> str | None:
        rule = self.reader.words.shared["dollar"]
        forms = rule.forms
        main = self.places[0][1] if self.places else None
        if main is None or main not in rule.bare_in:
            return None
        named = set()
        for i, territory in self.places:
            last = self.reader._territory_at(self.lexed, i)
            if last and self.lexed.low(last[1]) in forms:
                named.add(territory)
        if main in named and "US" in named:
            return territory_currency(main, frozenset({"dollar"}), self.year)
        return None
