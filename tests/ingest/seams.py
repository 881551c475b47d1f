"""Sources, encoders and engines at the seams: real ones that watch, fail or go away."""

from collections import Counter
from threading import Lock

from lookalike.core.errors import EngineUnavailable, SourceRefused
from lookalike.sources import reasons
from lookalike.sources.base import Found, Options, Skipped
from tests.fake_encoder import FakeEncoder


class Watched:
    """A source that notes which files were read; `before_read(entry)` happens before each."""

    def __init__(self, source, before_read=None):
        self.source = source
        self.reads = []
        self.before_read = before_read

    @property
    def uri(self):
        return self.source.uri

    @property
    def options(self):
        return self.source.options

    def __iter__(self):
        return iter(self.source)

    def read(self, found, limit):
        self.reads.append(found.entry.filename)
        if self.before_read:
            self.before_read(found.entry)
        return self.source.read(found, limit)


class Unlistable(Watched):
    """A source that may not look into one of its folders."""

    def __init__(self, source, folder):
        super().__init__(source)
        self.folder = folder

    def __iter__(self):
        yield Skipped(f"{self.uri}/{self.folder}/", reasons.NO_PERMISSION)
        for item in self.source:
            if not (isinstance(item, Found) and item.entry.folder == self.folder):
                yield item


class BreaksOff(Watched):
    """A source that is not there any more after some files."""

    def __init__(self, source, after):
        super().__init__(source)
        self.after = after

    def __iter__(self):
        for number, item in enumerate(self.source):
            if number == self.after:
                raise SourceRefused(source=self.uri, reason="gone")
            yield item


class Nothing:
    """A source without files: a run over it makes the collection."""

    uri = "file:///nothing"
    options = Options()

    def __iter__(self):
        return iter(())


class NeverAsked(FakeEncoder):
    """The same encoder, that must not be needed."""

    def encode_images(self, images):
        raise AssertionError("asked to encode")


class OtherVersion(FakeEncoder):
    """The same encoder with other weights."""

    @property
    def fingerprint(self):
        return "0" * 64


class SecondEncoder(FakeEncoder):
    """Another encoder."""

    id = "second"


class Picky(FakeEncoder):
    """An encoder that fails on images of one width, alone and in a batch."""

    def __init__(self, width):
        super().__init__()
        self.width = width

    def encode_images(self, images):
        if any(image.shape[1] == self.width for image in images):
            raise ValueError(f"width {self.width}")
        return super().encode_images(images)


class Zero(FakeEncoder):
    """An encoder that gives zero rows for images of one width."""

    def __init__(self, width):
        super().__init__()
        self.width = width

    def encode_images(self, images):
        rows = super().encode_images(images).copy()
        for row, image in zip(rows, images, strict=True):
            if image.shape[1] == self.width:
                row[:] = 0
        return rows


class EngineWrapper:
    """A real engine with a seam in front: `before(method, *args)` is called first, and may raise."""

    def __init__(self, engine, before):
        self._engine = engine
        self._before = before
        self._lock = Lock()
        self.calls = []

    def __getattr__(self, name):
        real = getattr(self._engine, name)
        if not callable(real):
            return real

        def call(*args, **options):
            with self._lock:
                self.calls.append((name, args, options))
                self._before(name, *args)
            return real(*args, **options)

        return call

    def asked(self, name):
        return [(args, options) for called, args, options in self.calls if called == name]


def away(*methods, times, error=None):
    """Return a `before` that raises for each of `methods` the first `times` calls."""
    count = Counter()

    def before(method, *_args):
        if method in methods and count[method] < times:
            count[method] += 1
            raise error or EngineUnavailable(engine="test", reason="connection refused")

    return before
