# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What `markup` and `lines` do, compiled: the same tags, lines and boxes at a fraction of the time.

Those two modules say why everything is as it is, and are used where this one was not built; tests hold both to the same results.
Pages are read as UTF-8 bytes by place: a tag's name is a number, its attributes and the text behind it stay where they are
until somebody asks for them. What a name, a class or an address means comes from the tables of `elements` and `hints`.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy

from . import elements as _elements
from . import hints as _hints
from . import layout as _layout
from .breaks import ENDINGS as _ENDINGS
from .breaks import pieces_of as _pieces_of
from .layout import Box, Layout, Line, Picture
from .lines import MOST_LINES as _MOST_LINES
from .lines import MOST_LINKS as _MOST_LINKS
from .lines import MOST_PICTURES as _MOST_PICTURES
from .markup import DROPPED, VOID, Element, unescaped
from .markup import MOST_SEEN as _MOST_SEEN
from .markup import value_of as _value_of
from .meaning import AUTHOR as _AUTHOR
from .meaning import MARKED as _MARKED
from .meaning import inline_hints as _inline_hints
from .meaning import link_kind as _link_kind
from .meaning import meaning_of as _meaning_of
from .region import size as _size

cdef enum:
    NAMES = 1024
    DEEPEST = 256
    LONGEST_NAME = 48
    LONGEST_CLASS = 300

cdef int MOST_LINES = _MOST_LINES
cdef int MOST_LINKS = _MOST_LINKS
cdef int MOST_PICTURES = _MOST_PICTURES
cdef int64_t AUTHOR = _AUTHOR
cdef int64_t MARKED = _MARKED
cdef int HIDDEN = _layout.HIDDEN
cdef int PASSED = _layout.NAV | _layout.FOOTER
cdef int NAV = _layout.NAV
cdef int FOOTER = _layout.FOOTER
cdef int KEPT_OUT = _layout.FOOTER | _layout.ARTICLE | _layout.MAIN
cdef int CELL = _layout.CELL
cdef int NOTHING = _elements.NOTHING
cdef int PLAIN = _elements.PLAIN
cdef int LINK = _elements.LINK
cdef int BOLD = _elements.BOLD
cdef int BREAK = _elements.BREAK
cdef int IMAGE = _elements.IMAGE
cdef int UNLINK = _elements.UNLINK
cdef int UNBOLD = _elements.UNBOLD
cdef int BODY = _elements.BODY
cdef int SKIP = _elements.SKIP
cdef int END = _elements.END
cdef int BLOCK = _elements.BLOCK
cdef int RANKED = _elements.RANKED
cdef int GUIDING = _elements.GUIDING

include "characters.pxi"
include "names.pxi"
include "attributes.pxi"
include "tags.pxi"
include "sheet.pxi"
include "lines.pxi"
include "scripts.pxi"
