"""Web servers of a test's own: on this machine alone, in a thread, and gone with the test."""

import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ELASTICSEARCH = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}
"""Headers by which a client knows an Elasticsearch."""


class Quiet(BaseHTTPRequestHandler):
    """Reads what it is sent, tells what it is told to, and prints nothing."""

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def tell(self, status, content, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *given):
        if not isinstance(sys.exception(), OSError):  # a client that hung up is no trouble
            super().handle_error(*given)


@contextmanager
def served(handler):
    """Yield the address where `handler` answers."""
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
