"""The rules of the house that no linter knows, read off the code itself (the budgets and rules of docs and design)."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trees import calls, imported, package_files, page_files, product_files, python_files, shown, tree
from tracker.core.settings import ROOT

FUNCTION_LINES, FILE_LINES, PAGE_LINES = 60, 400, 80
TOP = {
    *("app.py", "pages", "tracker", "audits", "results", "templates", "migrations", "tests", "docs"),
    *("requirements.txt", "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "LICENSE"),
}
NO_NAMES = {
    *("util", "utils", "helper", "helpers", "manager", "managers", "process", "handle", "handler", "handlers"),
    *("data", "info", "misc", "common"),
}
NOT_STORED = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split() if "*" not in line)}
TEXTS = {".py", ".md", ".toml", ".txt", ".po", ".yaml", ".yml", ".json", ".css", ".js", ".html", ".svg", ".csv", ".ini", ""}
LEAVING = {"st.rerun", "st.stop", "st.switch_page"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
SAID_BY = {"label", "body", "help", "placeholder", "title", "caption", "text", "header", "format"}
SAYS_NOTHING = re.compile(r"st\.(html|Page|page_link|switch_page|query_params|user|session_state|context|column_config)\b")


def stored_files() -> list[Path]:
    """What a clean checkout holds, told without git."""
    return sorted(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_STORED or path.suffix == ".pyc":
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def texts() -> Iterator[tuple[Path, str]]:
    for path in stored_files():
        if path.suffix in TEXTS:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    is_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def named(path: Path, name: str) -> bool:
    """Whether the file is this room, or stands in it: `actions.py`, `actions/visits.py`."""
    return name in path.relative_to(ROOT).with_suffix("").parts


# Budgets


def test_functions_are_short():
    long = [
        f"{shown(path, function)} {function.name}: {length(function)}"
        for path in python_files()
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    ]
    assert long == []


def test_files_are_short():
    assert [f"{shown(path)} {lines(path)}" for path in python_files() if lines(path) > FILE_LINES] == []


def test_pages_are_short():
    assert [f"{shown(path)} {lines(path)}" for path in page_files() if lines(path) > PAGE_LINES] == []


# Doors


def test_nobody_calls_commit():
    wrong = [
        shown(path, call)
        for path in product_files()
        if not path.is_relative_to(ROOT / "tracker" / "core")
        for call, name in calls(tree(path))
        if name.endswith((".commit", ".rollback"))
    ]
    assert wrong == []


def test_nobody_makes_a_session_but_the_doors():
    wrong = [
        shown(path)
        for path in product_files()
        if path != ROOT / "tracker" / "core" / "db.py"
        and imported(path) & {"sqlalchemy.create_engine", "sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"}
    ]
    assert wrong == []


def test_nobody_leaves_the_page_inside_the_writing_door():
    """These are exceptions: the transaction would be rolled back without a word."""
    wrong = [
        shown(path, call)
        for path in product_files()
        for door in ast.walk(tree(path))
        if isinstance(door, ast.With) and any("writing(" in ast.unparse(item.context_expr) for item in door.items)
        for call, name in calls(door)
        if name in LEAVING
    ]
    assert wrong == []


def test_actions_take_the_session_first():
    wrong = [
        f"{shown(path, function)} {function.name}"
        for path in package_files()
        if named(path, "actions")
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and _records(function)
        if [argument.arg for argument in function.args.args][:1] != ["session"]
    ]
    assert wrong == []


def _records(function: ast.FunctionDef) -> bool:
    """An action of its own writes its event; what it is made of does not."""
    return not function.name.startswith("_") and any(name in ("record", "events.record") for _, name in calls(function))


# Who may know what


def test_streamlit_is_known_to_pages_and_screens_only():
    wrong = [
        shown(path)
        for path in package_files()
        if not named(path, "screens") and any(name.split(".")[0] == "streamlit" for name in imported(path))
    ]
    assert wrong == []


def test_streamlit_is_imported_as_st_only():
    """So that what a page calls can be read off its text."""
    wrong = [
        shown(path, node)
        for path in [*package_files(), *page_files()]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "streamlit"
    ]
    assert wrong == []


def test_starlette_is_known_to_the_launcher_the_floor_and_routes_only():
    wrong = [
        shown(path)
        for path in [*package_files(), *page_files()]
        if not path.is_relative_to(ROOT / "tracker" / "core")
        and not named(path, "routes")
        and any(name.split(".")[0] in ("starlette", "uvicorn") for name in imported(path))
    ]
    assert wrong == []


def test_pages_know_no_database_and_no_tables():
    wrong = [
        f"{shown(path)} {name}"
        for path in page_files()
        for name in imported(path)
        if name.split(".")[0] in ("sqlalchemy", "alembic", "psycopg", "sqlite3") or "models" in name.split(".")
    ]
    assert wrong == []


def test_rules_import_the_standard_library_and_other_rules_only():
    pure = {_module(path) for path in package_files() if _is_pure(path)}
    wrong = [
        f"{shown(path)} {name}"
        for path in package_files()
        if _is_pure(path)
        for name in _modules_imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and name not in pure
    ]
    assert wrong == []


def _is_pure(path: Path) -> bool:
    """Rules, and the named modules that large ones became."""
    scoring = path.is_relative_to(ROOT / "audits" / "scoring") and path.stem != "forms"
    return named(path, "rules") or scoring or path.stem in ("process_limits", "proportion_limits", "shares")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _modules_imported(path: Path) -> set[str]:
    """Without the names taken out of them."""
    names = imported(path)
    known = {_module(file) for file in package_files()}
    return {name for name in names if name.split(".")[0] not in ("tracker", "audits", "results") or name in known} - {
        package for package in known if (ROOT / package.replace(".", "/") / "__init__.py").exists()
    }


def test_only_the_menu_stands_directly_in_pages():
    """A page beside the main script can be opened past the gate of the menu after every start."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["menu.py"]


