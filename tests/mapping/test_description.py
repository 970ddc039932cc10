import tomllib
from pathlib import Path

import pytest

from dialogbot.exports import Limits, open_export
from dialogbot.mapping.description import Description, described, mapping_toml
from dialogbot.mapping.layout import layout_of
from dialogbot.readers import read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exports"
TABLES = sorted(
    path.with_name(path.name.removesuffix(".expected.jsonl"))
    for folder in ("table_csv", "table_xlsx", "generic_json")
    for path in (FIXTURES / folder).glob("*.expected.jsonl")
)


def _described(path: Path) -> Description:
    with open_export(path, Limits()) as export:
        description = described(export)
    assert description is not None
    return description


def test_each_field_is_told_with_three_examples(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Navn;Melding;Dato;Sted\n" + "Åse;Hei du;01.03.2026;Nes\n" * 5, encoding="utf-8")
    description = _described(path)
    fields = {found.field: found for found in description.fields}
    assert (fields["text"].columns, fields["text"].examples) == (("Melding",), ("Hei du",) * 3)
    assert (fields["likes"].columns, fields["likes"].examples) == ((), ())


def test_columns_without_a_field_are_told_too(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Kolonne A;Kolonne B\nHar dere lydbøker?;x\n", encoding="utf-8")
    description = _described(path)
    assert [found.columns for found in description.unused] == [("Kolonne A",), ("Kolonne B",)]
    assert '# not used: "Kolonne A"  # Har dere lydbøker?' in mapping_toml(description)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_the_mapping_that_is_printed_reads_the_file_as_it_was_guessed(path: Path) -> None:
    layout = layout_of(tomllib.loads(mapping_toml(_described(path)))["mapping"])
    with read(path) as guessed, read(path, layout=layout) as mapped:
        assert mapped.reader.name == "mapping"
        assert list(mapped.rows) == list(guessed.rows)


def test_line_ends_and_quotes_in_a_file_do_not_break_the_toml(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text('"Tekst ""x""\n\tok";Navn\n"a\nb\x7f";Åse\n', encoding="utf-8")
    assert "mapping" in tomllib.loads(mapping_toml(_described(path)))


def test_a_file_that_is_neither_table_nor_json_has_no_description(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Hei\n", encoding="utf-8")
    with open_export(path, Limits()) as export:
        assert described(export) is None
