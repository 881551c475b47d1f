from lookalike.core.keys import Keys
from lookalike.core.settings import settings


def test_a_key_is_printed_once_listed_without_its_secret_and_removed(lookalike):
    status, secret, note = lookalike("keys", "add", "ann")
    known = Keys(settings().data)
    key = known.find(secret.strip())
    assert (status, key.name) == (0, "ann")
    assert "not shown again" in note
    assert lookalike("keys")[1] == f"{key.id}  {key.made:%Y-%m-%d %H:%M} UTC  ann\n"
    assert lookalike("keys", "remove", key.id)[0] == 0
    assert known.all() == []


def test_the_answers_as_json(lookalike):
    status, made, _ = lookalike("keys", "add", "ann", "--json")
    assert status == 0
    secret = made.pop("key")
    assert Keys(settings().data).find(secret).id == made["id"]
    assert lookalike("keys", "list", "--json")[1] == {"keys": [made]}


def test_without_a_key_it_says_how_one_is_made(lookalike):
    assert "lookalike keys add NAME" in lookalike("keys")[1]


def test_a_key_that_is_not_there_cannot_be_removed(lookalike):
    status, _, sentence = lookalike("keys", "remove", "00000000")
    assert (status, sentence) == (1, "There is no key “00000000”.\n")


def test_a_key_without_a_name_is_refused(lookalike):
    assert lookalike("keys", "add", " ")[0] == 2
