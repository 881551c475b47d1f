import http.client
import socket
import threading
from types import SimpleNamespace

import pytest

from lookalike.core.errors import BadRequest
from lookalike.core.settings import load_settings
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.webapp.gallery import colours
from webapp.serve import THREADS, make_server, whereabouts
from webapp.site import SEARCHES, WAITING


@pytest.fixture
def served(tmp_path):
    gallery = colours(tmp_path / "data", port=0, max_upload_bytes=2**16)
    server = make_server(gallery.settings, gallery.engine)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    gallery.close()


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_the_site_is_served(served):
    answer, text = ask(served, "GET", "/c/gallery/search?q=red")
    assert answer.status == 200
    assert "Results" in text
    assert answer.headers["Server"] is None


def test_a_proxy_is_noticed_so_that_its_visitors_may_change_nothing(served):
    proxied = {"X-Forwarded-For": "203.0.113.9"}
    assert "No key is needed" in ask(served, "GET", "/key")[1]
    assert "No key is needed" not in ask(served, "GET", "/key", headers=proxied)[1]


def test_health_answers_while_clients_dawdle(served):
    slow = [socket.create_connection(("127.0.0.1", served)) for _ in range(100)]
    for each in slow:
        each.sendall(b"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\nx")
    assert ask(served, "GET", "/health")[0].status == 200
    for each in slow:
        each.close()


def test_health_goes_before_all_that_wait(tmp_path):
    server = make_server(load_settings(data=tmp_path, port=0), EmbeddedEngine(tmp_path))
    dispatcher = server.task_dispatcher
    dispatcher.shutdown()  # nobody takes what waits
    for path in ("/c/a/", "/", "/health", "/healthy"):
        server.add_task(SimpleNamespace(requests=[SimpleNamespace(path=path)]))
    waiting = [task.requests[0].path for task in dispatcher.queue]
    dispatcher.queue.clear()
    server.close()
    assert waiting == ["/health", "/c/a/", "/", "/healthy"]


def test_a_large_request_gets_a_page_and_a_huge_one_is_not_read(served):
    answer, text = ask(served, "POST", "/query", b"x" * (2**16 + 1))
    assert (answer.status, "<h1>" in text) == (413, True)
    huge = {"Content-Length": str(2**40)}
    assert ask(served, "POST", "/query", headers=huge)[0].status == 413


def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        settings = load_settings(data=tmp_path, port=holder.getsockname()[1])
        with pytest.raises(BadRequest, match="LOOKALIKE_PORT"):
            make_server(settings, None)


@pytest.mark.parametrize(
    ("set_", "said"),
    [
        ({}, "is at http://127.0.0.1:5001/"),
        ({"host": "::"}, "is at http://[::1]:5001/"),
        ({"host": "0.0.0.0"}, "is at http://127.0.0.1:5001/"),
        ({"host": "pictures.lan"}, "is at http://pictures.lan:5001/"),
        ({"trusted_hosts": ["a.org", "127.0.0.1"]}, "is at http://127.0.0.1:5001/"),
        (
            {"trusted_hosts": ["a.org", "b.org"]},
            "listens on 127.0.0.1:5001 and answers to a.org, b.org",
        ),
    ],
)
def test_the_address_it_says_is_one_it_answers_to(tmp_path, set_, said):
    assert f"Lookalike {said} (" in whereabouts(load_settings(data=tmp_path, **set_), 5001)


def test_threads_are_left_for_pictures_and_health():
    assert THREADS > SEARCHES + WAITING
