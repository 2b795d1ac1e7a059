"""Grades the checkout that this is started in, and writes ./result.json as Classroom 50 reads it.

Any exit code but 0 becomes `status=error` there, which is no grade: so it is where something could not be judged.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXERCISES = "@EXERCISES@".split()  # noqa: SIM905 - their numbers are put in when the bundle is written


# Nothing is imported or started in the checkout: a student could have put a venv.py there.
def main() -> int:
    submission = Path.cwd()
    result = submission / "result.json"
    result.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as home:
        python = sys.executable
        if not os.environ.get("AWAITLINGS_INSTALLED"):  # the packages are here already
            subprocess.run([sys.executable, "-I", "-m", "venv", home], check=True, cwd=HERE)
            python = str(Path(home, "bin", "python"))
            lock = HERE / "requirements" / "grading.txt"
            install = [python, "-I", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
            subprocess.run(install, check=True, stdin=subprocess.DEVNULL, cwd=HERE)
        environment = {name: value for name, value in os.environ.items() if name != "AWAITLINGS_CWD"}
        command = [python, "-m", "grader", "grade", *EXERCISES, "--submission", str(submission)]
        summary = ["--github", "--classroom50", str(result)]
        environment["GITHUB_STEP_SUMMARY"] = str(submission / "release-body.md")
        (submission / "release-body.md").unlink(missing_ok=True)
        subprocess.run([*command, *summary], cwd=HERE, env=environment, check=False)
    return 0 if result.is_file() else 1


if __name__ == "__main__":
    sys.exit(main())
