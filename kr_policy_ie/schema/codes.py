"""Which currency and country codes exist: ISO 4217, ISO 3166-1 alpha-2 and well-known blocs."""

from functools import lru_cache

#: Blocs that the contract lets stand where a country code stands.
BLOCS = frozenset(
    {"EU", "ASEAN", "G5", "G6", "G7", "G8", "G10", "G20", "GCC", "BRICS", "APEC", "OPEC", "EFTA"}
    | {"MERCOSUR", "NATO", "AU", "UN", "CIS", "COMECON", "BENELUX"}
)


@lru_cache(maxsize=1)
def currency_codes() -> frozenset[str]:
    """All ISO 4217 codes, those of the past included (`FRF`), as CLDR lists them."""
    from babel.numbers import list_currencies  # noqa: PLC0415 - costs 0.1 s, not needed at import

    return frozenset(list_currencies())


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """All ISO 3166-1 alpha-2 codes, those of the past (`SU`) and the blocs included."""
    import pycountry  # noqa: PLC0415 - costs 0.1 s, not needed at import

    present = {country.alpha_2 for country in pycountry.countries}
    past = {country.alpha_2 for country in pycountry.historic_countries}
    return frozenset(present | past | BLOCS)