def test_the_child_process_alone_opens_workbooks():
    """`load_workbook` in the serving process would let one file take all of its memory."""
    wrong = [
        shown(path, call)
        for path in product_files()
        if not path.is_relative_to(ROOT / "tracker" / "core")
        for call, name in calls(tree(path))
        if name.endswith(("load_workbook", "read_excel", "ExcelFile"))
    ]
    assert wrong == []


# Words


def test_pages_and_screens_hold_no_text_for_people():
    wrong = [
        f"{shown(path, text)} {ast.unparse(text)[:60]}"
        for path in [*page_files(), *(path for path in package_files() if named(path, "screens"))]
        for call, name in calls(tree(path))
        if name.startswith("st.") and not SAYS_NOTHING.match(name)
        for text in _texts_given(call)
        if LETTERS.search(_fixed_part(text))
    ]
    assert wrong == []


def _texts_given(call: ast.Call) -> list[ast.expr]:
    given = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg in SAID_BY)]
    return [text for text in given if isinstance(text, ast.JoinedStr | ast.Constant)]


def _fixed_part(text: ast.expr) -> str:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    fixed = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return re.sub(r":material/\w+:", "", fixed)


def test_no_markup_is_taken_from_text():
    """`unsafe_allow_html` ran a script that a person had typed."""
    wrong = [
        shown(path, call)
        for path in product_files()
        for call, _ in calls(tree(path))
        if any(keyword.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for keyword in call.keywords)
    ]
    assert wrong == []


# Names and leftovers


def test_names_are_the_fields():
    wrong = [
        str(path.relative_to(ROOT)) for path in python_files() if NO_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert wrong == []


def test_the_top_holds_what_the_design_names():
    top = {path.name for path in ROOT.iterdir()} - NOT_STORED
    assert sorted(name for name in top - TOP if not name.startswith(".")) == []


def test_nothing_is_left_for_later():
    marks = ["TO" + "DO", "FIX" + "ME", "X" * 3, "raise NotImplemented" + "Error"]
    pattern = re.compile(rf"\b({'|'.join(marks)})\b")
    wrong = [f"{shown(path)} {mark}" for path, text in texts() if path.suffix != ".txt" for mark in pattern.findall(text)]
    assert wrong == []


def test_no_test_is_left_out():
    """A test that cannot run fails; one that is skipped in silence is none."""
    wrong = [
        f"{shown(path, node)} {ast.unparse(node)}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("skip", "skipif", "xfail", "importorskip")
    ]
    assert wrong == []


def test_no_file_names_a_machine_or_a_registry():
    pattern = re.compile(r"(?<![\w./:-])/(?:work|root|home|Users)/\w|--(?:extra-)?index-url|--find-links|--trusted-host")
    wrong = [
        f"{shown(path)} {found[0]}"
        for path, text in texts()
        if path != Path(__file__)
        for found in [pattern.search(text)]
        if found
    ]
    assert wrong == []


# Requirements


@pytest.fixture(scope="module")
def project() -> str:
    return (ROOT / "pyproject.toml").read_text()


def test_every_direct_dependency_says_what_it_is_for(project):
    part = project[project.index("\ndependencies = [") : project.index("\n[tool.")]
    given = [line.strip() for line in part.splitlines() if line.strip().startswith('"')]
    assert len(given) > 20
    assert [line for line in given if not re.search(r'",\s+# \w', line)] == []


@pytest.mark.parametrize(("file", "extras"), [("requirements.txt", ()), ("tests/requirements.txt", ("test",))])
def test_every_dependency_is_locked_with_its_hash(project, file, extras):
    read = tomllib.loads(project)["project"]
    wanted = [*read["dependencies"], *(line for extra in extras for line in read["optional-dependencies"][extra])]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-") for line in wanted}
    locked = (ROOT / file).read_text()
    pinned = set(re.findall(r"^([a-z0-9.-]+)(?:\[[\w,-]+\])?==", locked, re.MULTILINE))
    assert sorted(names - pinned) == []
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", locked)[1:])
