#!/bin/sh
# What Python packages cannot bring along. `run` needs the libraries that lay out text for the PDF; `test` also wants a browser,
# PostgreSQL and a PDF reader. Installed where that is allowed; otherwise the exact command is printed.
set -eu
wanted=""
lacks() { wanted="$wanted $1"; }

ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
"$ldconfig" -p | grep -q 'libpangoft2-1.0.so.0' || lacks libpangoft2-1.0-0
"$ldconfig" -p | grep -q 'libharfbuzz-subset.so.0' || lacks libharfbuzz-subset0
if [ "$1" = test ]; then
    command -v chromium >/dev/null || lacks chromium
    command -v pdftotext >/dev/null || lacks poppler-utils
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || lacks postgresql
fi
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian packages:$wanted"
    apt-get update -qq || true
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null; then
        exit 0
    fi
fi
echo "These Debian packages are missing:$wanted. Type this:" >&2
echo "    sudo apt-get install -y --no-install-recommends$wanted" >&2
case "$wanted" in *libpango* | *libharfbuzz*) exit 1 ;; esac
