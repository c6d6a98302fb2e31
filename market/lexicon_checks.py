"""What is wrong with a lexicon: entries that contradict each other, and entries that can never be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from market.lexicon import Lexicon, Term
from market.text.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend."""

    code: str
    """`contradiction`, `dead` or `unused`."""
    source: str
    """File of the entry."""
    term: str
    text: str
    """What is wrong and what to do."""


def check_lexicon(lexicon: Lexicon) -> list[Finding]:
    """Return the contradictions and dead entries of *lexicon*, in the order of its terms."""
    return [*_one_by_one(lexicon.terms), *_shared_forms(lexicon.terms)]


def unused_terms(lexicon: Lexicon, texts: Iterable[str]) -> list[Finding]:
    """Return the product terms that none of *texts* holds: not wrong, but nothing shows that they work."""
    used = {id(hit.term) for text in texts for hit in lexicon.hits(fold(text))}
    return [
        _finding("unused", term, "occurs in none of the texts; add a labelled text that needs it, or drop it")
        for term in lexicon.terms
        if (term.kind or term.platform or term.attributes) and id(term) not in used
    ]


def _finding(code: str, term: Term, text: str) -> Finding:
    return Finding(code=code, source=term.source, term=term.name, text=text)


def _one_by_one(terms: Sequence[Term]) -> Iterator[Finding]:
    for term in terms:
        if not _says_something(term):
            yield _finding("dead", term, "says nothing: give it a kind, platform, attribute, country, months or cue")
        if term.months is not None and "aged" not in term.attributes:
            yield _finding("contradiction", term, "states months without the attribute aged; add aged or drop months")
        for allowed, forbidden, where in (
            (term.only_before, term.not_before, "before"),
            (term.only_after, term.not_after, "after"),
            (term.only_with, term.not_with, "with"),
        ):
            both = sorted(set(allowed) & set(forbidden))
            if both:
                yield _finding("contradiction", term, f"only_{where} and not_{where} both hold {', '.join(both)}")
        yield from _forms_of(term)


def _says_something(term: Term) -> bool:
    meaning = (term.kind, term.platform, term.country, term.cue, term.months)
    return bool(term.attributes) or any(part is not None for part in meaning) or not term.is_plain


def _forms_of(term: Term) -> Iterator[Finding]:
    """Yield what is wrong with single forms: written twice, covered by a `*` form, forbidden by itself."""
    plain: dict[str, str] = {}
    stems = [_folded(form) for form in term.forms if form.endswith("*")]
    for form in term.forms:
        text = _folded(form)
        if text in plain:
            yield _finding("dead", term, f"the form {form!r} folds to the same as {plain[text]!r}; drop one")
        elif not form.endswith("*") and any(stem and text.startswith(stem) for stem in stems):
            yield _finding("dead", term, f"the form {form!r} is covered by a form with *; drop it")
        elif any(word and word in text for word in term.not_with):
            yield _finding("dead", term, f"the form {form!r} holds a word of its own not_with: it is never meant")
        plain.setdefault(text, form)


def _folded(form: str) -> str:
    return fold(form.rstrip("*~")).text.strip()


def _shared_forms(terms: Sequence[Term]) -> Iterator[Finding]:
    """Yield forms that two entries claim: the first without a context always wins, so the later is dead there."""
    owners: dict[str, Term] = {}
    for term in terms:
        for form in dict.fromkeys(_folded(form) for form in term.forms):
            first = owners.setdefault(form, term)
            if first is term or not first.is_plain or first.cased:
                continue
            if _meaning(first) == _meaning(term):
                yield _finding("dead", term, f"{form!r} is already a form of {first.name!r} in {first.source}; drop it")
            else:
                yield _finding(
                    "contradiction",
                    term,
                    f"{form!r} also means {_told(first)} ({first.name!r} in {first.source}), which always wins; "
                    "give that entry a context or drop the form here",
                )


def _meaning(term: Term) -> tuple[object, ...]:
    return term.kind, term.platform, term.attributes, term.country, term.months, term.cue


def _told(term: Term) -> str:
    said = (term.kind, term.platform, *sorted(term.attributes), term.country, term.cue)
    return " ".join(part for part in said if part) or "nothing"
