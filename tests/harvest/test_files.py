"""Files: fetched once, whole or not at all, never larger than allowed; and which of them are wanted."""

import gzip

import pytest

from etl.errors import SourceUnreachableError
from etl.store.store import StoredFile
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import HTML, Answer, FakeOparl

DOWNLOAD = "/download/1"
CHANGED = "2024-06-30T12:00:00+00:00"
ETAG = {"ETag": '"a"'}


def _stored(fake: FakeOparl, harvester: Harvester) -> StoredFile:
    return harvester.store.files("musterstadt")[fake.id("files", 1)]


def _offer(fake: FakeOparl, answer: Answer, **file: object) -> None:
    fake.answers[DOWNLOAD] = answer
    fake.lists["papers"] = [fake.paper(1, paperType="Anfrage", modified=CHANGED, mainFile=fake.file(1, None, **file))]


def test_a_file_is_stored_as_it_came(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage", {"Content-Type": "application/pdf", **ETAG}))
    assert harvester.run().files_fetched == 1
    stored = _stored(fake, harvester)
    assert harvester.store.blobs.read(stored.sha256) == b"Anfrage"
    assert (stored.status, stored.size, stored.reason) == (200, 7, "")
    assert dict(stored.headers) == {"Content-Type": "application/pdf", "Content-Length": "7", **ETAG}


def test_a_file_without_declared_length_is_stored(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage", {"Content-Length": ""}))
    assert harvester.run().files_fetched == 1


def test_a_file_that_is_sent_compressed_is_whole(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, gzip.compress(b"Anfrage"), {"Content-Encoding": "gzip"}))
    harvester.run()
    assert harvester.store.blobs.read(_stored(fake, harvester).sha256) == b"Anfrage"


@pytest.mark.parametrize("headers", [{}, {"Content-Length": ""}], ids=["declared", "undeclared"])
def test_a_file_that_is_too_large_is_not_stored(fake: FakeOparl, harvester: Harvester, headers: dict[str, str]) -> None:
    _offer(fake, Answer(200, b"x" * 1_000_001, headers))
    assert harvester.run(max_file_mb=1).files_failed == 1
    assert _stored(fake, harvester).sha256 == ""
    assert harvester.reasons() == ["larger than 1 MB, not fetched"]


def test_a_file_that_is_too_large_is_not_asked_for_again(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"x" * 1_000_001))
    harvester.run(max_file_mb=1)
    harvester.run(max_file_mb=1)
    assert (fake.counts()[DOWNLOAD], harvester.reasons()) == (1, ["larger than 1 MB, not fetched"])


@pytest.mark.parametrize("headers", [{}, {"Content-Length": ""}], ids=["declared", "undeclared"])
def test_a_file_is_fetched_once_larger_ones_are_allowed(fake: FakeOparl, harvester: Harvester, headers: dict[str, str]) -> None:
    _offer(fake, Answer(200, b"x" * 1_000_001, headers))
    harvester.run(max_file_mb=1)
    assert harvester.run(max_file_mb=2).files_fetched == 1
    assert harvester.reasons() == []


def test_a_file_that_is_not_there_is_noted(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(404))
    report = harvester.run()
    issue = harvester.issues()[0]
    assert (report.files_failed, issue.table_name, issue.reason) == (1, "documents", "HTTP 404")
    assert (issue.source_url, issue.field, issue.raw_value) == (fake.id("files", 1), "download_url", fake.url + DOWNLOAD)


@pytest.mark.parametrize("address", ["", "file:///C:/antwort.pdf", "antwort.pdf"])
def test_a_file_without_a_proper_address_is_noted(fake: FakeOparl, harvester: Harvester, address: str) -> None:
    _offer(fake, Answer(), downloadUrl=address)
    harvester.run()
    assert harvester.reasons() == ["the file has no address that can be fetched"]


