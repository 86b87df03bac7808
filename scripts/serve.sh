#!/bin/sh
# Database, framework, demonstration, then the web server until it ends, and beside it the background worker.
set -eu
python=.venv/bin/python
port=${PORT:-8000}
restarts=10 # of a worker that ended; without one pages go on, and /readyz says so
export SITE_URL="http://127.0.0.1:$port"
$python manage.py prepare
$python manage.py demo
echo "SSR Portal: http://127.0.0.1:$port   (Ctrl+C ends it). E-mail is not sent but kept in ${DATA_DIR:-var}/mail."
work() {
    LOG_LEVEL=WARNING $python manage.py db_worker --no-startup-delay --verbosity 0 &
    worker=$!
}
work
.venv/bin/gunicorn ssr_portal.wsgi --bind "127.0.0.1:$port" & # with gunicorn.conf.py
web=$!
trap 'kill $web $worker 2>/dev/null' EXIT
trap 'exit 130' INT TERM
while kill -0 $web 2>/dev/null; do
    sleep 1
    if ! kill -0 $worker 2>/dev/null && [ $restarts -gt 0 ]; then
        restarts=$((restarts - 1))
        echo "The worker ended and is started again ($restarts times more)." >&2
        work
    fi
done
