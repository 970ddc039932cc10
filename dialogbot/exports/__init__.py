"""What people bring, opened for looking: a file, a folder or a zip, as a list of members."""

from __future__ import annotations

from dialogbot.exports.export import Export, open_export
from dialogbot.exports.json_files import JsonKind
from dialogbot.exports.limits import Limits
from dialogbot.exports.member import BREAKS, Member
from dialogbot.exports.rows import Row
from dialogbot.exports.tables import Table

__all__ = ["BREAKS", "Export", "JsonKind", "Limits", "Member", "Row", "Table", "open_export"]
