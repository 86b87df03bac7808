#!/bin/sh
# The unit tests of static/js, run by the node that Playwright brings along: nothing more needs to be installed. Ends with 3 where that
# node does not start (sh scripts/system-libraries.sh test names what it lacks).
set -eu
node=$(ls .venv/lib/python3*/site-packages/playwright/driver/node)
"$node" --version >/dev/null 2>&1 || exit 3
exec "$node" --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --test-reporter=dot --test "tests/js/*.test.mjs"
