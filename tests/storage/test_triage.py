"""Triage: states, dispositions, history, undo, and what a false positive teaches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from storage import triage
from storage.codes import Disposition
from storage.database import writing
from storage.queries.alerts import alert_rows, chosen_alerts
from storage.queries.digest import new_sellers
from storage.queries.filters import Filters
from storage.triage import Step, TriageError
from tests.storage.shops import START, Shop, item, rows

AT = START + timedelta(days=1)
BY_MEI = Step(action="step", by="mei", at=AT, note="why")


@pytest.fixture
def alerted(shop: Shop, engine: Engine) -> list[int]:
    old = [item("1", "微信老号")]
    shop.run(shop.page("/", old))
    shop.run(shop.page("/", [*old, item("3", "微信老号 TG: fresh"), item("4", "QQ号 TG: other")]))
    ids = chosen_alerts(engine, Filters())
    assert len(ids) == 2
    return ids


def standing(engine: Engine) -> list[tuple[str, str | None, str | None, str | None]]:
    found = [(row["state"], row["disposition"], row["assignee"], row["case"]) for row in alert_rows(engine, Filters())]
    return found[::-1]


def test_every_step_is_kept_with_who_and_when_and_how_it_stood(engine: Engine, alerted: list[int]) -> None:
    first, second = alerted
    with writing(engine) as connection:
        assert triage.acknowledge(connection, alerted, BY_MEI) == 2
        assert triage.acknowledge(connection, alerted, BY_MEI) == 0
        assert triage.assign(connection, [first], BY_MEI, "lin") == 1
        assert triage.note(connection, [first], BY_MEI) == 1
        assert triage.close(connection, [first], BY_MEI, Disposition.TRUE) == 1
        assert triage.put_in_case(connection, [second], "case-3", by="mei", at=AT) == 1

    assert standing(engine) == [("closed", "true", "lin", None), ("in_case", None, None, "case-3")]
    steps = triage.alert_events(engine, first)
    assert [(one.state, one.assignee, one.by, one.note, one.at) for one in steps] == [
        ("acknowledged", None, "mei", "why", AT),
        ("acknowledged", "lin", "mei", "why", AT),
        ("acknowledged", "lin", "mei", "why", AT),
        ("closed", "lin", "mei", "why", AT),
    ]
    with writing(engine) as connection:
        assert triage.out_of_case(connection, alerted, by="mei", at=AT) == 1
        assert triage.reopen(connection, [first], BY_MEI) == 1
    assert standing(engine) == [("open", None, "lin", None), ("acknowledged", None, None, None)]


def test_undo_takes_back_step_by_step_and_says_so(engine: Engine, alerted: list[int]) -> None:
    first = alerted[0]
    with writing(engine) as connection:
        triage.acknowledge(connection, [first], BY_MEI)
        triage.close(connection, [first], BY_MEI, Disposition.BENIGN)
        assert triage.undo(connection, first, BY_MEI).state == "closed"
    assert standing(engine)[0][:2] == ("acknowledged", None)
    with writing(engine) as connection:
        triage.undo(connection, first, BY_MEI)
    assert standing(engine)[0][:2] == ("open", None)
    with writing(engine) as connection, pytest.raises(TriageError, match="no step of triage is left"):
        triage.undo(connection, first, BY_MEI)
    assert [one.undoes_id is not None for one in triage.alert_events(engine, first)] == [False, False, True, True]


def test_false_positive_silences_its_family_visibly_until_it_is_taken_back(
    shop: Shop, engine: Engine, alerted: list[int]
) -> None:
    first = alerted[0]
    with writing(engine) as connection:
        triage.close(connection, [first], BY_MEI, Disposition.FALSE_POSITIVE)
    more = [item("1", "微信老号"), item("3", "微信老号 TG: fresh"), item("4", "QQ号 TG: other")]

    shop.at += timedelta(days=1)  # before that, whoever was told as new is not told for a further product

    shop.run(shop.page("/", [*more, item("5", "QQ号 TG: fresh"), item("6", "微信号 TG: other")]))

    (one,) = triage.suppressions(engine)
    assert (one.alert_id, one.by, one.silenced) == (first, "mei", 1)
    assert one.family.startswith("seller:s")
    silenced, told = standing(engine)[2:]
    assert silenced[:2] == ("closed", "false_positive")
    assert told[:2] == ("open", None)
    assert rows(engine, "SELECT count(*) FROM outbox") == [(3,)]
    (event,) = triage.alert_events(engine, 3)
    assert (event.by, event.action) == ("suppression", "close")

    with writing(engine) as connection:
        triage.undo(connection, first, BY_MEI)
    assert triage.suppressions(engine) == []
    assert triage.suppressions(engine, with_withdrawn=True)[0].withdrawn_by == "mei"
    shop.run(shop.page("/", [*more, item("7", "群号 TG: fresh"), item("8", "微信小号 TG: one")]))
    assert rows(engine, "SELECT count(*) FROM alert WHERE suppression_id IS NOT NULL") == [(1,)]


def test_suppression_can_be_withdrawn_by_itself(engine: Engine, alerted: list[int]) -> None:
    with writing(engine) as connection:
        triage.close(connection, alerted, BY_MEI, Disposition.FALSE_POSITIVE)
    assert len(triage.suppressions(engine)) == 2

    triage.withdraw_suppression(engine, 1, by="lin", at=AT)

    assert [one.id for one in triage.suppressions(engine)] == [2]
    with pytest.raises(TriageError, match="no such suppression"):
        triage.withdraw_suppression(engine, 1, by="lin", at=AT)


def test_seller_who_is_a_false_positive_is_in_no_later_digest(engine: Engine, alerted: list[int]) -> None:
    assert len(new_sellers(engine, since=START, until=AT)) == 2
    with writing(engine) as connection:
        triage.close(connection, alerted[:1], BY_MEI, Disposition.FALSE_POSITIVE)

    assert len(new_sellers(engine, since=START, until=AT)) == 1
