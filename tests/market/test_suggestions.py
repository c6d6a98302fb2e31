"""New words: unknown terms of many listings are proposed, known and ordinary ones are not."""

from market.lexicon import Lexicon, Term
from market.suggestions import Background, background_of, suggest_terms

LEXICON = Lexicon([Term(name="微信", forms=("微信",), platform="wechat")])
ORDINARY = [f"第{number}天我们去公园散步，今天的天气很好" for number in range(12)]
NAMES = ("一", "二", "三", "四", "五", "六")
LISTINGS = [f"{name}号出 绿书帐 {number} 元，今天的微信老号，加 @seller_{number}x" for number, name in enumerate(NAMES)]


def terms(listings: list[str], background: Background, least: int = 3) -> list[str]:
    """Return the proposed terms."""
    return [found.term for found in suggest_terms(listings, LEXICON, background, least=least)]


def test_an_unknown_term_is_proposed_with_examples() -> None:
    """The word of many listings comes with the places it was seen in."""
    found = suggest_terms(LISTINGS, LEXICON, background_of(ORDINARY))

    word = next(suggestion for suggestion in found if suggestion.term == "绿书帐")
    assert word.listings == 6
    assert len(word.examples) == 3
    assert all("绿书帐" in example for example in word.examples)


def test_known_ordinary_and_contact_words_are_not_proposed() -> None:
    """The lexicon's terms, everyday phrases and names of handles stay out."""
    proposed = terms(LISTINGS, background_of(ORDINARY))

    assert not any("微信" in term or "seller" in term or term == "今天的" for term in proposed)


def test_a_repeated_listing_counts_once() -> None:
    """One advert posted daily is no evidence of a word."""
    assert terms([LISTINGS[0]] * 50, background_of(ORDINARY)) == []


def test_a_piece_of_a_word_is_not_proposed_beside_it() -> None:
    """绿书 has the same right neighbour everywhere, so it is no word of its own."""
    assert "绿书" not in terms(LISTINGS, background_of(ORDINARY))


def test_no_texts_no_words() -> None:
    """Nothing comes of nothing."""
    assert terms([], Background(texts=0, grams={})) == []
