"""Made-up people, companies, places and bodies from all over the world, for name augmentation.

People and companies come from Faker's locales (MIT), places from pycountry (ISO 3166-2); Chinese
and Arabic names, which Faker has in their own scripts only, from short lists of common parts.
"""

from __future__ import annotations

import functools
import random
import string

import pycountry
from faker import Faker

LOCALES = (
    "en_IN", "yo_NG", "ha_NG", "ig_NG", "id_ID", "tr_TR", "vi_VN", "sw", "zu_ZA", "es_MX",
    "es_CO", "fr_FR", "de_DE", "pt_BR", "it_IT", "pl_PL", "en_GB", "en_US", "nl_NL", "en_KE",
    "en_PK", "tw_GH",
)  # fmt: skip
CHINESE_FAMILY = [
    "Wang",
    "Li",
    "Zhang",
    "Liu",
    "Chen",
    "Yang",
    "Huang",
    "Zhao",
    "Wu",
    "Zhou",
    "Xu",
    "Sun",
    "Ma",
    "Zhu",
    "Hu",
    "Guo",
    "He",
    "Lin",
    "Gao",
    "Luo",
    "Chan",
    "Wong",
    "Lam",
    "Cheung",
    "Leung",
    "Tsai",
    "Hsu",
    "Tseng",
]
CHINESE_GIVEN = [
    "Wei",
    "Jun",
    "Ming",
    "Xiaoping",
    "Jianguo",
    "Li",
    "Yi",
    "Wentao",
    "Keqiang",
    "Feng",
    "Hao",
    "Jing",
    "Hui",
    "Lei",
    "Yan",
    "Ying",
    "Zhiqiang",
    "Xin",
    "Bo",
    "Qiang",
    "Guohua",
    "Tao",
    "Ka-shing",
    "Ying-wen",
    "Ching-te",
    "Kwok-wing",
]
ARABIC_GIVEN = [
    "Mohammed",
    "Ahmed",
    "Ali",
    "Hassan",
    "Omar",
    "Khalid",
    "Abdullah",
    "Yousef",
    "Ibrahim",
    "Fatima",
    "Mariam",
    "Nasser",
    "Saad",
    "Tariq",
    "Hamad",
    "Salem",
    "Abdul",
    "Faisal",
    "Sultan",
    "Majid",
]
ARABIC_FAMILY = [
    "al-Sayed",
    "al-Falih",
    "Al-Mansouri",
    "Al-Thani",
    "Hussein",
    "Saleh",
    "Aziz",
    "Al",
    "Jaber",
    "Haddad",
    "Khoury",
    "Mansour",
    "Nasr",
    "al-Sudani",
    "Ghannouchi",
    "Bouteflika",
    "Hariri",
    "Al-Rumayyan",
]
KINDS = (
    "Group", "Holdings", "Bank", "Electronics", "Motors", "Steel", "Energy", "Corp.", "Industries",
    "Airlines", "Telecom", "Pharma", "Capital", "Foods", "Technologies", "Chemical", "Ventures",
    "Properties", "Heavy Industries", "Ltd.", "Inc.", "Securities", "Ratings", "Logistics",
)  # fmt: skip
BODIES = (
    "University of {}", "{} University", "{} Chamber of Commerce", "{} Stock Exchange",
    "{} Football Association", "{} Business Council", "{} Institute of Technology",
    "{} Development Institute", "{} Trade Union Congress", "Bank of {}", "{} Times", "{} Post",
    "{} Farmers Association", "Federation of {} Industries", "{} Research Institute",
)  # fmt: skip


@functools.cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


def _seeded(rng: random.Random) -> Faker:
    fake = _faker(rng.choice(LOCALES))
    fake.seed_instance(rng.getrandbits(32))
    return fake


@functools.cache
def _places() -> tuple[str, ...]:
    names = {row.name for row in pycountry.subdivisions}
    return tuple(sorted(n for n in names if 3 < len(n) < 22 and not set(n) & set("()[],/")))


@functools.cache
def _countries() -> tuple[str, ...]:
    names = {getattr(row, "common_name", row.name) for row in pycountry.countries}
    return tuple(sorted(n for n in names if not set(n) & set("(),")))


def person(rng: random.Random) -> str:
    """Return the name of a person, given name and family name in the order of its country."""
    kind = rng.random()
    if kind < 0.15:
        return f"{rng.choice(CHINESE_FAMILY)} {rng.choice(CHINESE_GIVEN)}"
    if kind < 0.27:
        return f"{rng.choice(ARABIC_GIVEN)} {rng.choice(ARABIC_FAMILY)}"
    fake = _seeded(rng)
    family = fake.last_name()
    return family if rng.random() < 0.15 else f"{fake.first_name()} {family}"


def country(rng: random.Random) -> str:
    """Return the name of a country."""
    return rng.choice(_countries())


def place(rng: random.Random) -> str:
    """Return the name of a place that is no country."""
    if rng.random() < 0.25:
        return str(_seeded(rng).city())
    name = rng.choice(_places())
    if name.endswith(("-do", "-si", "-gu")):
        return rng.choice([name, f"{name[:-3]} Province", name[:-3]])
    return f"{name} {rng.choice(['Province', 'State', 'City'])}" if rng.random() < 0.1 else name


def company(rng: random.Random) -> str:
    """Return the name of a company whose last word heads it, or an acronym."""
    kind = rng.random()
    if kind < 0.2:
        return "".join(rng.choices(string.ascii_uppercase, k=rng.randint(3, 5)))
    base = rng.choice([_seeded(rng).last_name(), rng.choice(_places()), coined(rng)])
    if kind < 0.35:
        return coined(rng)
    return f"{base} {rng.choice(KINDS)}"


def coined(rng: random.Random) -> str:
    """Return a made-up word such as brands have."""
    parts = [
        rng.choice("bcdfghjklmnprstvz") + rng.choice(["a", "e", "i", "o", "u", "an", "or", "ex"])
        for _ in range(rng.randint(2, 3))
    ]
    return "".join(parts).capitalize()


def body(rng: random.Random) -> str:
    """Return the name of a university, an exchange, a newspaper and the like."""
    where = country(rng) if rng.random() < 0.5 else place(rng)
    return rng.choice(BODIES).format(where)
