"""The tree of everything that can go wrong; each class has a code, parameters and one sentence.

LookalikeError
├── BadInput                      what somebody brought cannot be used
│   ├── BadRequest                a field of a query, form or command line
│   │   └── UnknownChoice         a value that is none of the choices there are
│   ├── ImageRefused              the door did not pass the bytes of an image
│   │   ├── UnsupportedFormat     not an image, or one of a format we do not read
│   │   ├── ImageBroken           an image whose bytes cannot be decoded
│   │   │   └── ImageTruncated    ... because the end is missing
│   │   └── ImageTooLarge         pixels, proportions or bytes over a limit
│   └── SourceRefused             a folder, archive or list that cannot be read
├── NotFound                      a collection, document or stored query that is not there
├── Unauthorised                  it needs a key, and none that counts was given
├── Forbidden                     it is not allowed, with a key or without
├── TooManyRequests               too much at once; try again later
├── Conflict                      what is there contradicts what is asked
│   ├── CollectionExists
│   ├── EncoderMismatch           a vector field made by another encoder, dims or fingerprint
│   └── SchemaTooNew              written by a newer Lookalike
├── RowRefused                    a vector that is zero, not finite or of the wrong length
├── EncoderUnavailable            an encoder that is not installed, or cannot do what is asked
└── EngineUnavailable             the engine is away; try again
    ├── EngineBusy                it is there and refuses work for now
    ├── StorageDamaged            what it stored cannot be read; waiting does not help
    └── StorageFull               it takes no more writes until somebody makes room
"""

from typing import ClassVar

from lookalike.core.texts import N_, _


class LookalikeError(Exception):
    """An error of ours: `code` for programs, `params` and a translated sentence for people."""

    code: ClassVar[str] = "error"
    text: ClassVar[str] = N_("Something went wrong: {reason}.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        return _(self.text).format_map(_Missing(self.params))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.params))


class _Missing(dict[str, object]):
    """Parameters of a message: one that was not given shows as `?` rather than failing."""

    def __missing__(self, key: str) -> str:
        return "?"


def _rebuild(cls: type[LookalikeError], params: dict[str, object]) -> LookalikeError:
    return cls(**params)


class BadInput(LookalikeError):
    """What somebody brought cannot be used."""

    code = "bad_input"
    text = N_("This cannot be used: {reason}.")


class BadRequest(BadInput):
    """One field of a query, form or command line is wrong; params: `field`, `reason`."""

    code = "bad_request"
    text = N_("{field}: {reason}.")


class UnknownChoice(BadRequest):
    """A value that is none of the choices; params: `field`, `value`, `choices`."""

    code = "unknown_choice"
    text = N_("{field}: there is no “{value}” here. There is: {choices}.")


class ImageRefused(BadInput):
    """The door did not pass an image; params: `file`, `reason`."""

    code = "image_refused"
    text = N_("{file} cannot be read as an image: {reason}.")


class UnsupportedFormat(ImageRefused):
    """Not an image, or of a format that is not read; params: `file`, `found`, `accepted`."""

    code = "unsupported_format"
    text = N_("{file} is not an image we can read: it is {found}. Accepted: {accepted}.")


class ImageBroken(ImageRefused):
    """An image whose bytes cannot be decoded; params: `file`, `reason`."""

    code = "image_broken"
    text = N_("{file} is damaged and cannot be decoded: {reason}.")


class ImageTruncated(ImageBroken):
    """An image whose end is missing; params: `file`."""

    code = "image_truncated"
    text = N_("{file} is truncated: its end is missing. Copy it again from where it came from.")


class ImageTooLarge(ImageRefused):
    """Over a limit; params: `file`, `found`, `limit`, `setting` (the name, or what the limit is)."""

    code = "image_too_large"
    text = N_("{file} is too large: {found}, the limit is {limit} ({setting}).")


class SourceRefused(BadInput):
    """A source that cannot be read; params: `source`, `reason`."""

    code = "source_refused"
    text = N_("{source} cannot be read: {reason}.")


class NotFound(LookalikeError):
    """Something that is not there; params: `kind`, `name`."""

    code = "not_found"
    text = N_("There is no {kind} “{name}”.")
    kinds = (
        N_("collection"),
        N_("document"),
        N_("encoder"),
        N_("image"),
        N_("run"),
        N_("vector field"),
    )

    def __str__(self) -> str:
        shown = {**self.params, "kind": _(str(self.params.get("kind", "?")))}
        return _(self.text).format_map(_Missing(shown))


class Unauthorised(LookalikeError):
    """It needs a key, and none that counts was given; params: `reason`."""

    code = "unauthorised"
    text = N_("This needs a key: {reason}.")


class Forbidden(LookalikeError):
    """It is not allowed, with a key or without; params: `reason`."""

    code = "forbidden"
    text = N_("This is not allowed here: {reason}.")


class TooManyRequests(LookalikeError):
    """Too much at once; params: `reason`, and `seconds` to wait where they are known."""

    code = "too_many_requests"
    text = N_("This is too much at once: {reason}.")


class Conflict(LookalikeError):
    """What is there contradicts what is asked; params: `reason`."""

    code = "conflict"
    text = N_("This contradicts what is there: {reason}.")


class CollectionExists(Conflict):
    """A collection of that name is there already; params: `name`."""

    code = "collection_exists"
    text = N_("A collection “{name}” exists already.")


class EncoderMismatch(Conflict):
    """Vectors by another encoder; params: `collection`, `encoder`, `stored`, `given`."""

    code = "encoder_mismatch"
    text = N_(
        "Collection “{collection}” holds vectors of {encoder} made as {stored}; this is {given}. "
        "Use the version it was made with, or rebuild the collection."
    )


class SchemaTooNew(Conflict):
    """Written by a newer Lookalike; params: `what`, `found`, `known`."""

    code = "schema_too_new"
    text = N_(
        "{what} was written by a newer Lookalike (schema {found}, this one knows {known}). "
        "Update Lookalike to open it."
    )


class RowRefused(LookalikeError):
    """A vector an engine must not store; params: `field`, `reason`."""

    code = "row_refused"
    text = N_("The vector for {field} is refused: {reason}.")


class EncoderUnavailable(LookalikeError):
    """An encoder that is missing, or cannot do what is asked; params: `encoder`, `reason`."""

    code = "encoder_unavailable"
    text = N_("The encoder {encoder} cannot be used: {reason}.")


class EngineUnavailable(LookalikeError):
    """The engine does not answer; params: `engine`, `reason`."""

    code = "engine_unavailable"
    text = N_("The search engine {engine} is not available: {reason}. Try again in a moment.")


class EngineBusy(EngineUnavailable):
    """The engine refuses work for now; params: `engine`, `reason`."""

    code = "engine_busy"
    text = N_("The search engine {engine} is busy: {reason}. Try again in a moment.")


class StorageDamaged(EngineUnavailable):
    """What was stored cannot be read any more; params: `engine`, `reason`."""

    code = "storage_damaged"
    text = N_(
        "The search engine {engine} cannot read what it stored: {reason}. Put back a copy of its "
        "data folder, or drop the collection and ingest it again."
    )


class StorageFull(EngineUnavailable):
    """No more writes until somebody makes room; params: `engine`, `reason`."""

    code = "storage_full"
    text = N_(
        "{engine} takes no more writes: {reason}. Make room on its disk, then run this again."
    )
