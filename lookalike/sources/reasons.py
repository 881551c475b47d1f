"""Why something in a source is no candidate: few short reasons, so that a report can count them."""

import errno

from lookalike.core.texts import N_

NOT_AN_IMAGE = N_("not an image")
HIDDEN = N_("hidden")
EXCLUDED = N_("excluded")
NOT_A_FILE = N_("not a regular file")
LINK_LOOP = N_("link loop")
LINK_OUTSIDE = N_("link out of the source")
LINK_TO_FOLDER = N_("link to a folder that is read in its own place")
VANISHED = N_("gone, or a link to nothing")
NO_PERMISSION = N_("no permission to read it")
PATH_TOO_LONG = N_("path too long")
UNREADABLE = N_("unreadable")

_BY_ERRNO = {
    errno.ENOENT: VANISHED,
    errno.ENOTDIR: VANISHED,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.ELOOP: LINK_LOOP,
    errno.ENAMETOOLONG: PATH_TOO_LONG,
    errno.ENXIO: NOT_A_FILE,
    errno.EISDIR: NOT_A_FILE,
}


def of(error: OSError) -> str:
    """Return the reason that an error of the operating system stands for."""
    return _BY_ERRNO.get(error.errno or 0, UNREADABLE)
