#!/bin/sh
# Database, framework, demonstration, then the web server and the background worker, until either ends.
set -eu
python=.venv/bin/python
port=${PORT:-8000}
export SITE_URL="http://127.0.0.1:$port"
$python manage.py prepare
$python manage.py demo
echo "SSR Portal: http://127.0.0.1:$port   (Ctrl+C ends it). E-mail is not sent but kept in ${DATA_DIR:-var}/mail."
LOG_LEVEL=WARNING $python manage.py db_worker --no-startup-delay --verbosity 0 &
worker=$!
.venv/bin/gunicorn ssr_portal.wsgi --bind "127.0.0.1:$port" & # with gunicorn.conf.py
web=$!
trap 'kill $web $worker 2>/dev/null' INT TERM EXIT
while kill -0 $web 2>/dev/null && kill -0 $worker 2>/dev/null; do sleep 1; done
