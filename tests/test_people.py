"""Who gets an opportunity, and where it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogbot.domain import ConfigError, Topic
from dialogbot.people import Person, Role, Team, TeamConfig, assigned, read_team, route

MONDAY = date(2026, 11, 23)  # in week 48
TOMORROW = date(2026, 11, 24)
KARI = Person(name="Kari", telegram_id=1, username="kari_l", topics=frozenset({Topic.LOANS}))
OLA = Person(name="Ola", telegram_id=2, topics=frozenset({Topic.LOANS, Topic.READING}))
EVA = Person(name="Eva", topics=frozenset({Topic.SEARCH}), languages=frozenset({"nb"}))


def name_of(  # noqa: PLR0913 - as many as what is tested has
    topic: Topic | None = Topic.LOANS,
    community: str | None = "Vannkanna",
    language: str = "nb",
    *,
    people: tuple[Person, ...] = (KARI, OLA),
    rota: dict[str, frozenset[str]] | None = None,
    away: dict[str, date] | None = None,
    load: dict[str, int] | None = None,
    today: date = MONDAY,
) -> str | None:
    team = Team(people=people, rota=rota or {})
    found = assigned(topic, community, language, team=team, away=away or {}, load=load or {}, today=today)
    return found.name if found else None


def test_without_settings_everything_goes_to_the_desk() -> None:
    team = read_team(TeamConfig(), "nb")

    assert team == Team()
    assert assigned(Topic.LOANS, "Vannkanna", "nb", team=team, away={}, load={}, today=MONDAY) is None
    assert route(Topic.LOANS, "Vannkanna", team) is None


def test_topic_goes_to_the_one_who_takes_it() -> None:
    assert name_of(Topic.READING) == "Ola"


@pytest.mark.parametrize("topic", [Topic.DATA, None])
def test_topic_that_nobody_takes_goes_to_the_desk(topic: Topic | None) -> None:
    assert name_of(topic) is None


def test_person_without_topics_takes_all_of_them() -> None:
    assert name_of(None, None, "sv", people=(Person(name="Siv"),)) == "Siv"


def test_community_is_known_whatever_its_capitals() -> None:
    siv = read_team(TeamConfig(people={"Siv": {"communities": ["Vannkanna  Kommune"]}}), "nb").people

    assert name_of(community="vannkanna kommune", people=siv) == "Siv"
    assert name_of(community="Lyngvik", people=siv) is None
    assert name_of(community=None, people=siv) is None


@pytest.mark.parametrize(("language", "name"), [("nb", "Eva"), ("dialect", "Eva"), ("mixed", "Eva"), ("en", None)])
def test_language_must_be_one_that_the_person_answers_in(language: str, name: str | None) -> None:
    assert name_of(Topic.SEARCH, language=language, people=(EVA,)) == name


def test_reader_is_given_nothing() -> None:
    assert name_of(people=(replace(KARI, role=Role.READER),)) is None
    assert name_of(people=(replace(KARI, role=Role.ADMIN),)) == "Kari"


def test_one_with_least_gets_it_and_names_decide_between_equals() -> None:
    assert name_of(people=(OLA, KARI)) == "Kari"
    assert name_of(load={"Kari": 1}) == "Ola"
    assert name_of(load={"Kari": 1, "Ola": 1}) == "Kari"


def test_thirty_opportunities_are_spread_evenly() -> None:
    load = {"Kari": 0, "Ola": 0}
    for _ in range(30):
        name = name_of(load=load)
        assert name is not None
        load[name] += 1

    assert load == {"Kari": 15, "Ola": 15}


@pytest.mark.parametrize(
    "rota",
    [
        {"monday": frozenset({"Ola"})},
        {"W48": frozenset({"Ola"}), "monday": frozenset({"Kari"})},
        {"2026-W48": frozenset({"Ola"}), "W48": frozenset({"Kari"})},
    ],
)
def test_one_on_duty_comes_first_and_the_nearest_rota_counts(rota: dict[str, frozenset[str]]) -> None:
    assert name_of(rota=rota, load={"Ola": 9}) == "Ola"


def test_week_of_the_rota_is_the_iso_week_also_at_new_year() -> None:
    assert name_of(rota={"2026-W53": frozenset({"Ola"})}, today=date(2027, 1, 3)) == "Ola"


def test_others_get_it_when_nobody_on_duty_takes_the_topic() -> None:
    assert name_of(Topic.READING, rota={"monday": frozenset({"Kari"})}) == "Ola"


def test_others_get_it_when_the_one_on_duty_is_away_without_stand_in() -> None:
    assert name_of(rota={"monday": frozenset({"Ola"})}, away={"Ola": TOMORROW}) == "Kari"


def test_stand_in_takes_over_the_duty() -> None:
    ola = replace(OLA, stand_in="Eva")

    assert name_of(people=(KARI, ola, EVA), rota={"monday": frozenset({"Ola"})}, away={"Ola": TOMORROW}) == "Eva"


def test_absence_lasts_through_its_last_day() -> None:
    assert name_of(people=(KARI,), away={"Kari": MONDAY}) is None
    assert name_of(people=(KARI,), away={"Kari": MONDAY}, today=TOMORROW) == "Kari"


def test_stand_in_of_a_stand_in_takes_over() -> None:
    kari, ola = replace(KARI, stand_in="Ola"), replace(OLA, topics=frozenset({Topic.DATA}), stand_in="eva")
    away = {"Kari": TOMORROW, "Ola": TOMORROW}

    assert name_of(people=(kari, ola, EVA), away=away) == "Eva"
    assert name_of(people=(kari, ola, EVA), away={"Kari": TOMORROW}) == "Ola"


def test_circle_of_stand_ins_ends_at_the_desk() -> None:
    kari, ola = replace(KARI, stand_in="Ola"), replace(OLA, stand_in="Kari")

    assert name_of(people=(kari, ola), away={"Kari": TOMORROW, "Ola": TOMORROW}) is None
    assert name_of(people=(replace(KARI, stand_in="Kari"),), away={"Kari": TOMORROW}) is None


PEOPLE = st.lists(
    st.builds(
        Person,
        name=st.sampled_from("ABCDE"),
        role=st.sampled_from(Role),
        topics=st.frozensets(st.sampled_from([Topic.LOANS, Topic.DATA])),
        stand_in=st.none() | st.sampled_from("ABCDE"),
    ),
    unique_by=lambda person: person.name,
).map(tuple)
AWAY = st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from([date(2026, 11, 22), MONDAY, TOMORROW]))


@settings(deadline=None)
@given(people=PEOPLE, away=AWAY, duty=st.frozensets(st.sampled_from("ABCDE")))
def test_nobody_who_is_away_is_given_anything(
    people: tuple[Person, ...], away: dict[str, date], duty: frozenset[str]
) -> None:
    name = name_of(people=people, away=away, rota={"monday": duty})

    assert name is None or away.get(name, date.min) < MONDAY


def test_person_is_found_by_name_username_and_number() -> None:
    team = Team(people=(KARI, OLA))

    assert team.by_name("kari") == team.by_name("@Kari_L") == team.by_telegram_id(1) == KARI
    assert team.by_name("@") is team.by_name("Per") is team.by_telegram_id(3) is None


SETTINGS = TeamConfig(
    people={
        "Kari Lyng": {
            "telegram_id": 111,
            "username": "@kari_l",
            "role": "admin",
            "topics": ["loans", "reading"],
            "communities": ["Vannkanna"],
            "languages": ["nb", "en"],
            "interface": "nn",
            "stand_in": "ola vik",
        },
        "Ola Vik": {},
    },
    rota={"Monday": ["kari lyng"], "w3": ["Ola Vik"], "2026-W48": []},
    topic_chats={"loans": -1001, "data": "-1002/17"},
    community_chats={"Vannkanna": "-1003"},
)


def test_every_setting_of_a_person_is_read() -> None:
    assert read_team(SETTINGS, "en").people == (
        Person(
            name="Kari Lyng",
            telegram_id=111,
            username="kari_l",
            role=Role.ADMIN,
            topics=frozenset({Topic.LOANS, Topic.READING}),
            communities=frozenset({"vannkanna"}),
            languages=frozenset({"nb", "en"}),
            interface="nn",
            stand_in="Ola Vik",
        ),
        Person(name="Ola Vik", interface="en"),
    )


def test_rota_holds_names_as_people_are_written() -> None:
    rota = read_team(SETTINGS, "nb").rota

    assert rota == {"monday": frozenset({"Kari Lyng"}), "W03": frozenset({"Ola Vik"}), "2026-W48": frozenset()}


def test_route_is_that_of_the_topic_else_of_the_community() -> None:
    team = read_team(SETTINGS, "nb")

    assert route(Topic.LOANS, "Vannkanna", team) == (-1001, None)
    assert route(Topic.DATA, None, team) == (-1002, 17)
    assert route(Topic.SEARCH, "VANNKANNA", team) == (-1003, None)
    assert route(None, "Lyngvik", team) is None


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        (TeamConfig(people={"Kari": 111}), r"'team\.people\.Kari' must be a table"),
        (TeamConfig(people={"Kari": {"topic": []}}), r"does not know 'topic'; did you mean 'topics'\?"),
        (
            TeamConfig(people={"Kari": {"topics": ["loan"]}}),
            r"Kari\.topics' does not know 'loan'; did you mean 'loans'",
        ),
        (TeamConfig(people={"Kari": {"topics": "loans"}}), r"'team\.people\.Kari\.topics' must be a list"),
        (TeamConfig(people={"Kari": {"telegram_id": "111"}}), r"Kari\.telegram_id' must be a whole number"),
        (TeamConfig(people={"Kari": {"role": "boss"}}), r"Kari\.role' does not know 'boss'; known are staff, admin"),
        (TeamConfig(people={"Kari": {"languages": ["no"]}}), r"Kari\.languages' does not know 'no'"),
        (TeamConfig(people={"Kari": {"interface": "da"}}), r"Kari\.interface' does not know 'da'"),
        (TeamConfig(people={"Kari": {"stand_in": 7}}), r"Kari\.stand_in' must be a text"),
        (TeamConfig(people={"Kari": {"stand_in": "Karin"}}), r"does not know 'Karin'; did you mean 'Kari'\?"),
        (TeamConfig(people={"Kari": {}, "kari": {}}), r"'team\.people' has 'kari' twice"),
        (
            TeamConfig(people={"Kari": {"telegram_id": 1}, "Ola": {"telegram_id": 1}}),
            r"Kari and Ola have the same telegram_id 1",
        ),
        (
            TeamConfig(people={"Kari": {"stand_in": "Ola"}, "Ola": {"role": "reader"}}),
            r"Ola is a reader and cannot answer",
        ),
        (TeamConfig(rota={"mandag": []}), r"'team\.rota' does not know 'mandag'; did you mean 'monday'"),
        (TeamConfig(rota={"monday": ["Per"]}), r"'team\.rota\.monday' does not know 'Per'; known are none"),
        (TeamConfig(rota={"monday": "Per"}), r"'team\.rota\.monday' must be a list"),
        (TeamConfig(rota={"W54": []}), r"'team\.rota\.W54': there is no week 54"),
        (TeamConfig(topic_chats={"laans": -1}), r"'team\.topic_chats' does not know 'laans'; did you mean 'loans'"),
        (TeamConfig(topic_chats={"loans": "@desk"}), r"'team\.topic_chats\.loans' must be a chat such as"),
        (TeamConfig(community_chats={"Vannkanna": True}), r"'team\.community_chats\.Vannkanna' must be a chat"),
    ],
)
def test_wrong_setting_of_the_team_is_named_in_one_line(config: TeamConfig, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refused:
        read_team(config, "nb")
    assert "\n" not in str(refused.value)
