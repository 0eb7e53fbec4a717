"""The syntax trees of the product, for tests that read the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracker.core.settings import ROOT

PACKAGES = ("tracker", "audits", "results")


@cache
def tree(path: Path) -> ast.Module:
    parsed = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for parent in ast.walk(parsed):
        for child in ast.iter_child_nodes(parent):
            child.parent = parent  # type: ignore[attr-defined]
    return parsed


def shown(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def package_files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def page_files() -> list[Path]:
    return sorted((ROOT / "pages").rglob("*.py"))


def product_files() -> list[Path]:
    return [ROOT / "app.py", *package_files(), *page_files()]


def python_files() -> list[Path]:
    """Everything written by hand in Python; migrations are written by a tool."""
    return [*product_files(), *sorted((ROOT / "tests").rglob("*.py")), ROOT / "migrations" / "env.py"]


def calls(root: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the name it is written by: `st.rerun`, `say`."""
    for node in ast.walk(root):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imported(path: Path) -> set[str]:
    """The modules this file imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