def test_a_file_that_breaks_off_is_noted_and_asked_for_again(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage", keeps=3))
    harvester.run()
    assert "the transfer broke off" in harvester.reasons()[0]
    fake.answers[DOWNLOAD] = Answer(200, b"Anfrage")
    harvester.run()
    assert harvester.reasons() == []
    assert _stored(fake, harvester).size == 7


def test_a_file_that_breaks_off_without_a_declared_length_was_whole(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage", {"Content-Length": ""}, keeps=3))
    harvester.run()
    assert _stored(fake, harvester).size == 3


def test_a_file_that_always_fails_is_asked_for_in_five_runs(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(404))
    for _ in range(7):
        harvester.run()
    assert (fake.counts()[DOWNLOAD], harvester.reasons()) == (5, ["HTTP 404"])


def test_a_page_in_place_of_a_pdf_is_noted_and_asked_for_again(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, HTML, mimeType="application/pdf")
    assert harvester.run().files_failed == 1
    assert harvester.reasons() == ["a web page came in place of the file"]
    fake.answers[DOWNLOAD] = Answer(200, b"%PDF-1.7")
    assert harvester.run().files_fetched == 1
    assert harvester.reasons() == []


def test_a_page_in_place_of_a_pdf_does_not_replace_it(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"%PDF-1.7"), mimeType="application/pdf")
    harvester.run()
    _offer(fake, HTML, mimeType="application/pdf", name="Neu")
    harvester.run()
    assert harvester.store.blobs.read(_stored(fake, harvester).sha256) == b"%PDF-1.7"


def test_a_page_that_promises_nothing_else_is_a_file(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, HTML, mimeType="text/html")
    assert harvester.run().files_fetched == 1


def test_a_file_whose_object_changes_gets_new_tries(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(404))
    for _ in range(6):
        harvester.run()
    _offer(fake, Answer(404), name="Neu")
    harvester.run()
    assert (fake.counts()[DOWNLOAD], _stored(fake, harvester).tries) == (6, 1)


def test_a_file_that_did_not_change_is_not_sent_again(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage", ETAG))
    harvester.run()
    before = _stored(fake, harvester)
    _offer(fake, Answer(304), name="Neu")
    harvester.run()
    assert fake.asked(DOWNLOAD)[1].headers["If-None-Match"] == '"a"'
    after = _stored(fake, harvester)
    assert (after.sha256, after.reason) == (before.sha256, "")
    harvester.run()
    assert fake.counts()[DOWNLOAD] == 2


def test_a_changed_file_replaces_the_one_before(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"alt", ETAG))
    harvester.run()
    _offer(fake, Answer(200, b"neu"), name="Neu")
    harvester.run()
    assert harvester.store.blobs.read(_stored(fake, harvester).sha256) == b"neu"


@pytest.mark.parametrize(("status", "stays"), [(500, True), (403, True), (404, False), (410, False)])
def test_bytes_stay_until_the_server_says_that_they_are_gone(fake: FakeOparl, harvester: Harvester, status: int, *, stays: bool) -> None:
    _offer(fake, Answer(200, b"alt"))
    harvester.run()
    before = _stored(fake, harvester)
    _offer(fake, Answer(status), name="Neu")
    harvester.run()
    after = _stored(fake, harvester)
    assert f"HTTP {status}" in after.reason
    assert (after.sha256 == before.sha256, after.fetched_at == before.fetched_at) == (stays, stays)


def test_a_304_that_nobody_asked_for_is_noted(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(304))
    harvester.run()
    assert harvester.reasons() == ["HTTP 304"]


def test_a_file_whose_text_the_server_gives_is_not_fetched(fake: FakeOparl, harvester: Harvester) -> None:
    _offer(fake, Answer(200, b"Anfrage"), text="Anfrage")
    assert (harvester.run().files_fetched, fake.counts().get(DOWNLOAD)) == (0, None)


def test_a_server_that_goes_down_among_the_files_ends_the_harvest(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.inquiry(number) for number in range(8)]
    fake.answers |= {f"/download/{number}": Answer(503) for number in range(2, 8)}
    with pytest.raises(SourceUnreachableError, match="5 requests in a row failed"):
        harvester.run()
    assert sum(bool(file.sha256) for file in harvester.store.files("musterstadt").values()) == 2


def _wanted(fake: FakeOparl, harvester: Harvester, *policies: str) -> list[str]:
    harvester.run(files=policies)
    return sorted(url.rsplit("/", 1)[1] for url in harvester.store.files("musterstadt"))


@pytest.fixture
def papers(fake: FakeOparl) -> None:
    """An inquiry, its answer as a paper of its own, a paper that names the inquiry, and one that has nothing to do with them."""
    fake.lists["papers"] = [
        fake.inquiry(1, subordinatedPaper=[fake.id("papers", 2)]),
        fake.paper(2, mainFile=fake.file(2)),
        fake.paper(3, mainFile=fake.file(3), relatedPaper=[{"id": fake.id("papers", 1)}]),
        fake.paper(4, mainFile=fake.file(4)),
        fake.paper(5, mainFile=fake.file(5, name="Kleine Anfrage")),
        fake.paper(6, name="Bauvoranfrage Hauptstraße 3", auxiliaryFile=[fake.file(6, name="Lageplan")]),
        fake.inquiry(7) | {"mainFile": fake.file(7, deleted=True)},
    ]


@pytest.mark.usefixtures("papers")
def test_the_files_of_inquiries_and_their_neighbours_are_wanted(fake: FakeOparl, harvester: Harvester) -> None:
    assert _wanted(fake, harvester, "inquiry") == ["1", "2", "3", "5"]


@pytest.mark.usefixtures("papers")
def test_all_files_may_be_wanted(fake: FakeOparl, harvester: Harvester) -> None:
    assert _wanted(fake, harvester, "all") == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.usefixtures("papers")
def test_no_files_may_be_wanted(fake: FakeOparl, harvester: Harvester) -> None:
    assert _wanted(fake, harvester, "none") == []


def test_a_file_that_two_papers_show_is_fetched_once(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.inquiry(1), fake.inquiry(2) | {"mainFile": fake.file(1)}]
    assert harvester.run().files_fetched == fake.counts()[DOWNLOAD] == 1
