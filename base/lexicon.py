"""The reader's data files as checked types: `config/taxonomy.yml` and `config/lexicon/*.yml`.

Every mistake is one line that names the file and the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import Field

from base.checked_files import ConfigError, Strict, checked, load_yaml
from base.voice import load_topics, load_voice
from market.lexicon import Lexicon, Term
from market.reading import Reader
from market.taxonomy import Currency, Kind, Platform, Taxonomy

_Words = tuple[str, ...]


class _Kind(Strict):
    id: str
    zh: str
    en: str
    role: str


class _Platform(Strict):
    id: str
    zh: str
    en: str


class _Currency(Strict):
    id: str
    signs: _Words
    words: _Words = ()


class TaxonomyFile(Strict):
    """`config/taxonomy.yml`."""

    kinds: tuple[_Kind, ...]
    platforms: tuple[_Platform, ...]
    attributes: _Words
    finance: _Words
    mail: _Words
    memberships: _Words = ()
    units: _Words
    currencies: tuple[_Currency, ...]


class TermEntry(Strict):
    """One entry of a lexicon file."""

    term: str = Field(min_length=1)
    variants: _Words = ()
    lang: str | None = None
    kind: str | None = None
    platform: str | None = None
    attributes: _Words = ()
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    months: int | None = Field(default=None, ge=0, le=600)
    cue: str | None = Field(default=None, pattern=r"^[a-z_]{1,40}$")
    weak: bool = False
    not_before: _Words = ()
    not_after: _Words = ()
    not_with: _Words = ()
    only_before: _Words = ()
    only_after: _Words = ()
    only_with: _Words = ()
    note: str = ""
    """For people; the reader ignores it."""


class LexiconFile(Strict):
    """One file of `config/lexicon/`."""

    lang: str | None = None
    """Language of its entries that state none."""
    terms: tuple[TermEntry, ...] = ()
    brands: dict[str, _Words] = Field(default_factory=dict)
    """Brand without an id of its own -> its names; the name itself where there are none."""
    brands_not_before: _Words = ()
    """What makes a brand that stands before it the subject of something else: its reviews."""
    everyday_brands: dict[str, _Words] = Field(default_factory=dict)
    """The same for brands that are everyday words, too: they count only before one of `beside`."""
    beside: _Words = ()
    words: dict[str, _Words] = Field(default_factory=dict)
    """Cue -> its words: the short way of writing entries that have only a cue."""
    countries: dict[str, _Words] = Field(default_factory=dict)
    """ISO code -> names of the country."""
    homophones: dict[str, _Words] = Field(default_factory=dict)
    """Character -> characters that sellers write for it because they sound alike; word -> words of other regions."""


def load_taxonomy(folder: Path) -> Taxonomy:
    """Return the taxonomy of a configuration folder.

    Raises:
        ConfigError: the file is missing or wrong; names the key.
    """
    path = folder / "taxonomy.yml"
    said = checked(TaxonomyFile, load_yaml(path), path)
    return Taxonomy(
        kinds={kind.id: Kind(**kind.model_dump()) for kind in said.kinds},
        platforms={platform.id: Platform(**platform.model_dump()) for platform in said.platforms},
        attributes=frozenset(said.attributes),
        finance=frozenset(said.finance),
        mail=frozenset(said.mail),
        memberships=frozenset(said.memberships),
        units=frozenset(said.units),
        currencies={currency.id: Currency(**currency.model_dump()) for currency in said.currencies},
    )


def load_lexicon(folder: Path, taxonomy: Taxonomy) -> Lexicon:
    """Return the lexicon of a configuration folder, every file of `lexicon/` in the order of names.

    Raises:
        ConfigError: a file is wrong, or an entry uses an id that the taxonomy does not know.
    """
    terms: list[Term] = []
    homophones: dict[str, tuple[str, ...]] = {}
    for path in lexicon_paths(folder):
        said = checked(LexiconFile, load_yaml(path), path)
        for place, entry in enumerate(said.terms):
            _check_ids(entry, taxonomy, f"{path}: terms.{place} ({entry.term})")
            terms.append(_term(entry, said.lang, path.name))
        for entry in _brand_entries(said, path):
            _check_ids(entry, taxonomy, f"{path}: {entry.term}")
            terms.append(_term(entry, said.lang, path.name))
        for cue, words in said.words.items():
            terms.extend(Term(name=word, forms=(word,), lang=said.lang, cue=cue, source=path.name) for word in words)
        for code, names in said.countries.items():
            terms.extend(_country_terms(code, names, path.name))
        homophones.update(said.homophones)
    if not terms:
        raise ConfigError(f"{folder / 'lexicon'}: holds no terms; `haoshao init` writes the ones that ship")
    return Lexicon(terms, homophones)


def load_reader(folder: Path) -> Reader:
    """Return the reader of a configuration folder.

    Raises:
        ConfigError: the taxonomy or a lexicon file is missing or wrong.
    """
    taxonomy = load_taxonomy(folder)
    lexicon, voice, topics = load_lexicon(folder, taxonomy), load_voice(folder), load_topics(folder)
    return Reader(lexicon, taxonomy, voice, data_version(folder), topics)


def lexicon_paths(folder: Path) -> list[Path]:
    """Return the lexicon files of a configuration folder in the order of their names."""
    return sorted((folder / "lexicon").glob("*.yml"))


def data_version(folder: Path) -> str:
    """Return a short hash over taxonomy, lexicon and models: what the reader's answers depend on besides code."""
    digest = hashlib.sha256()
    own = ("taxonomy.yml", "voice.yml", "voice-model.json", "topic-model.json")
    for path in (*(folder / name for name in own), *lexicon_paths(folder)):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _brand_entries(said: LexiconFile, path: Path) -> Iterator[TermEntry]:
    """Yield the brands of a file as entries."""
    if said.everyday_brands and not said.beside:
        raise ConfigError(f"{path}: beside: is missing; without it everyday_brands would count wherever they stand")
    for brands, beside in ((said.brands, ()), (said.everyday_brands, said.beside)):
        for brand, names in brands.items():
            first, *others = names or (brand,)
            yield TermEntry(
                term=first,
                variants=tuple(others),
                platform=f"other:{brand}",
                only_before=beside,
                not_before=said.brands_not_before,
            )


