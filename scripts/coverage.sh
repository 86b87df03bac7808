#!/bin/sh
# What the suite reaches, child processes included. Views owe tests without a browser, so the browser's journeys are left out.
set -eu
python=.venv/bin/python
mkdir -p var
$python -m coverage erase
$python -m pytest -n 2 --ignore=tests/browser --cov --cov-report= "$@"
$python -m coverage json -q -o var/coverage.json
$python scripts/coverage-report.py var/coverage.json
