import logging
import threading

from lookalike.core.errors import NotFound
from lookalike.core.log import MAX_LINE, configure, new_request
from lookalike.core.texts import _, language, ngettext, speaking, use_language


def test_a_language_without_a_catalogue_falls_back_to_english():
    use_language("xx")
    try:
        assert _("Nothing found.") == "Nothing found."
        assert ngettext("one image", "{n} images", 2) == "{n} images"
        assert _("") == ""
    finally:
        use_language("en")


def test_a_context_speaks_its_own_language_and_others_that_of_the_process():
    error = NotFound(kind="collection", name="x")
    elsewhere = []
    with speaking("de"):
        assert str(error) == "Nicht gefunden: Sammlung „x“."
        assert language() == "de"
        with speaking("en"):
            assert str(error) == "There is no collection “x”."
        thread = threading.Thread(target=lambda: elsewhere.append(language()))
        thread.start()
        thread.join()
        assert language() == "de"
    assert elsewhere == [language()] == ["en"]


def test_a_log_line_carries_the_id_of_its_request(capsys):
    configure(1)
    try:
        with new_request("abc123"):
            logging.getLogger("lookalike.test").info("hello")
        logging.getLogger("lookalike.test").debug("not shown")
    finally:
        configure(0)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "abc123 lookalike.test: hello" in lines[0]


def test_a_message_stays_on_one_line_whatever_it_quotes(capsys):
    configure(1)
    try:
        logging.getLogger("lookalike.test").info("no “%s”", "x\r\n2026 fake\x1b[2J\u2028\u202e")
    finally:
        configure(0)
    [line] = capsys.readouterr().err.split("\n")[:-1]
    assert line.endswith(r"no “x\r\n2026 fake\x1b[2J\u2028\u202e”")


def test_a_message_is_cut_where_it_quotes_without_end(capsys):
    configure(1)
    try:
        logging.getLogger("lookalike.test").info("no “%s”", "x" * 10**6)
    finally:
        configure(0)
    [line] = capsys.readouterr().err.split("\n")[:-1]
    assert len(line) == MAX_LINE


def test_a_traceback_keeps_its_lines(capsys):
    configure(1)
    try:
        raise ValueError("because")
    except ValueError:
        logging.getLogger("lookalike.test").exception("it broke")
    finally:
        configure(0)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("it broke")
    assert lines[-1] == "ValueError: because"
