"""The house rules, held: faces, sizes, import cost, what is documented, and what every error is for."""

from __future__ import annotations

import ast
import importlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.network import UNGUARDED, attempts, unwatched

ROOT = Path(__file__).parent.parent
CODE = sorted(p for folder in ("assistant", "ingest", "evals") for p in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = ("chromadb", "langchain", "torch", "sentence_transformers", "transformers", "gradio", "Bio", "onnxruntime")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)]


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


def test_no_phrase_of_a_table_is_over_the_ceiling() -> None:
    """No cell of a column of patterns has more than 200 characters: one short phrase a row, its parts in fragments."""
    long = {}
    for table in sorted(p for folder in ("assistant", "ingest") for p in (ROOT / folder / "knowledge").rglob("*.tsv")):
        head, *lines = (line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        columns = [place for place, name in enumerate(head.split("\t")) if name in ("phrase", "pattern")]
        cells = [line.split("\t")[place] for line in lines for place in columns]
        if over := [cell for cell in cells if len(cell) > 200]:
            long[table.name] = over
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
    assert [str(p) for p in CODE if not ast.get_docstring(parsed(p))] == []


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
    ("program", "module", "attribute"),
    [("vouch", "assistant.doors.cli", "vouch"), ("vouch-ingest", "ingest.doors.cli", "cli")],
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
    from ingest.knowledge.tables import read_table

    tables = [path for package in ("assistant", "ingest") for path in (ROOT / package / "knowledge").rglob("*.tsv")]
    assert tables
    bare = [
        f"{path.name}: {row}"
        for path in tables
        for row in read_table(path).records()
        if not row.get("source", "").strip()
    ]
    assert bare == []


@pytest.mark.parametrize(
    "leave",
    [
        lambda out: out.connect(("192.0.2.1", 80)),
        lambda out: out.connect_ex(("192.0.2.1", 80)),
        lambda out: out.sendto(b"x", ("192.0.2.1", 53)),
        lambda _: socket.getaddrinfo("models.example.org", 443),
        lambda _: socket.gethostbyname("models.example.org"),
    ],
    ids=["connect", "connect_ex", "sendto", "getaddrinfo", "gethostbyname"],
)
def test_environment_lets_nothing_out(leave: Callable[[socket.socket], object]) -> None:
    """A connection, a datagram or a look-up beyond loopback is refused in tests."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(OSError, match="without a network"):
        leave(out)


def test_started_processes_let_nothing_out(watched: dict[str, str], tmp_path: Path) -> None:
    """What a started process tries is refused and written down: connections, datagrams and look-ups, in native code
    and in its own children too; loopback passes."""
    if UNGUARDED:
        pytest.skip(UNGUARDED)
    code = """
import ctypes, socket, subprocess, sys
libc = ctypes.CDLL(None)
assert libc.getaddrinfo(b"native.example.org", None, None, ctypes.byref(ctypes.c_void_p())) != 0
tries = ["socket.create_connection(('192.0.2.1', 80))", "socket.gethostbyname('name.example.org')",
         "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.2', 53))",
         "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))"]
for line in tries:
    assert subprocess.run([sys.executable, "-c", "import socket; " + line], capture_output=True).returncode
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(("localhost", server.getsockname()[1]))
"""
    mine = watched | {"NETWORK_GUARD_LOG": str(tmp_path / "attempts")}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **mine}, check=True)
    assert [line.split(" (")[0] for line in attempts(mine)] == [
        "look-up native.example.org",
        "connect 192.0.2.1 port 80",
        "look-up name.example.org",
        "sendto 192.0.2.2 port 53",
        "connect 2001:db8::1 port 80",
    ]


@pytest.mark.parametrize("own", [{}, {"PATH": "/usr/bin"}, {"LD_PRELOAD": ""}])
def test_no_process_is_started_without_the_guard(watched: dict[str, str], own: dict[str, str]) -> None:
    """A test that gives a process an environment of its own passes the guard on, or is told so; a browser is let be."""
    if UNGUARDED:
        pytest.skip(UNGUARDED)
    with pytest.raises(AssertionError, match="must keep LD_PRELOAD"):
        subprocess.run(["true"], env=own)
    subprocess.run(["true"], env=own | watched | {"PATH": os.environ["PATH"]}, check=True)
    subprocess.run(["true"], env=unwatched(), check=True)


DIRECT = ("assistant/verify/checks", "assistant/variants", "assistant/names", "assistant/language")
"""Folders of small parts that much else stands on: each module has a test file of its own."""


@pytest.mark.parametrize("folder", DIRECT)
def test_every_small_part_has_a_test_of_its_own(folder: str) -> None:
    """A module of these folders has a test file named for it at the same place, which imports what it tests from it."""
    modules = [path.stem for path in sorted((ROOT / folder).glob("*.py")) if path.stem != "__init__"]
    assert modules
    missing = []
    for name in modules:
        path, module = ROOT / "tests" / folder / f"test_{name}.py", f"{folder.replace('/', '.')}.{name}"
        tree = parsed(path) if path.is_file() else ast.Module([], [])
        taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        called = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if module not in taken or not any(one.startswith("test_") for one in called):
            missing.append(module)
    assert missing == []


def test_tests_stand_where_what_they_test_stands() -> None:
    """Every folder of tests exists in the code; so does, among the small parts, the module a file is named for."""
    files = [path.relative_to(ROOT / "tests") for path in TESTS if path.name.startswith("test_")]
    assert [str(path) for path in files if not (ROOT / path.parent).is_dir()] == []
    small = [path for path in files if path.parent.as_posix() in DIRECT]
    assert [str(p) for p in small if not (ROOT / p.parent / f"{p.stem.removeprefix('test_')}.py").is_file()] == []
