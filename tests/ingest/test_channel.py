from threading import Thread

import pytest

from ingest.channel import Aborted, Budget, Channel

SOON = 5


def in_thread(work):
    """Run `work` in a thread; return the thread and a list that gets what it returns or raises."""
    results = []

    def caught():
        try:
            results.append(work())
        except Aborted as error:
            results.append(error)

    thread = Thread(target=caught, daemon=True)
    thread.start()
    return thread, results


def joined(thread):
    thread.join(SOON)
    return not thread.is_alive()


def test_items_come_out_in_order_and_then_the_end():
    channel = Channel(10)
    channel.put("abc")
    channel.close()
    assert channel.take(2) == ["a", "b"]
    assert channel.take(2) == ["c"]
    assert channel.take(2) == []


def test_the_end_comes_when_the_last_producer_has_closed():
    channel = Channel(10, producers=2)
    channel.close()
    thread, results = in_thread(lambda: channel.take(1))
    channel.put(["late"])
    assert joined(thread)
    channel.close()
    assert (results, channel.take(1)) == ([["late"]], [])


def test_more_items_than_a_channel_holds_go_through_it():
    channel = Channel(2)
    thread, _results = in_thread(lambda: channel.put("abcde"))
    taken = []
    while len(taken) < 5:
        taken += channel.take(3)
    assert joined(thread)
    assert taken == list("abcde")


def test_a_full_channel_makes_its_producer_wait():
    channel = Channel(1)
    channel.put(["first"])
    thread, _results = in_thread(lambda: channel.put(["second"]))
    assert channel.take(1) == ["first"]
    assert joined(thread)
    assert channel.take(1) == ["second"]


def test_lingering_gathers_what_comes_meanwhile():
    channel = Channel(10)
    thread, results = in_thread(lambda: channel.take(3, linger=SOON))
    channel.put("abc")
    assert joined(thread)
    assert results == [["a", "b", "c"]]


def test_lingering_does_not_wait_for_more_than_the_channel_can_hold():
    channel = Channel(2)
    channel.put("ab")
    assert channel.take(100, linger=3600) == ["a", "b"]


@pytest.mark.parametrize("wait", [lambda c: c.take(1), lambda c: c.take(9, linger=3600)])
def test_aborting_wakes_a_consumer(wait):
    channel = Channel(10)
    thread, results = in_thread(lambda: wait(channel))
    channel.abort()
    assert joined(thread)
    assert isinstance(results[0], Aborted)


def test_aborting_wakes_a_producer():
    channel = Channel(1)
    channel.put(["first"])
    thread, results = in_thread(lambda: channel.put(["second"]))
    channel.abort()
    assert joined(thread)
    assert isinstance(results[0], Aborted)


def test_a_budget_is_not_exceeded_by_waiting_for_what_is_given_back():
    budget = Budget(100)
    budget.reserve(80)
    assert not budget.try_reserve(30)
    thread, _results = in_thread(lambda: budget.reserve(30))
    budget.give_back(80)
    assert joined(thread)
    assert budget.peak == 80


def test_one_file_above_the_budget_passes_alone():
    budget = Budget(100)
    budget.reserve(500)
    assert not budget.try_reserve(1)
    budget.give_back(500)
    assert budget.try_reserve(1)


def test_aborting_wakes_who_waits_for_the_budget():
    budget = Budget(100)
    budget.reserve(80)
    thread, results = in_thread(lambda: budget.reserve(30))
    budget.abort()
    assert joined(thread)
    assert isinstance(results[0], Aborted)
