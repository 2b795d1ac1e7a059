"""A real web site on this machine, so that you can try your crawler: slow, with a broken link and a silent page.

    with Site() as site:
        ...                     # site.url is its address

It runs in threads of its own. `site.most` is how many requests it had to answer at once, `site.connections` how many
connections were opened to it.
"""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {
    "/": ("The shop", ["/shoes", "/hats", "/about", "/jobs", "/news"]),
    "/shoes": ("Shoes", ["/", "/shoes/red", "/shoes/blue", "/hats"]),
    "/hats": ("Hats", ["/", "/hats/straw", "/hats/felt"]),
    "/about": ("About us", ["/", "/people"]),
    "/jobs": ("Jobs", ["/", "/gone"]),
    "/news": ("News", ["/", "/silent"]),
    "/shoes/red": ("Red shoes", ["/shoes"]),
    "/shoes/blue": ("Blue shoes", ["/shoes"]),
    "/hats/straw": ("Straw hats", ["/hats"]),
    "/hats/felt": ("Felt hats", ["/hats"]),
    "/people": ("People", ["/about"]),
}


class Site:
    """A small web site on a free port of the loopback address."""

    def __init__(self) -> None:
        self.most = self.connections = self._now = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                site.connections += 1

            def do_GET(self) -> None:
                with site._lock:
                    site._now += 1
                    site.most = max(site.most, site._now)
                time.sleep(3.0 if self.path == "/silent" else 0.2)
                with site._lock:
                    site._now -= 1
                title, links = PAGES.get(self.path, ("Not found", []))
                anchors = "".join(f'<a href="{link}">more</a>' for link in links)
                body = f"<title>{title}</title>{anchors}".encode()
                self.send_response(200 if self.path in PAGES else 404)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
