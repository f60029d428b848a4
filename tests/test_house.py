"""The house rules, held: faces, sizes, import cost, what is documented, and what every error is for."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(p for folder in ("assistant", "ingest", "evals") for p in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = ("chromadb", "langchain", "torch", "sentence_transformers", "transformers", "gradio", "Bio", "onnxruntime")


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("package", ["assistant", "ingest"])
def test_face_is_sorted_and_whole(package: str) -> None:
    """Every name of a package's `__all__` is there, and the list is sorted."""
    module = importlib.import_module(package)
    assert module.__all__
    assert list(module.__all__) == sorted(module.__all__, key=lambda name: (not name.isupper(), name.islower(), name))
    assert all(hasattr(module, name) for name in module.__all__)


def test_no_file_is_over_the_ceiling() -> None:
    """No Python file has more than 400 lines."""
    sizes = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in CODE + TESTS}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_no_function_is_over_the_ceiling() -> None:
    """No function has more than 50 lines."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in CODE + TESTS
        for node in functions(path)
        if node.end_lineno and node.end_lineno - node.lineno + 1 > 50
    }
    assert long == {}


def test_every_test_states_its_behavior() -> None:
    """Every test function has a docstring."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in TESTS
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert bare == []


def test_every_module_says_what_it_is() -> None:
    """Every module of the packages has a docstring."""
    assert [str(p) for p in CODE if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize("package", ["assistant", "ingest"])
def test_importing_is_free(package: str) -> None:
    """Importing a package loads none of the heavy libraries, and takes under 0.3 s of processor time."""
    code = (
        f"import sys, time; t = time.process_time(); import {package}; spent = time.process_time() - t; "
        f"print(spent, *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    best = min(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
        for _ in range(3)
    )
    assert best[1:] == []
    assert float(best[0]) < 0.3


def test_every_error_is_raised_somewhere() -> None:
    """Every class of the tree of errors is raised, or is the base of one that is."""
    source = "\n".join(p.read_text(encoding="utf-8") for p in CODE)
    bases = set(re.findall(r"^class \w+\((\w+)\):", source, re.MULTILINE))
    names = [
        name for module in ("ingest.errors", "assistant.errors") for name in importlib.import_module(module).__all__
    ]
    assert [n for n in names if n not in bases and not re.search(rf"\b{n}\(", source.replace(f"class {n}(", ""))] == []


def test_every_setting_is_documented() -> None:
    """The README's table names every setting."""
    from assistant.settings import Settings

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in Settings.__struct_fields__ if f"`{name}`" not in readme] == []


@pytest.mark.parametrize(
    ("program", "module", "attribute"), [("vouch", "assistant.cli", "vouch"), ("vouch-ingest", "ingest.cli", "cli")]
)
def test_every_command_and_option_is_documented(program: str, module: str, attribute: str) -> None:
    """The README names every command, and every option that is not --help, --json or --library."""
    group = getattr(importlib.import_module(module), attribute)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = []
    for command_name, command in group.commands.items():
        if not re.search(rf"`{program} {command_name}\b", readme):
            missing.append(command_name)
        longs = [o for p in command.params for o in p.opts if o.startswith("--")]
        missing += [f"{command_name} {o}" for o in longs if o not in ("--json", "--library") and o not in readme]
    assert missing == []


def test_knowledge_rows_have_a_source() -> None:
    """Every row of every knowledge table names where it comes from."""
    import csv

    tables = [p for folder in ("assistant", "ingest") for p in (ROOT / folder / "knowledge").glob("*.tsv")]
    assert tables
    bare = []
    for path in tables:
        with path.open(encoding="utf-8", newline="") as lines:
            told = (line for line in lines if not line.startswith("#"))
            rows = csv.DictReader(told, delimiter="\t", quoting=csv.QUOTE_NONE)
            bare += [f"{path.name}:{rows.line_num}" for row in rows if not (row.get("source") or "").strip()]
    assert bare == []


def test_environment_lets_nothing_out() -> None:
    """A connection beyond loopback is refused in tests."""
    import socket

    with socket.socket() as out, pytest.raises(OSError, match="without a network"):
        out.connect(("192.0.2.1", 80))
