import logging
import re


def test_each_request_is_one_line_without_what_was_looked_for(client, caplog):
    with caplog.at_level(logging.INFO, "webapp.access_log"):
        client.get("/c/gallery/search?q=secretword")
        client.get("/nowhere%0AINFO%20forged")
    lines = [each.getMessage() for each in caplog.records if each.name == "webapp.access_log"]
    assert len(lines) == 2
    assert re.fullmatch(r"GET /c/gallery/search 200 [0-9.]+ ms", lines[0])
    assert re.fullmatch(r"GET /nowhere%0AINFO%20forged 404 [0-9.]+ ms", lines[1])


def test_each_request_has_an_id_of_its_own(client):
    ids = {client.get("/health").headers["X-Request-Id"] for _ in range(5)}
    assert len(ids) == 5