def _country_terms(code: str, names: tuple[str, ...], source: str) -> list[Term]:
    """Return the terms of a country: its names and flag, and apart those that count in capitals only."""
    short = tuple(name for name in names if name.isascii() and name.isupper())
    full = (*(name for name in names if name not in short), _flag(code))
    terms = [Term(name=f"country {code}", forms=full, country=code, source=source)]
    if short:
        terms.append(Term(name=f"country {code}", forms=short, country=code, cased=True, source=source))
    return terms


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


_CONTEXTS: Final = ("not_before", "not_after", "not_with", "only_before", "only_after", "only_with")


def _term(entry: TermEntry, lang: str | None, source: str) -> Term:
    said = entry.model_dump(exclude={"term", "variants", "attributes", "lang", "note"})
    for context in _CONTEXTS:  # what a neighbour begins with is enough: the endings of forms (~ and *) mean nothing
        said[context] = tuple(word.rstrip("~*") for word in said[context])
    return Term(
        name=entry.term,
        forms=(entry.term, *entry.variants),
        lang=entry.lang or lang,
        attributes=frozenset(entry.attributes),
        source=source,
        **said,
    )


def _check_ids(entry: TermEntry, taxonomy: Taxonomy, where: str) -> None:
    if entry.kind is not None and entry.kind not in taxonomy.kinds:
        raise ConfigError(f"{where}: kind: {entry.kind!r} is not in taxonomy.yml")
    if entry.platform is not None and not taxonomy.knows_platform(entry.platform):
        raise ConfigError(f"{where}: platform: {entry.platform!r} is not in taxonomy.yml and no other:<name>")
    for attribute in entry.attributes:
        if attribute not in taxonomy.attributes:
            raise ConfigError(f"{where}: attributes: {attribute!r} is not in taxonomy.yml")
