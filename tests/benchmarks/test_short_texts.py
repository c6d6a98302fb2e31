"""The short invented texts: notation and balance."""

from pathlib import Path

from benchmarks.short_texts import ShortText, load_short_texts

KINDS = {"account", "sms_code", "sim_card", "account_service", "identity_data", "stored_value", "tool", None}


def test_blocks_become_texts(tmp_path: Path) -> None:
    """Language, kind, title and text of each block; `-` is no offer."""
    (tmp_path / "a.txt").write_text("%% en account\n# Old rooms\nten left\nask me\n%% ru -\nбез заголовка\n", "utf-8")

    assert load_short_texts(tmp_path) == [
        ShortText(lang="en", kind="account", title="Old rooms", text="ten left\nask me"),
        ShortText(lang="ru", kind=None, title="", text="без заголовка"),
    ]


def test_both_sides_are_there_and_none_twice() -> None:
    """About as many offers as others, of known kinds, every text once."""
    texts = load_short_texts()
    offers = [text for text in texts if text.kind]

    assert {text.kind for text in texts} <= KINDS
    assert 0.4 < len(offers) / len(texts) < 0.6
    assert len({(text.title, text.text) for text in texts}) == len(texts)
