import pytest

from dialogbot.dates import DayOrder
from dialogbot.mapping.chat_dates import Order, order_of

DAY, MONTH = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("dates", "order"),
    [(["01/02/26", "13/02/26"], DAY), (["1/2/26", "2/13/26"], MONTH), (["03.04.2026", "31.12.2026"], DAY)],
)
def test_a_number_above_twelve_tells_the_order(dates: list[str], order: DayOrder) -> None:
    assert order_of(dates, american=False) == Order(order=order, guessed=False)


def test_a_chat_goes_forward_in_time() -> None:
    assert order_of(["01/10/26", "02/03/26", "03/01/26"], american=False) == Order(order=MONTH, guessed=False)
    assert order_of(["10/01/26", "03/02/26", "01/03/26"], american=True) == Order(order=DAY, guessed=False)


def test_what_the_file_does_not_tell_is_a_guess() -> None:
    assert order_of(["01/02/26", "01/02/26"], american=False) == Order(order=DAY, guessed=True)
    assert order_of(["01/02/26", "01/02/26"], american=True) == Order(order=MONTH, guessed=True)


def test_dots_are_no_guess() -> None:
    assert order_of(["01.02.2026"], american=False) == Order(order=DAY, guessed=False)


def test_dates_that_begin_with_the_year_need_no_order() -> None:
    assert not order_of(["2026-01-02", "2026-02-01"], american=False).guessed
