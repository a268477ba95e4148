"""Reports with hostile text in every field."""

from typing import Any

import msgspec
import reports

from omelog.model.report import Report

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "{{7*7}}{% raw %}{# x",
    "</script></style></title></pre></bdi><svg onload=x>",
    '" onmouseover="x" \'\' ` onfocus=y',
    "right\u202eot tfel\u2066\u200f",
    "nul\x00esc\x1b[31m\x85\x7f\ufffe\U000e0041",
    "javascript:alert(1)",
    "https://x.example/\"onclick='y'",
    "lone\ud800surrogate",
    "w" * 5000,
]


def _poison(value: Any, hostile: str, kept: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON
    """Replace every free string; slugs, ids of groups and the words of closed sets stay, or nothing would be shown."""
    if isinstance(value, dict):
        return {k: v if k in kept else _poison(v, hostile, kept) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_poison(one, hostile, kept) for one in value]
    return hostile if isinstance(value, str) else value


KEPT = frozenset({
    "schema", "slug", "cause", "candidates", "blocker", "not_seen_since", "certainty", "severity", "status", "role",
    "before", "now",
    "by", "basis", "requirement", "evidence", "reissue", "new_csr", "rebuild_file", "path", "audience", "incident",
    "checked", "effective", "page", "id", "source_id", "target_id", "about", "side", "same", "encoding", "not_before",
    "not_after",
})  # fmt: skip


def _chain() -> dict[str, object]:
    """Return a checked file, as data: a certificate whose issuer is missing."""
    text = ("subject", "issuer", "serial", "key", "sha256", "name")
    leaf = {"position": 1, "role": "leaf", "in_path": True, "self_signed": False, "names": ["x"]}
    times = {"not_before": "2026-01-01T00:00:00Z", "not_after": "2027-01-01T00:00:00Z"}
    check = {"requirement": "full-chain", "status": "fail", "basis": "stated", "certificate": 1, "raises": "x"}
    wants = {"wanted_by": 1, "wanted_by_name": "x", "name": "x", "key_identifier": "x", "address": "x"}
    return {
        "ok": False,
        "file": {"name": "x", "encoding": "x"},
        "certificates": [{**leaf, **times, **dict.fromkeys(text, "x")}],
        "checks": [{**check, "cause": "invalid-chain", "detail": "x", "fix": "x"}],
        "at": "2026-06-01T00:00:00Z",
        "path": [1],
        "broken": wants,
        "private_key": True,
        "notices": ["x"],
        "problems": [],
    }


def _pair() -> dict[str, object]:
    levels = [{"position": 1, "source": "x", "target": "x", "same": "no"}]
    check = {
        "requirement": "same-authorities",
        "status": "fail",
        "basis": "stated",
        "certificate": None,
        "side": "pair",
    }
    checks = [{**check, "cause": "authority-mismatch", "detail": "x", "fix": "x"}]
    return {"ok": False, "source": _chain(), "target": _chain(), "levels": levels, "checks": checks}


def poisoned(hostile: str) -> Report:
    """Return a report over one bundle of each kind, hostile in all that a log or a file may hold."""
    tree = msgspec.to_builtins(reports.several(), enc_hook=str)
    tree["pairs"][0]["chain"] = _pair()
    for bundle in tree["bundles"]:
        bundle["chain"] = _chain() if bundle["status"] == "analyzed" else None
        for finding in bundle["findings"]:
            finding["severity"] = hostile
        for log in bundle["logs"]:
            log["path"] = hostile
    return msgspec.convert(_poison(tree, hostile, KEPT), Report)
