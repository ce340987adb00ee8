# The tags of a page, as `markup`.

cdef struct Tag:
    int name
    int raw
    int raw_end
    int text
    int end

cdef class Markup:
    """The tags of a page in UTF-8, as `markup.Markup`."""

    cdef bytes data
    cdef const char* source
    cdef int size
    cdef Tag* tags
    cdef int count
    cdef int room
    cdef dict others
    cdef list other_names
    cdef int64_t allowed

    def __cinit__(self, bytes data not None):
        self.data, self.source, self.size = data, data, <int>len(data)
        self.others, self.other_names = {}, []
        self.read(False)
        if not self.is_plain():
            self.read(True)
        self.allowed = <int64_t>_MOST_SEEN * self.count

    def __dealloc__(self):
        free(self.tags)

    cdef int add(self, int name, int raw, int raw_end, int text) except -1:
        cdef Tag* tag
        if self.count == self.room:
            self.room = max(1024, 2 * self.room)
            tag = <Tag*>realloc(self.tags, self.room * sizeof(Tag))
            if tag == NULL:
                raise MemoryError
            self.tags = tag
        tag = self.tags + self.count
        tag.name, tag.raw, tag.raw_end, tag.text, tag.end = name, raw, raw_end, text, self.size
        self.count += 1
        return 0

    cdef int next_tag(self, int at) noexcept:
        """Where the next tag begins; the page's length where there is none."""
        cdef const char* p
        cdef uint8_t c
        while at < self.size:
            p = <const char*>memchr(self.source + at, c"<", self.size - at)
            if p == NULL:
                break
            at = <int>(p - self.source)
            c = self.source[at + 1]  # bytes end with a zero
            if is_letter(c) or c == c"!" or c == c"?" or c == c"/":
                return at
            at += 1
        return self.size

    cdef int end_of_tag(self, int at, bint quoted) noexcept:
        """Where the `>` of a tag stands, from its attributes on; those in values do not count where it is `quoted`."""
        cdef const char* p
        cdef const char* source = self.source
        cdef int size = self.size
        if not quoted:
            p = <const char*>memchr(source + at, c">", size - at) if at < size else NULL
            return <int>(p - source) if p != NULL else size
        while at < size and source[at] != c">":
            if source[at] != c"=":
                at += 1
                continue
            at += 1
            while at < size and is_space(source[at]):
                at += 1
            if at < size and (source[at] == c'"' or source[at] == c"'"):
                p = <const char*>memchr(source + at + 1, source[at], size - at - 1)
                at = <int>(p - source) + 1 if p != NULL else size
            else:
                while at < size and not is_space(source[at]) and source[at] != c">":
                    at += 1
        return at

    cdef int read(self, bint quoted) except -1:
        """Find all tags."""
        cdef int at, start, end, name
        cdef bint closing
        cdef uint8_t c
        self.count = 0
        self.add(UNNAMED, 0, 0, 0)
        at = self.next_tag(0)
        while at < self.size:
            self.tags[self.count - 1].end = at
            start = at + 1
            closing = self.source[start] == c"/"
            c = self.source[start + closing] if start + closing < self.size else 0
            if is_letter(c):
                at = start + closing
                while at < self.size:
                    c = self.source[at]
                    if is_space(c) or c == c"/" or c == c">":
                        break
                    at += 1
                name = self.number(start, at)
                end = self.end_of_tag(at, quoted)
                self.add(name, at, end, min(end + 1, self.size))
            else:
                end = self.end_of_tag(start + 1, False)
                self.add(UNNAMED, end, end, min(end + 1, self.size))
            at = self.next_tag(self.tags[self.count - 1].text)
        return 0

    cdef int number(self, int start, int end) except -1:
        """The number of a name."""
        cdef char name[LONGEST_NAME]
        cdef int n
        cdef int64_t known
        if end - start < LONGEST_NAME:
            for n in range(end - start):
                name[n] = lower(self.source[start + n])
            known = KNOWN.find(name, end - start, hashed(FNV, name, end - start))
            if known >= 0:
                return <int>known
        return self.other_number(decoded(self.source + start, end - start).lower())

    cdef int other_number(self, str name) except -1:
        cdef str opened = name.removeprefix("/")
        if name in _NUMBERS:
            return _NUMBERS[name]
        if opened not in self.others:
            self.others[opened] = KNOWN_NAMES + len(self.other_names)
            self.other_names += (opened, "/" + opened)
        return <int>self.others[opened] + (len(opened) < len(name))

    cdef bint is_plain(self):
        """Whether no `>` stands in a value, as `markup` judges it."""
        cdef int n, at, ends = self.count - 1, double, single
        cdef bint odd = False
        cdef const char* raw
        if ends and self.tags[ends].raw_end == self.size:
            ends -= 1  # the page ends in a tag
        for n in range(self.count):
            ends += occurrences(self.source + self.tags[n].text, self.tags[n].end - self.tags[n].text, c">")
        if ends == self.count - 1:
            return True
        for n in range(self.count):
            raw = self.source + self.tags[n].raw
            double = single = 0
            for at in range(self.tags[n].raw_end - self.tags[n].raw):
                double += raw[at] == c'"'
                single += raw[at] == c"'"
            if double & 1:
                return False
            if single & 1 and not odd:
                odd = holds(raw, self.tags[n].raw_end - self.tags[n].raw, "='", 2)
        return not odd

    cdef str name_of(self, int number):
        return NAME[number] if number < KNOWN_NAMES else self.other_names[number - KNOWN_NAMES]

    cdef str raw_of(self, int at):
        return decoded(self.source + self.tags[at].raw, self.tags[at].raw_end - self.tags[at].raw)

    cdef int find_end(self, int at):
        """The number of the end tag of an element; 0 where it is not closed."""
        cdef int name = self.tags[at].name, inner = 1, n
        if self.allowed < 0 or (name < KNOWN_NAMES and EMPTY[name]):
            return 0
        # An end tag's own "end" (`//p`) is no name.
        if not name & 1:
            for n in range(at + 1, self.count):
                if self.tags[n].name == name:
                    inner += 1
                elif self.tags[n].name == name + 1:
                    inner -= 1
                    if inner == 0:
                        self.allowed -= n - at
                        return n
        self.allowed -= self.count - at
        return 0

    def tag(self, int at):
        """(name, attributes, text behind it) of a tag by its number."""
        cdef Tag* tag
        if not 0 <= at < self.count:
            raise IndexError(at)
        tag = self.tags + at
        return self.name_of(tag.name), self.raw_of(at), decoded(self.source + tag.text, tag.end - tag.text)

    def end_of(self, int at):
        """The number of the end tag of the element that begins at a tag; None where it is not closed."""
        if not 0 <= at < self.count:
            raise IndexError(at)
        return self.find_end(at) or None

    def pieces(self, int at, Py_ssize_t most):
        """(name, text behind it) of the tags of an element, without those in elements that show no text; not more than `most`."""
        cdef int end, name
        cdef list found = []
        if not 0 <= at < self.count:
            raise IndexError(at)
        end = self.find_end(at) or at + 1
        while at < end and len(found) < most:
            at = self.shown(at)
            name = self.tags[at].name
            found.append((self.name_of(name), self.text_of(at)))
            at += 1
        return found

    def short_text(self, int at, int most):
        """The text of an element; None where it is longer than `most` characters."""
        cdef int end
        cdef Py_ssize_t size = 0
        cdef list parts = []
        cdef str text
        if not 0 <= at < self.count:
            raise IndexError(at)
        end = self.find_end(at) or at + 1
        while at < end:
            at = self.shown(at)
            if self.tags[at].end > self.tags[at].text:
                text = self.text_of(at)
                size += len(text)
                if size > 4 * most or len(parts) > 200:
                    return None
                parts.append(text)
            at += 1
        text = " ".join("".join(parts).split())
        return text if len(text) <= most else None

    cdef int shown(self, int at):
        """The end of an element that shows no text; any other tag itself."""
        cdef int name = self.tags[at].name
        return self.find_end(at) or at if name < KNOWN_NAMES and UNSHOWN[name] else at

    cdef str text_of(self, int at):
        return unescaped(decoded(self.source + self.tags[at].text, self.tags[at].end - self.tags[at].text))

    def iter(self, str name, int start=0, end=None):
        """The elements of a name in a range of tags, in order."""
        cdef int n, number = self.number_named(name), last = self.count if end is None else min(end, self.count)
        return iter([Element(self, n) for n in range(max(0, start), last) if self.tags[n].name == number])

    def raw(self, str name):
        """The attributes, as written, of the elements of a name, in order."""
        cdef int n, number = self.number_named(name)
        return iter([self.raw_of(n) for n in range(self.count) if self.tags[n].name == number])

    cdef int number_named(self, str name) except -2:
        number = _NUMBERS.get(name)
        return number if number is not None else self.others.get(name, -1)

    def __len__(self):
        return self.count
