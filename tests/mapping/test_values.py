import pytest

from dialogbot.mapping import count, link, listed, nested, reference, words


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 204", 1204), ("1,204", 1204), ("1.204", 1204), ("25,8", 25), ("1.2K", 1200), ("3 tusen", 3000), (7.0, 7),
        ("0", 0),        ("", None), (None, None), ("mange", None), (-1, None), (float("nan"), None), (True, None),
    ],
)  # fmt: skip
def test_likes_are_counted_as_people_write_them(written: object, number: int | None) -> None:
    assert count(written) == number


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("24422593674051007", "24422593674051007"), (101, "101"), (101.0, "101"), ("101.0", "101"), ("'101", "101"),
        ("2.44226E+16", None), ("2,44E+16", None), (2.442259367405101e16, None), ("", None), (None, None), ("0", None),
    ],
)  # fmt: skip
def test_an_id_that_excel_rounded_is_lost(written: object, ref: str | None) -> None:
    assert reference(written) == ref


def test_an_object_is_called_by_its_name() -> None:
    assert words({"id": "1", "name": "Åse"}) == "Åse"
    assert words(["Åse"]) == ""


def test_a_list_in_a_cell_is_unfolded_and_never_run() -> None:
    assert listed("[{'a': None, 't': datetime.datetime(2021, 5, 27, 17, 36)}]") == [
        {"a": None, "t": "2021-05-27 17:36:00"}
    ]
    assert listed('[{"a": null}]') == [{"a": None}]
    assert listed("[__import__('os').getcwd()]") == []
    assert listed("[" * 100_000) == []


def test_flattened_columns_are_put_together_again() -> None:
    flat = {"user/name": "Åse", "comments/0/text": "ja", "comments/1/text": "nei", "tom": ""}
    assert nested(flat) == {"user": {"name": "Åse"}, "comments": [{"text": "ja"}, {"text": "nei"}]}


def test_only_web_links_are_links() -> None:
    assert link("www.facebook.com/groups/1") == "https://www.facebook.com/groups/1"
    assert link("ikke en lenke") is None
