"""/field/: what the service worker keeps is complete, names nobody, and changes its version with its content."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from audits.visits.routes import field_page, routes
from audits.visits.routes.field import spoken
from tracker.core.gate import is_open


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes))


def test_the_page_and_its_files_are_behind_the_gate() -> None:
    assert not any(is_open(path) for path in ("/field/", "/field/form.js", "/field/sw.js", "/field"))


@pytest.mark.parametrize(("language", "title"), [("en", "Form for bad networks"), ("zh-CN", "弱网填写表单")])
def test_the_page_speaks_the_readers_language_and_holds_no_script_of_its_own(client, language, title) -> None:
    page = client.get("/field/", headers={"accept-language": language}).text
    assert f"<title>{title}</title>" in page
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == [""]


def test_everything_that_a_module_imports_is_kept_for_when_there_is_no_network(client) -> None:
    worker = client.get("/field/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    kept = re.search(r"const KEPT = (\[.*\]);", worker.text)
    assert kept
    for name, content in field_page.files().items():
        assert client.get(f"/field/{name}").content == content
        for imported in re.findall(r'from "\./(\w+\.js)"', content.decode()):
            assert f'"/field/{imported}"' in kept[1], name
    assert '"/field/"' in kept[1]
    assert '"/field/form.css"' in kept[1]


def test_the_form_is_given_the_words_it_says_and_no_others() -> None:
    """A key may be put together: `state.${visit.state}`."""
    scripts = "\n".join(content.decode() for name, content in field_page.files().items() if name.endswith(".js"))
    words = spoken()
    whole = set(re.findall(r'"([a-z_]+)"', scripts))
    beginnings = set(re.findall(r"`([a-z]+[._])\$\{", scripts))
    assert [key for key in words if key not in whole and not key.startswith(tuple(beginnings))] == []
    said = set(re.findall(r'\bsay\("([a-z_.]+)"', scripts))
    assert sorted(said - words.keys()) == []
    assert beginnings >= {"item_", "missing.", "state.", "unit."}


def test_another_content_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = field_page.worker()
    monkeypatch.setattr(field_page, "files", lambda: {"form.js": b"other"})
    field_page.worker.cache_clear()
    after = field_page.worker()
    field_page.worker.cache_clear()
    assert before.splitlines()[0] != after.splitlines()[0]


def test_what_the_browser_has_is_not_sent_again(client) -> None:
    first = client.get("/field/form.js")
    assert client.get("/field/form.js", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    plain = client.get("/field/form.js", headers={"accept-encoding": "identity"})
    assert int(first.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert plain.content == first.content


@pytest.mark.parametrize("name", ["nothing.js", "..%2froutes%2ffield.py", "form.py", "%2e%2e"])
def test_no_other_file_is_served(client, name) -> None:
    assert client.get(f"/field/{name}").status_code == 404
