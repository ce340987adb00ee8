# What a page has for its browser, as `scripts`.

cdef enum:
    OTHER
    SCRIPT
    STYLE
    COMMENT
    SVG
    MENU

cdef int unseen_at(const char* name, Py_ssize_t left) noexcept:
    """What begins with the name behind a `<`, as the pattern `scripts._UNSEEN` knows it."""
    if left > 6 and begins(name, b"script") and ends_name(name[6]):
        return SCRIPT
    if left > 5 and begins(name, b"style") and ends_name(name[5]):
        return STYLE
    if left > 2 and memcmp(name, b"!--", 3) == 0:
        return COMMENT
    if left > 3 and ends_name(name[3]) and name[3] != c"/":
        if memcmp(name, b"svg", 3) == 0:
            return SVG
        if memcmp(name, b"nav", 3) == 0:
            return MENU
    return OTHER

cdef inline bint begins(const char* p, const char* word) noexcept:
    while word[0]:
        if lower(p[0]) != <uint8_t>word[0]:
            return False
        p += 1
        word += 1
    return True

cdef inline bint ends_name(char c) noexcept:
    return is_space(c) or c == 11 or c == c"/" or c == c">"

cdef const char* end_tag(const char* p, const char* end, const char* name, int size, const char** behind) noexcept:
    """The end tag of a script or style, and what stands `behind` it; NULL where there is none."""
    cdef const char* close
    while True:
        p = found(p, end - p, b"</", 2)
        if p == NULL:
            return NULL
        if end - p > size + 2 and begins(p + 2, name):
            close = <const char*>memchr(p + 2 + size, c">", min(<Py_ssize_t>201, end - p - 2 - size))
            if close != NULL:
                behind[0] = close + 1
                return p
        p += 2


cdef struct Span:
    const char* start
    Py_ssize_t size

cdef class Spans:
    """Pieces of bytes, put together once, at the end."""

    cdef Span* spans
    cdef int count
    cdef int room
    cdef Py_ssize_t size

    def __dealloc__(self):
        free(self.spans)

    cdef int add(self, const char* start, Py_ssize_t size) except -1:
        cdef Span* grown
        if self.count == self.room:
            self.room = max(256, 2 * self.room)
            grown = <Span*>realloc(self.spans, self.room * sizeof(Span))
            if grown == NULL:
                raise MemoryError
            self.spans = grown
        self.spans[self.count].start, self.spans[self.count].size = start, size
        self.count += 1
        self.size += size
        return 0

    cdef bytes joined(self):
        cdef bytes whole = PyBytes_FromStringAndSize(NULL, self.size)
        cdef char* p = whole
        cdef int n
        for n in range(self.count):
            memcpy(p, self.spans[n].start, self.spans[n].size)
            p += self.spans[n].size
        return whole


def without_scripts(bytes data not None, bint whole, Py_ssize_t allowed, is_nothing):
    """As `scripts.without_scripts`; menus are shown to `is_nothing`."""
    cdef const char* source = data
    cdef const char* end = source + len(data)
    cdef const char* p = source
    cdef const char* done = source
    cdef const char* name
    cdef const char* close
    cdef const char* behind
    cdef const char* opened
    cdef int what
    cdef const char* menu = b"<nav></nav>"
    cdef Spans parts = Spans()
    cdef list scripts = []
    view = memoryview(data)
    while p < end:
        p = <const char*>memchr(p, c"<", end - p)
        if p == NULL:
            break
        name = p + 1
        what = unseen_at(name, end - name)
        if what == OTHER:
            p = name
            continue
        if what == COMMENT:
            behind = found(p, end - p, b"-->", 3)
            if behind == NULL:
                break
            behind += 3
        elif what == SCRIPT or what == STYLE:
            close = end_tag(name, end, b"script" if what == SCRIPT else b"style", 6 if what == SCRIPT else 5, &behind)
            if close == NULL:
                break
            if what == SCRIPT:
                opened = <const char*>memchr(p, c">", end - p) + 1
                scripts.append((p[:opened - p], view[opened - source:max(close, opened) - source]))
        else:
            name += 3
            if whole or allowed < 0:
                p = name
                continue
            close = found(name, end - name, b"</svg>" if what == SVG else b"</nav>", 6)
            allowed -= (close if close != NULL else end) - name
            if close == NULL or not (
                is_drawing(name, close) if what == SVG else is_nothing(data, b"nav", name - source, close - source)
            ):
                p = name
                continue
            behind = close + 6
        parts.add(done, p - done)
        if what == MENU:
            parts.add(menu, 11)
        done = p = behind
    if not parts.count:
        return data, scripts
    parts.add(done, end - done)
    return parts.joined(), scripts

cdef bint is_drawing(const char* p, const char* close) noexcept:
    """Whether a drawing is closed by its end tag and holds no other."""
    cdef const char* opened = <const char*>memchr(p, c">", close + 6 - p)
    return (opened - 1)[0] != c"/" and not holds(p, close - p, b"<svg", 4)
