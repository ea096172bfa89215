"""What meetings own."""

from etl.model.records import AgendaItem, File, Meeting
from etl.run.records import own_meetings

ITEM = AgendaItem("https://x.example/items/1", "https://x.example/meetings/1", "1", "Bad", 0)
FILE = File("https://x.example/files/1", "Niederschrift", "")
OLD = Meeting("https://x.example/meetings/1", "", "1. Sitzung", "2023-01-01T10:00:00", agenda_items=(ITEM,), files=(FILE,))
NEW = Meeting("https://x.example/meetings/2", "", "2. Sitzung", "2024-01-01T10:00:00", agenda_items=(ITEM,), files=(FILE,))


def test_what_two_meetings_show_belongs_to_the_older_one() -> None:
    assert [(len(one.agenda_items), len(one.files)) for one in own_meetings([NEW, OLD])] == [(1, 1), (0, 0)]
