#!/bin/sh
# What Python packages cannot bring along. `run` needs the libraries that lay out text for the PDF and the names of time zones; `test` also
# wants a browser with what drives it, PostgreSQL and a PDF reader. Each is asked for only where it is really missing. Installed where that
# is allowed, without a word unless it fails; otherwise the exact command is printed.
set -eu
wanted="" needed=""
lacks() { wanted="$wanted $1"; }
library() { "$ldconfig" -p | grep -q "^[[:space:]]*$1 " || lacks "$2"; }

ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
library libpangoft2-1.0.so.0 libpangoft2-1.0-0 # brings libpango, libharfbuzz, libfontconfig and glib along
library libharfbuzz-subset.so.0 libharfbuzz-subset0
[ -e /usr/share/zoneinfo/Europe/Amsterdam ] || lacks tzdata
needed=$wanted
if [ "$1" = test ]; then
    command -v chromium >/dev/null || lacks chromium
    command -v pdftotext >/dev/null || lacks poppler-utils
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || lacks postgresql
    # Playwright drives the browser with a node of its own, and names the libraries that it does not find.
    for absent in $(ldd .venv/lib/python3*/site-packages/playwright/driver/node 2>/dev/null | awk '/not found/ {print $1}'); do
        case "$absent" in
        libatomic.so.1) lacks libatomic1 ;;
        libstdc++.so.6) lacks libstdc++6 ;;
        libgcc_s.so.1) lacks libgcc-s1 ;;
        *) echo "The browser's driver lacks $absent, of a Debian package unknown here." >&2 ;;
        esac
    done
fi
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian packages:$wanted"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    export DEBIAN_FRONTEND=noninteractive
    if { apt-get update -qq || true; apt-get install -y -qq --no-install-recommends $wanted; } >"$log" 2>&1; then
        exit 0
    fi
    tail -n 5 "$log" >&2
fi
echo "These Debian packages are missing:$wanted. Type this:" >&2
echo "    sudo apt-get install -y --no-install-recommends$wanted" >&2
[ -z "$needed" ] # without the others, `make test` says what it skipped
