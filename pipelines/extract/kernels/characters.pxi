# Bytes in UTF-8: white space, words sought in them, and tables of words.

cdef inline bint is_space(uint8_t c) noexcept:
    """White space of HTML."""
    return c == 32 or c == 10 or c == 13 or c == 9 or c == 12

cdef inline bint is_letter(uint8_t c) noexcept:
    return 97 <= (c | 32) <= 122

cdef inline uint8_t lower(uint8_t c) noexcept:
    return c + 32 if 65 <= c <= 90 else c

cdef inline int space_at(const char* p, const char* end) noexcept:
    """How many bytes long the white space (as Python's `str.isspace`) at a place is; 0 where there is none."""
    cdef uint8_t a = p[0], b, c
    if a <= 32:
        return a == 32 or 9 <= a <= 13 or 28 <= a <= 31
    if a < 0xC2 or a > 0xE3 or end - p < 2:
        return 0
    b = p[1]
    if a == 0xC2:
        return 2 if b == 0x85 or b == 0xA0 else 0
    if a < 0xE1 or end - p < 3:
        return 0
    c = p[2]
    if a == 0xE1:
        return 3 if b == 0x9A and c == 0x80 else 0
    if a == 0xE2:
        if b == 0x80:
            return 3 if c <= 0x8A or c == 0xA8 or c == 0xA9 or c == 0xAF else 0
        return 3 if b == 0x81 and c == 0x9F else 0
    return 3 if a == 0xE3 and b == 0x80 and c == 0x80 else 0

cdef const char* found(const char* p, Py_ssize_t size, const char* word, int length) noexcept:
    """Where bytes hold a word; NULL where they do not."""
    cdef const char* end = p + size - length
    while p <= end:
        p = <const char*>memchr(p, word[0], end - p + 1)
        if p == NULL or memcmp(p, word, length) == 0:
            return p
        p += 1
    return NULL

cdef inline bint holds(const char* p, Py_ssize_t size, const char* word, int length) noexcept:
    return found(p, size, word, length) != NULL

cdef int occurrences(const char* p, Py_ssize_t size, char sought) noexcept:
    cdef int found = 0
    cdef const char* end = p + size
    while p < end:
        p = <const char*>memchr(p, sought, end - p)
        if p == NULL:
            break
        found += 1
        p += 1
    return found

cdef inline str decoded(const char* p, Py_ssize_t size):
    return PyUnicode_DecodeUTF8(p, size, "replace")


cdef int stripped_size(const char* p, const char* end) noexcept:
    """The count of characters of a text without the white space at its ends."""
    cdef int each, size = 0, last = 0
    while p < end:
        each = space_at(p, end)
        if each:
            p += each
            size += size > 0
        else:
            # The bytes that go on with a character do not count.
            size += (<uint8_t>p[0] & 0xC0) != 0x80
            last = size
            p += 1
    return last

cdef int folded(char* text, int size) noexcept:
    """Make every white space of a text one space, in place, with none at the ends; its new size."""
    cdef char* end = text + size
    cdef char* p = text
    cdef char* q = text
    cdef int each
    cdef bint gap = False
    while p < end:
        each = space_at(p, end)
        if each:
            gap = q > text
            p += each
            continue
        if gap:
            q[0] = c" "
            q += 1
            gap = False
        q[0] = p[0]
        q += 1
        p += 1
    return <int>(q - text)


cdef struct Word:
    const char* text
    int size
    int64_t value

cdef class Words:
    """Words in small letters and a number for each."""

    cdef Word* slots
    cdef uint32_t last
    cdef list kept

    def __cinit__(self, known):
        cdef uint32_t at
        cdef bytes word
        # No larger than it must be: between two pages it falls out of the processor's cache.
        self.last = (2 << (<int>len(known)).bit_length()) - 1
        self.slots = <Word*>calloc(self.last + 1, sizeof(Word))
        if self.slots == NULL:
            raise MemoryError
        self.kept = []
        for name, value in known.items():
            word = name.encode()
            self.kept.append(word)
            at = hashed(FNV, word, <int>len(word)) & self.last
            while self.slots[at].text != NULL:
                at = (at + 1) & self.last
            self.slots[at].text, self.slots[at].size, self.slots[at].value = word, <int>len(word), value

    def __dealloc__(self):
        free(self.slots)

    cdef int64_t find(self, const char* text, int size, uint32_t mark) noexcept:
        """The number of a word with a hash; -1 for one that is not known."""
        cdef uint32_t at = mark & self.last
        while self.slots[at].text != NULL:
            if self.slots[at].size == size and memcmp(self.slots[at].text, text, size) == 0:
                return self.slots[at].value
            at = (at + 1) & self.last
        return -1

cdef uint32_t FNV = 2166136261

cdef inline uint32_t hashed(uint32_t mark, const char* text, int size) noexcept:
    cdef int n
    for n in range(size):
        mark = (mark ^ <uint8_t>text[n]) * <uint32_t>16777619
    return mark
