#!/bin/sh
# A virtual environment in .venv. On a bare Debian the module `venv` lacks its pip until python3-venv is installed.
set -eu
python=$(command -v "${PYTHON:-python3.11}" || command -v python3)
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "SSR Portal runs on Python 3.11 and later; $python is older. Name yours: make PYTHON=/path/to/python3.11" >&2
    exit 1
}
if "$python" -m venv "$VENV" >/dev/null 2>&1; then
    exit 0
fi
rm -rf "$VENV"
install="apt-get install -y python3-venv"
if [ "$(id -u)" = 0 ]; then
    echo "Installing python3-venv (Debian)"
    log=$(mktemp)
    if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install -qq; } >"$log" 2>&1; then
        rm -f "$log"
        exec "$python" -m venv "$VENV"
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "Python cannot make virtual environments yet. Type this, then try again:" >&2
echo "    sudo $install" >&2
exit 1
