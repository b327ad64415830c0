"""Habits a machine can hold: short modules, words at every door, no secret and no path of one machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "planner").rglob("*.py"))
TREES = {module: ast.parse(module.read_text("utf-8")) for module in MODULES}

LONGEST = 300
USUAL = 200

# Spelled with brackets, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.)}])/(?:work|root|home|tmp|Users|opt)/\w")
REGISTRY = re.compile(r"python[h]osted|pypi[.]org|npmjs[.]|registry[.]\w|deb[.]debian[.]org|--(extra-)?index-[u]rl")
SECRET_NAME = re.compile(r"secret|password|passphrase|private_key|signing_key", re.IGNORECASE)
# Where a reader of settings takes its default, counted after the name.
DEFAULT_AT = {"get": 0, "getenv": 0, "pop": 0, "setdefault": 0, "str": 0, "bytes": 0, "Setting": 1}


def where(path: Path, line: int = 0) -> str:
    """Name a place in the project, as `planner/config.py:12`."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def kept_files() -> list[Path]:
    """Every file that is, or is about to be, kept in git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def kept_lines() -> Iterator[tuple[Path, int, str]]:
    """Every line of text that is kept, with its file and number."""
    for path in kept_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        yield from ((path, number, line) for number, line in enumerate(text.splitlines(), 1))


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern occurs in what is kept."""
    return [where(path, number) for path, number, line in kept_lines() if pattern.search(line)]


def length(module: Path) -> int:
    """How many lines a module has."""
    return len(module.read_text("utf-8").splitlines())


def test_there_are_modules_to_look_at() -> None:
    assert MODULES


def test_no_module_is_longer_than_anyone_reads() -> None:
    assert [f"{where(module)} has {length(module)} lines" for module in MODULES if length(module) > LONGEST] == []


def test_nine_modules_in_ten_are_short() -> None:
    long = [f"{where(module)} has {length(module)} lines" for module in MODULES if length(module) >= USUAL]
    assert len(long) * 10 <= len(MODULES), long


def test_every_module_and_package_begins_with_a_sentence() -> None:
    assert [where(module) for module, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {module.parent for module in MODULES}
    assert [where(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_public_function_and_class_says_what_it_is_for() -> None:
    doors = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    silent = [
        f"{where(module, node.lineno)} {node.name}"
        for module, tree in TREES.items()
        for node in tree.body
        if isinstance(node, doors) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    assert lines_that_match(UNFINISHED) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_that_match(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_that_match(REGISTRY) == []


def is_words(node: ast.expr) -> bool:
    """Whether an expression is a text or bytes written down in the code, and not empty."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and bool(node.value)


def secrets_written_down(tree: ast.AST) -> Iterator[int]:
    """The lines on which something called a secret is given a value in the code.

    Names that begin with PREVIEW are left alone: the calendar of a preview has a fixed, documented secret, so
    that it comes out the same each time, and it guards nothing.
    """
    pairs: list[tuple[str, ast.expr]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                pairs = [(ast.unparse(target), value) for target in targets]
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                pairs = [(ast.unparse(target), value)]
            case ast.keyword(arg=str(name), value=value):
                pairs = [(name, value)]
            case ast.Dict(keys=keys, values=values):
                pairs = [(ast.unparse(key), value) for key, value in zip(keys, values, strict=True) if key]
            case ast.Call(args=[ast.Constant(value=str(name)), *others], keywords=keywords):
                reader = ast.unparse(node.func).rpartition(".")[2]
                spoken = [word.value for word in keywords if word.arg in {"default", "load_default"}]
                pairs = [(name, value) for value in [*others[DEFAULT_AT.get(reader, 99) :][:1], *spoken]]
            case _:
                continue
        for name, value in pairs:
            if SECRET_NAME.search(name) and not name.strip("'_").startswith("PREVIEW") and is_words(value):
                yield value.lineno


def test_no_secret_has_a_default() -> None:
    trees = {**TREES, ROOT / "wsgi.py": ast.parse((ROOT / "wsgi.py").read_text("utf-8"))}
    assert [where(path, line) for path, tree in trees.items() for line in secrets_written_down(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "SECRET_KEY = 'dev'",
        "app.config['SECRET_KEY'] = 'dev'",
        "app.config.update(SECRET_KEY='dev')",
        "settings = {'SECRET_KEY': b'dev'}",
        "os.environ.get('SECRET_KEY', 'dev')",
        "env.str('SECRET_KEY', default='dev')",
        "Setting('SECRET_KEY', 'str', 'dev', 'Signs sessions.')",
    ],
)
def test_a_default_secret_would_be_found(code: str) -> None:
    assert list(secrets_written_down(ast.parse(code))) == [1]


@pytest.mark.parametrize(
    "code",
    [
        "env.str('SECRET_KEY')",
        "SECRET_KEY = env.str('SECRET_KEY', '')",
        "PREVIEW_SECRET = b'x'",
        "Setting('SECRET_KEY', 'str', None, 'Signs sessions.')",
    ],
)
def test_what_is_no_secret_is_left_alone(code: str) -> None:
    assert list(secrets_written_down(ast.parse(code))) == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert UNFINISHED.search("# {}: later".format("TO" + "DO"))
    assert MACHINE_PATH.search("open('{}/main/x')".format("/" + "work"))
    assert not MACHINE_PATH.search("https://example.org/{}/x".format("home"))
    assert REGISTRY.search("https://{}.org/x".format("pypi"))
