#!/bin/sh
# Settings for one's own machine: a fresh secret, no TLS. Printed; `make` keeps them in .env.
set -eu
secret=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')
cat <<SETTINGS
# For this machine only; docs/operator.md lists every variable.
SECRET_KEY=$secret
HTTPS=off
ALLOWED_HOSTS=127.0.0.1,localhost
SETTINGS
