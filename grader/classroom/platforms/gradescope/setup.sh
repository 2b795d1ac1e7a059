#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image. The image's own Python may be older than 3.11: uv brings one.
# uv gets an environment of its own, because the system's Python may refuse to have anything installed (PEP 668).
set -euo pipefail
ROOT="${AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3-venv bubblewrap
python3 -m venv "$ROOT/uv"
"$ROOT/uv/bin/python" -m pip install --quiet uv
"$ROOT/uv/bin/python" -m uv venv --quiet --python 3.13 "$ROOT/awaitlings"
"$ROOT/uv/bin/python" -m uv pip install --quiet --python "$ROOT/awaitlings/bin/python" --require-hashes \
    -r "$ROOT/source/requirements/grading.txt"
