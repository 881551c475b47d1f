import pytest

from lookalike.sources.globs import Glob


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.png", "a.png", True),
        ("*.png", "deep/er/a.png", True),
        ("*.png", "a.png/b.jpg", False),
        ("*.png", "a.PNG", False),
        ("holiday/**", "holiday/a.png", True),
        ("holiday/**", "holiday/1/2/a.png", True),
        ("holiday/**", "holiday", True),
        ("holiday/**", "my/holiday/a.png", False),
        ("holiday/*", "holiday/a.png", True),
        ("holiday/*", "holiday/1/a.png", False),
        ("**/holiday/*", "my/holiday/a.png", True),
        ("**/holiday/*", "holiday/a.png", True),
        ("a/**/z.png", "a/z.png", True),
        ("a/**/z.png", "a/b/c/z.png", True),
        ("a/**/z.png", "a/b/c/z.png/d", False),
        ("a/**/m/**/z", "a/1/m/2/m/3/z", True),
        ("/a.png", "a.png", True),
        ("/a.png", "b/a.png", False),
        ("20[12]?.png", "2033.png", False),
        ("20[12]?.png", "201x.png", True),
        ("**", "any/thing", True),
    ],
)
def test_a_glob_means_what_shells_mean_by_it(pattern, path, expected):
    assert Glob(pattern).matches(path.split("/")) is expected


def test_many_stars_on_a_deep_path_end_at_once():
    glob = Glob("/".join(["**", "a"] * 20) + "/b")

    assert not glob.matches(["a"] * 400)
