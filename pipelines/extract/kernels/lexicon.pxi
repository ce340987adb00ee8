# Where the words of a lexicon may stand in a line, as `noise.Lexicon`.

cdef bint has_other(str text) noexcept:
    """Whether a text holds signs of scripts whose words are not tokens, as `noise._OTHER`."""
    cdef Py_ssize_t n
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 c
    if kind > 1:
        for n in range(PyUnicode_GET_LENGTH(text)):
            c = PyUnicode_READ(kind, data, n)
            if c >= 0x0900 and (c <= 0x0DFF or 0x0E00 <= c <= 0x0E7F or 0x2E80 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7AF):
                return True
    return False


cdef struct Entry:
    uint32_t mark
    uint32_t turn
    int size
    Py_UCS4* word
    PyObject* found

cdef class Table:
    """Words, and what is known of each."""

    cdef Entry* slots
    cdef uint32_t last
    cdef uint8_t seen[SEEN]  # a bit for each word's hash: nearly all that is sought is in no table, and costs one look
    cdef list kept

    def __cinit__(self, dict known not None):
        cdef uint32_t mark, at
        cdef Py_ssize_t n
        cdef str word
        self.last = (2 << (<int>len(known)).bit_length()) - 1
        self.slots, self.kept = <Entry*>calloc(self.last + 1, sizeof(Entry)), []
        if self.slots == NULL:
            raise MemoryError
        for word, found in known.items():
            mark = FNV
            for n in range(len(word)):
                mark = mixed(mark, word[n])
            self.seen[mark >> 3 & SEEN - 1] |= 1 << (mark & 7)
            at = (mark >> 7) & self.last
            while self.slots[at].word != NULL:
                at = (at + 1) & self.last
            self.slots[at].word = <Py_UCS4*>malloc((len(word) + 1) * sizeof(Py_UCS4))
            if self.slots[at].word == NULL:
                raise MemoryError
            for n in range(len(word)):
                self.slots[at].word[n] = <Py_UCS4>word[n]
            self.kept.append(found)
            self.slots[at].mark, self.slots[at].size, self.slots[at].found = mark, <int>len(word), <PyObject*>found

    def __dealloc__(self):
        cdef int at
        if self.slots != NULL:
            for at in range(<int>self.last + 1):
                free(self.slots[at].word)
        free(self.slots)

    cdef Entry* find(self, uint32_t mark, int kind, const void* data, Py_ssize_t start, Py_ssize_t size) noexcept:
        cdef uint32_t at = (mark >> 7) & self.last
        cdef Py_ssize_t n
        cdef Entry* slot
        if not self.seen[mark >> 3 & SEEN - 1] & 1 << (mark & 7):
            return NULL
        while True:
            slot = self.slots + at
            if slot.word == NULL:
                return NULL
            if slot.mark == mark and slot.size == size:
                for n in range(size):
                    if slot.word[n] != PyUnicode_READ(kind, data, start + n):
                        break
                else:
                    return slot
            at = (at + 1) & self.last

cdef uint32_t FNV = 2166136261

cdef inline uint32_t mixed(uint32_t mark, Py_UCS4 c) noexcept:
    return (mark ^ <uint32_t>c) * <uint32_t>16777619

cdef inline bint is_word(Py_UCS4 c) noexcept:
    """Whether a character is one of a token (`\\w`)."""
    return SMALL[c] != 0 or c == 95 if c < 128 else Py_UNICODE_ISALNUM(c)


cdef class Heads:
    """The openers of a lexicon by their first letters."""

    cdef Table table

    def __cinit__(self, dict openers not None):
        self.table = Table(openers)

    def of(self, str line not None):
        """The openers that a line, without what `noise` takes off its front, may begin with."""
        cdef int kind = PyUnicode_KIND(line)
        cdef const void* data = PyUnicode_DATA(line)
        cdef Py_ssize_t n, size = min(PyUnicode_GET_LENGTH(line), <Py_ssize_t>HEAD)
        cdef uint32_t mark = FNV
        cdef Entry* slot
        cdef list found = None
        for n in range(size):
            mark = mixed(mark, PyUnicode_READ(kind, data, n))
            slot = self.table.find(mark, kind, data, 0, n + 1)
            if slot != NULL:
                found = <list>slot.found if found is None else found + <list>slot.found
        return found if found is not None else ()


