"""What meetings own, and which days say nothing of when a file was written."""

from datetime import date, timedelta

from etl.model.records import AgendaItem, File, Meeting, Paper
from etl.run.records import import_days, own_meetings

ITEM = AgendaItem("https://x.example/items/1", "https://x.example/meetings/1", "1", "Bad", 0)
FILE = File("https://x.example/files/1", "Niederschrift", "")
OLD = Meeting("https://x.example/meetings/1", "", "1. Sitzung", "2023-01-01T10:00:00", agenda_items=(ITEM,), files=(FILE,))
NEW = Meeting("https://x.example/meetings/2", "", "2. Sitzung", "2024-01-01T10:00:00", agenda_items=(ITEM,), files=(FILE,))


def test_what_two_meetings_show_belongs_to_the_older_one() -> None:
    assert [(len(one.agenda_items), len(one.files)) for one in own_meetings([NEW, OLD])] == [(1, 1), (0, 0)]


def _papers(count: int, apart: int, *, dated: str, published: str = "2005-01-01") -> list[Paper]:
    """Papers some days apart, whose files bear one date."""
    days = [(date.fromisoformat(published) + timedelta(days=at * apart)).isoformat() for at in range(count)]
    return [Paper(f"https://x.example/{on}", "", "", published_on=on, files=(File(on, "", "", date=dated),)) for on in days]


def test_a_day_on_which_the_files_of_many_years_were_moved_dates_none_of_them() -> None:
    assert import_days([*_papers(40, 80, dated="2014-01-29"), *_papers(40, 1, dated="2014-05-06")]) == {"2014-01-29"}


def test_a_large_session_with_a_few_old_papers_is_no_import() -> None:
    assert not import_days([*_papers(40, 1, dated="2014-05-06", published="2014-03-01"), *_papers(12, 300, dated="2014-05-06")])


def test_few_files_are_no_import_and_dates_that_are_none_are_left_alone() -> None:
    undated = [Paper(f"https://x.example/{at}", "", "", published_on="2014-02-30", files=(File("", "", ""),)) for at in range(50)]
    assert not import_days([*_papers(20, 400, dated="2014-01-29"), *undated])
