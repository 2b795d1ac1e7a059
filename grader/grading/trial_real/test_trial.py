"""A trial: every file compiles, and what lies on top imports, in a program of its own."""

from grader.live.stage import check

DRIVE = """
import importlib, pathlib
OURS = ("services", "awaitlings_drive", "awaitlings_witness")
for path in sorted(pathlib.Path().rglob("*.py")):
    compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
for path in sorted(pathlib.Path().iterdir()):
    if path.suffix == ".py" and path.stem not in OURS or (path / "__init__.py").exists():
        importlib.import_module(path.stem)
"""


@check(part=1, title="it imports")
async def test_it_imports(stage):
    program = await stage.drive(DRIVE)
    stage.called_text = "import"
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
