from lookalike.evaluation.judgements import Judgements


def test_queries_of_a_group_share_one_mapping(judgements):
    assert judgements.for_query("q") is judgements.for_query("r")
    assert judgements.for_query("s") == {"b": 1, "x": 0}


def test_left_one_out_a_query_is_no_document_of_its_own():
    pair = Judgements({"g": {"q": 1, "r": 1}}, {"q": "g", "r": "g"}, {"q": "q", "r": "r"})
    assert pair.for_query("q") == {"r": 1}
    assert pair.for_query("r") == {"q": 1}
    assert (pair.relevant("q"), pair.queries, pair.left_out) == (1, ("q", "r"), 0)


def test_a_document_left_out_that_was_not_relevant_takes_nothing_away():
    judged = Judgements({"g": {"a": 1, "q": 0}}, {"q": "g"}, {"q": "q"})
    assert judged.relevant("q") == 1
    assert Judgements({"g": {"a": 1}}, {"q": "g"}, {"q": "q"}).relevant("q") == 1


def test_queries_without_a_relevant_document_are_left_out_and_counted():
    groups = {"alone": {"q": 1}, "none": {}, "not": {"a": 0, "b": -1}, "one": {"a": 2}}
    of = {"q": "alone", "r": "none", "s": "not", "t": "one"}
    judged = Judgements(groups, of, {"q": "q"})
    assert judged.queries == ("t",)
    assert judged.left_out == 3
