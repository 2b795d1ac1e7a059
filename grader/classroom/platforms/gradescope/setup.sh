#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image. The image's own Python may be older than 3.11: uv brings one.
set -euo pipefail
ROOT="${AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3-pip bubblewrap
python3 -m pip install --quiet uv
python3 -m uv venv --quiet --python 3.13 "$ROOT/awaitlings"
python3 -m uv pip install --quiet --python "$ROOT/awaitlings/bin/python" --require-hashes \
    -r "$ROOT/source/requirements/grading.txt"
