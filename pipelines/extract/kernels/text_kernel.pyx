# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What is done with a line's letters, compiled: folded forms, the words a lexicon may have in it, a tag's attributes.

`noise`, `region`, `tongue` and `markup` say what that is for, and do it themselves where this was not built; tests hold both to the
same results. Nothing of the project is imported here.
"""

from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ
from cpython.unicode cimport PyUnicode_Find, PyUnicode_Substring
from cpython.unicode cimport Py_UNICODE_ISALNUM, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISSPACE
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memset

cdef enum:
    SEEN = 4096
    HEAD = 4
    PAIRS = 8192
    UCS4 = 4
    DELETED = 1

cdef uint8_t SMALL[128]  # an ASCII letter or digit in small; 0 for a sign
cdef uint16_t SPELT[0x10000]  # how a letter of the lexicon's tables is spelt; 0 as it is

for _code in range(128):
    SMALL[_code] = ord(chr(_code).lower()) if chr(_code).isalnum() else 0


def spell(pairs):
    """Take the letters and signs that are spelt in two ways: (printed, plain), one character each or none."""
    memset(SPELT, 0, sizeof(SPELT))
    for printed, plain in pairs:
        SPELT[<Py_UCS4>ord(printed)] = <uint16_t>(ord(plain) if plain else DELETED)


cdef Py_UCS4* room_for(Py_ssize_t size) except NULL:
    """Room for the characters of a new text, to be given back by `taken`."""
    cdef Py_UCS4* out = <Py_UCS4*>malloc((size + 1) * sizeof(Py_UCS4))
    if out == NULL:
        raise MemoryError
    return out

cdef str taken(Py_UCS4* out, Py_ssize_t length):
    try:
        return PyUnicode_FromKindAndData(UCS4, out, length)
    finally:
        free(out)


def folded(str text not None):
    """As `noise.folded`."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), n, length = 0
    cdef int kind
    cdef const void* data
    cdef Py_UCS4* out
    cdef Py_UCS4 c
    cdef bint gap = False
    if size == 0:
        return text
    if not text.isascii():
        text = spelt(text)
    text = text.casefold()
    size, kind, data = PyUnicode_GET_LENGTH(text), PyUnicode_KIND(text), PyUnicode_DATA(text)
    if not is_loose(kind, data, size):
        return text
    out = room_for(size)
    for n in range(size):
        c = PyUnicode_READ(kind, data, n)
        if Py_UNICODE_ISSPACE(c):
            gap = length > 0
            continue
        if gap:
            out[length] = 32
            length += 1
            gap = False
        out[length] = c
        length += 1
    return taken(out, length)

cdef bint is_loose(int kind, const void* data, Py_ssize_t size) noexcept:
    """Whether a text has white space at an end, two in a row, or other than spaces."""
    cdef Py_ssize_t n
    cdef Py_UCS4 c, before = 32
    for n in range(size):
        c = PyUnicode_READ(kind, data, n)
        if c == 32:
            if before == 32:
                return True
        elif (c < 32 or c > 126) and Py_UNICODE_ISSPACE(c):
            return True
        before = c
    return size > 0 and before == 32

cdef str spelt(str text):
    """A text in the lexicon's spelling."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), n, length = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_UCS4* out
    cdef Py_UCS4 c
    for n in range(size):
        c = PyUnicode_READ(kind, data, n)
        if c < 0x10000 and SPELT[c]:
            break
    else:
        return text
    out = room_for(size)
    for n in range(size):
        c = PyUnicode_READ(kind, data, n)
        if c < 0x10000 and SPELT[c]:
            if SPELT[c] == DELETED:
                continue
            c = SPELT[c]
        out[length] = c
        length += 1
    return taken(out, length)


def letters(str text not None):
    """As `noise.letters`."""
    cdef Py_ssize_t size, n, length = 0
    cdef int kind
    cdef const void* data
    cdef Py_UCS4* out
    cdef Py_UCS4 c
    if not text.isascii():
        text = text.casefold()
    size, kind, data = PyUnicode_GET_LENGTH(text), PyUnicode_KIND(text), PyUnicode_DATA(text)
    out = room_for(size)
    for n in range(size):
        c = PyUnicode_READ(kind, data, n)
        if c < 128:
            c = SMALL[c]
            if not c:
                continue
        elif not Py_UNICODE_ISALNUM(c):
            continue
        out[length] = c
        length += 1
    return taken(out, length)


def wide(str text not None):
    """How many signs of a text belong to scripts that write a word in one or two of them, as `region.size` counts them."""
    cdef Py_ssize_t n, found = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 c
    if kind == 1:
        return 0
    for n in range(PyUnicode_GET_LENGTH(text)):
        c = PyUnicode_READ(kind, data, n)
        found += c >= 0x0E00 and (c <= 0x0E7F or 0x2E80 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7AF)
    return found


def letter_runs(str text not None, Py_ssize_t most):
    """The runs of letters of a text in order, not more than `most`."""
    cdef Py_ssize_t at = 0, start, size = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef list found = []
    while at < size and len(found) < most:
        while at < size and not is_letter(PyUnicode_READ(kind, data, at)):
            at += 1
        start = at
        while at < size and is_letter(PyUnicode_READ(kind, data, at)):
            at += 1
        if at > start:
            found.append(PyUnicode_Substring(text, start, at))
    return found

cdef inline bint is_letter(Py_UCS4 c) noexcept:
    """Whether a character is one of a word (`\\w`) and no digit or `_`."""
    return SMALL[c] > 57 if c < 128 else Py_UNICODE_ISALNUM(c) and not Py_UNICODE_ISDECIMAL(c)


def attributes(str raw not None):
    """The attributes of a tag as written, as `markup.raw_attributes`."""
    cdef Py_ssize_t at = 0, start, end, first, last, size = PyUnicode_GET_LENGTH(raw)
    cdef int kind = PyUnicode_KIND(raw)
    cdef const void* data = PyUnicode_DATA(raw)
    cdef Py_UCS4 quote
    cdef list found = []
    while True:
        while at < size and parts(PyUnicode_READ(kind, data, at)):
            at += 1
        if at >= size:
            return found
        start = at
        while at < size and not parts(PyUnicode_READ(kind, data, at)):
            at += 1
        end = first = last = at
        while at < size and is_space(PyUnicode_READ(kind, data, at)):
            at += 1
        if at < size and PyUnicode_READ(kind, data, at) == 61:
            at += 1
            while at < size and is_space(PyUnicode_READ(kind, data, at)):
                at += 1
            quote = PyUnicode_READ(kind, data, at) if at < size else 0
            first = at
            if quote == 34 or quote == 39:
                at = first = at + 1
                while at < size and PyUnicode_READ(kind, data, at) != quote:
                    at += 1
                last = at
                at += at < size
            else:
                while at < size and not (is_space(PyUnicode_READ(kind, data, at)) or PyUnicode_READ(kind, data, at) == 62):
                    at += 1
                last = at
        else:
            at = end
        found.append((PyUnicode_Substring(raw, start, end), PyUnicode_Substring(raw, first, last)))

cdef inline bint is_space(Py_UCS4 c) noexcept:
    return c == 32 or c == 10 or c == 13 or c == 9 or c == 12

cdef inline bint parts(Py_UCS4 c) noexcept:
    """Whether a character stands between attributes: white space, `=`, `>` or `/`."""
    return is_space(c) or c == 61 or c == 62 or c == 47


include "lexicon.pxi"
