# One image for web and worker. Build: docker build -t ssr-portal .
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv libpangoft2-1.0-0 libharfbuzz-subset0 tzdata \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 1000 portal && install -d -o portal /data
WORKDIR /app
COPY requirements.txt .
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
ENV PATH=/venv/bin:$PATH DATA_DIR=/data PYTHONUNBUFFERED=1
USER portal
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", "python manage.py prepare && exec gunicorn ssr_portal.wsgi --bind 0.0.0.0:8000"]
