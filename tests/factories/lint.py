"""Rubrics as documents in the fewest words, and what the linter finds in them."""

from typing import Any

from audits.rubrics.forms.lint import LintFinding, lint_document

Document = dict[str, Any]


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh_CN": f"{text}。"}


def option(code: str, points: float = 0, **more: Any) -> Document:
    return {"code": code, "label": both(f"Option {code}"), "points": points, **more}


def item(code: str, *options: Document, **more: Any) -> Document:
    chosen = list(options) or [option("y", 1), option("n")]
    return {"code": code, "kind": "single", "label": both(f"Item {code}"), "options": chosen, **more}


def number(code: str, *bands: Document, **more: Any) -> Document:
    return {"code": code, "kind": "number", "label": both(f"Item {code}"), "bands": list(bands), **more}


def section(code: str, *items: Document, **more: Any) -> Document:
    return {"code": code, "name": both(code), "items": list(items), **more}


def document(*parts: Document, policy: Document | None = None, **more: Any) -> Document:
    """Sections, or the items of one."""
    sections = list(parts) if parts and "items" in parts[0] else [section("s", *parts)]
    policy = policy or {"preset": "safetyculture"}
    about = {"code": "made", "channel": "store", "name": both("Made"), "purpose": both("For tests")}
    return {**about, "policy": policy, "sections": sections, **more}


def found(*parts: Document, **more: Any) -> list[LintFinding]:
    rubric, findings = lint_document(document(*parts, **more))
    assert rubric is not None, [finding.message for finding in findings]
    return findings


def rules(findings: list[LintFinding]) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.item) for finding in findings]


def when(code: str, *answers: str | int) -> Document:
    return {"item": code, "equals": list(answers)}


# A critical item that fails, with all that the linter asks of it.
BAD = option("bad", fail=True)
CRITICAL = {"critical": True, "guidance": both("When it fails"), "evidence": {"photo": ["bad"]}}
