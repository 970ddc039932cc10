import pytest

from dialogbot.mapping.facebook_words import Title, exporter, read_title, without_mentions


@pytest.mark.parametrize(
    ("title", "author", "group"),
    [
        ("Åse Vik posted in Hagefolket.", "Åse Vik", "Hagefolket"),
        ("Åse Vik posted in Folk who posted in May....", "Åse Vik", "Folk who posted in May..."),
        ('Åse Vik shared a link to the group: Gjenbruk: "gis bort" (93).', "Åse Vik", 'Gjenbruk: "gis bort" (93)'),
        ("Åse Vik added 3 new photos to Hagefolket.", "Åse Vik", "Hagefolket"),
        ("Åse Vik la ut noe i Turtips i Jotunheimen.", "Åse Vik", "Turtips i Jotunheimen"),
        ("Åse Vik delte en lenke til gruppen: Hagefolket.", "Åse Vik", "Hagefolket"),
        ("Åse Vik har slået noget op i Hagefolket.", "Åse Vik", "Hagefolket"),
        ("Åse Vik publicerade i Hagefolket.", "Åse Vik", "Hagefolket"),
        ("Åse Vik hat etwas in Hagefolket gepostet.", "Åse Vik", "Hagefolket"),
        ("Åse Vik created a group.", None, None),
    ],
)
def test_a_title_tells_who_and_where(title: str, author: str | None, group: str | None) -> None:
    assert read_title(title) == Title(author=author, group=group)


def test_a_known_group_settles_a_title_in_an_unknown_language() -> None:
    assert read_title("Åse Vik julkaisi ryhmässä Hagefolket.", "Åse Vik", ["Hage", "Hagefolket"]).group == "Hagefolket"


def test_a_name_with_a_verb_in_it_is_no_verb() -> None:
    assert read_title("Posted in Vik posted in Hagefolket.", "Posted in Vik").group == "Hagefolket"


def test_the_exporter_is_who_most_titles_begin_with() -> None:
    assert exporter(["Åse Vik posted in A.", "Åse Vik posted in B.", "Åse Vik created a group."]) == "Åse Vik"


def test_mentions_become_names() -> None:
    assert without_mentions("@[100:2048:Kåre Øvrebø] og &#064;[1:2048:Ola]!") == "Kåre Øvrebø og Ola!"
