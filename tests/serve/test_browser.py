"""A real browser walks through the pages; another program looks whether everybody could."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from etl.serve.web.information import has_editor

playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
CHROMIUM = shutil.which("chromium")
KINDS = ["/", "/search?q=Fahrrad", "/commitments", "/commitments?view=timeline", "/organizations", "/datasets", "/datasets/demo", "/status"]
KINDS += ["/sparql", "/sparql?format=html&query=SELECT * { ?b a rg:Body }", "/api", "/about", "/imprint", "/report", "/nothing", "/en/"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the Debian package chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_from_the_start_to_the_evidence_and_the_csv(browser: Any, url: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(url)
    page.fill("input[type=search]", "Fahrräder Bahnhof")
    page.click("main button")
    page.click(".facets a:has-text('Anfragen')")
    page.click(".hits a >> nth=0")
    assert page.locator("h1").inner_text() == "Fahrradabstellanlagen am Hauptbahnhof"
    assert page.locator("a.source >> nth=0").get_attribute("href").startswith("https://ris.musterstadt.example/")
    page.click("mark.promise a >> nth=0")
    page.click("a.source >> nth=1")
    assert page.locator("mark:target").count() == 1
    page.goto(f"{url}/organizations")
    page.click("main a:has-text('Jobcenter')")
    with page.expect_download() as download:
        page.click("main a:has-text('CSV') >> nth=0")
    assert download.value.suggested_filename == "commitment.csv"


def test_the_sparql_page_runs_an_example(browser: Any, url: str) -> None:
    page = browser.new_page()
    page.goto(f"{url}/sparql")
    page.click("main ul a >> nth=2")
    page.click("#query-form button >> nth=0")
    assert page.locator("main tbody tr").count() > 0


@pytest.mark.skipif(not has_editor(), reason="needs the editor that tools/fetch_editor.sh fetches")
def test_the_editor_runs_an_example(browser: Any, url: str) -> None:
    page = browser.new_page()
    page.goto(f"{url}/sparql?example=frequent-partners")
    page.click("#open-editor")
    page.click("#yasgui .yasqe_queryButton")
    page.wait_for_selector("#yasgui .yasr tbody td")
    assert page.locator("#yasgui .yasr tbody tr").count() > 0
    assert not page.locator("#query-form").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_pages_are_for_everybody(browser: Any, url: str, width: int, scheme: str) -> None:
    """No page has a barrier that axe calls serious, and none is wider than the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the package axe-playwright-python").Axe()
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page, found = context.new_page(), []
    page.goto(f"{url}/commitments")
    things = [link.get_attribute("href") for link in page.locator("main td a[href^='/data/']").all()]
    of_kinds = {str(link).split("/")[3]: link for link in things}
    page.goto(url + of_kinds["commitment"])
    more = [str(link.get_attribute("href")).partition("#")[0] for link in page.locator("main a[href^='/data/id/']").all()]
    of_kinds |= {link.split("/")[3]: link for link in more if link.endswith(".html")}
    for path in [*KINDS, *of_kinds.values()]:
        page.goto(url + path)
        broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
        found += [(path, one["id"]) for one in broken if one["impact"] in ("serious", "critical")]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((path, "wider than the window"))
    context.close()
    assert found == []