cdef class Wording:
    """A word of the lexicon as it is sought in a line."""

    cdef readonly tuple entry
    cdef str core
    cdef object bit
    cdef bint anywhere  # its script sets words not apart
    cdef bint open  # its ending may vary
    cdef bint begins  # with a letter or digit
    cdef bint bounded  # it ends in a Latin letter, hence must end where a word ends

    def __cinit__(self, tuple entry, bint anywhere):
        cdef str word = entry[0]
        self.entry, self.core, self.bit, self.anywhere = entry, word.rstrip("*"), entry[1], anywhere
        self.open = len(self.core) < len(word)
        self.begins = self.core[:1].isalnum()
        self.bounded = self.core[-1:].isalpha() and self.core[-1:] < "\u0250"

    cdef bint stands(self, str line) except -1:
        """As `noise._holds`."""
        cdef Py_ssize_t at = -1, end, size = PyUnicode_GET_LENGTH(line)
        cdef int kind = PyUnicode_KIND(line)
        cdef const void* data = PyUnicode_DATA(line)
        while True:
            at = PyUnicode_Find(line, self.core, at + 1, size, 1)
            if at < 0:
                return False
            end = at + PyUnicode_GET_LENGTH(self.core)
            if self.anywhere or (
                (at == 0 or not (self.begins and Py_UNICODE_ISALNUM(PyUnicode_READ(kind, data, at - 1))))
                and (
                    self.open
                    or not self.bounded
                    or end >= size
                    or not Py_UNICODE_ISALNUM(PyUnicode_READ(kind, data, end))
                )
            ):
                return True


cdef inline uint32_t pair(Py_UCS4 one, Py_UCS4 two) noexcept:
    return (<uint32_t>one * 61 + <uint32_t>two) % PAIRS


cdef class Inside:
    """The words of a lexicon that may stand inside a line: by a token of theirs, or by the head of their first."""

    cdef Table keyed
    cdef Table stems
    cdef list other
    cdef uint8_t pairs[PAIRS]  # which two letters a head may begin with
    cdef uint32_t turn

    def __cinit__(self, dict keyed not None, dict stems not None, list other not None, unspaced):
        def wordings(entries):
            return [Wording(entry, unspaced(entry[0].rstrip("*")) is not None) for entry in entries]

        self.keyed = Table({key: wordings(entries) for key, entries in keyed.items()})
        self.stems = Table({head: wordings(entries) for head, entries in stems.items()})
        self.other, self.turn = wordings(other), 0
        memset(self.pairs, 0, PAIRS)
        for head in stems:
            if len(head) < 2:
                raise ValueError(f"a word of one letter stands in every line: {head}*")
            self.pairs[pair(ord(head[0]), ord(head[1]))] = 1

    def held(self, str line not None):
        """The bit of its class for each word inside a line; first all bits together."""
        cdef list near = self.near(line), found = []
        cdef Wording wording
        if has_other(line):
            near += self.other
        every = 0
        for wording in near:
            if wording.stands(line):
                every |= wording.bit
                found.append(wording.bit)
        return (every, *found)

    def near(self, str line not None):
        """The wordings of which the line has the token, or the head."""
        cdef int kind = PyUnicode_KIND(line)
        cdef const void* data = PyUnicode_DATA(line)
        cdef Py_ssize_t at = 0, start, n, size = PyUnicode_GET_LENGTH(line)
        cdef uint32_t mark
        cdef bint whole = not line.isascii() or "_" in line
        cdef list found = []
        self.turn += 1
        while at < size:
            if not is_word(PyUnicode_READ(kind, data, at)):
                at += 1
                continue
            start, mark = at, FNV
            while at < size and is_word(PyUnicode_READ(kind, data, at)):
                mark = mixed(mark, PyUnicode_READ(kind, data, at))
                at += 1
            self.take(self.keyed.find(mark, kind, data, start, at - start), found)
            if not whole and at > start:  # a word inside begins with a token
                self.head(kind, data, start, min(at - start, <Py_ssize_t>HEAD), found)
        if whole:
            for n in range(size - 1):
                if self.pairs[pair(PyUnicode_READ(kind, data, n), PyUnicode_READ(kind, data, n + 1))]:
                    self.heads(kind, data, n, size, found)
        return found

    cdef int head(self, int kind, const void* data, Py_ssize_t start, Py_ssize_t size, list found) except -1:
        cdef uint32_t mark = FNV
        cdef Py_ssize_t n
        if size > 1 and self.pairs[pair(PyUnicode_READ(kind, data, start), PyUnicode_READ(kind, data, start + 1))]:
            for n in range(start, start + size):
                mark = mixed(mark, PyUnicode_READ(kind, data, n))
            self.take(self.stems.find(mark, kind, data, start, size), found)
        return 0

    cdef int heads(self, int kind, const void* data, Py_ssize_t start, Py_ssize_t end, list found) except -1:
        cdef uint32_t mark = mixed(FNV, PyUnicode_READ(kind, data, start))
        cdef Py_ssize_t n
        for n in range(start + 1, min(end, start + HEAD)):
            mark = mixed(mark, PyUnicode_READ(kind, data, n))
            self.take(self.stems.find(mark, kind, data, start, n + 1 - start), found)
        return 0

    cdef int take(self, Entry* slot, list found) except -1:
        if slot != NULL and slot.turn != self.turn:
            slot.turn = self.turn
            found += <list>slot.found
        return 0
