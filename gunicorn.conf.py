"""How gunicorn serves the portal; it reads this file by itself when started beside it (docs/operator.md)."""

worker_class = "ssr_portal.upkeep.patience.PatientWorker"
workers = 2
threads = 200  # that wait for clients, started as they are needed; those that work are counted in the worker class
worker_connections = 1000
keepalive = 5  # seconds
graceful_timeout = 30  # seconds
limit_request_line = 8190  # bytes; filters of a portfolio are the longest addresses
control_socket_disable = True
loglevel = "warning"
