# What a tag's attributes say, as `markup`, `hints` and `meaning`.

cdef struct Attribute:
    const char* name
    int name_size
    const char* value
    int size

cdef const char* next_attribute(const char* p, const char* end, Attribute* found) noexcept:
    """The place behind the next attribute of a tag; NULL where there is no other."""
    cdef const char* q
    cdef char quote
    while p < end and (is_space(p[0]) or p[0] == c"=" or p[0] == c">" or p[0] == c"/"):
        p += 1
    if p >= end:
        return NULL
    found.name = p
    while p < end and not (is_space(p[0]) or p[0] == c"=" or p[0] == c">" or p[0] == c"/"):
        p += 1
    found.name_size = <int>(p - found.name)
    found.value, found.size = p, 0
    q = p
    while q < end and is_space(q[0]):
        q += 1
    if q >= end or q[0] != c"=":
        return p
    q += 1
    while q < end and is_space(q[0]):
        q += 1
    if q < end and (q[0] == c'"' or q[0] == c"'"):
        quote = q[0]
        q += 1
        found.value = q
        while q < end and q[0] != quote:
            q += 1
        found.size = <int>(q - found.value)
        return q + 1 if q < end else q
    found.value = q
    while q < end and not is_space(q[0]) and q[0] != c">":
        q += 1
    found.size = <int>(q - found.value)
    return q

cdef bint is_closed(const char* raw, int size) noexcept:
    """Whether a tag ends its own element, as XHTML has it."""
    return size > 0 and raw[size - 1] == c"/" and (
        size == 1 or raw[size - 2] == c" " or raw[size - 2] == c'"' or raw[size - 2] == c"'"
    )

cdef bint is_simple(const char* p, int size) noexcept:
    """Whether a value is ASCII without character references."""
    cdef int n
    for n in range(size):
        if <uint8_t>p[n] >= 0x80 or p[n] == c"&":
            return False
    return True

cdef int64_t id_hints(const char* p, int size) noexcept:
    """As `hints.hints_in_id`."""
    cdef char word[LONGEST_NAME]
    cdef int n, length = 0
    cdef int64_t found
    for n in range(size):
        if p[n] == c"-" or p[n] == c"_":
            continue
        if length == LONGEST_NAME or <uint8_t>p[n] >= 0x80:
            return 0
        word[length] = lower(p[n])
        length += 1
    found = TELLING.find(word, length, hashed(FNV, word, length))
    return found & ~STATE_WORD if found > 0 else 0

cdef struct Tokens:
    char text[LONGEST_CLASS]
    int before
    int end
    uint32_t mark
    bint state
    int64_t found

cdef void take_token(Tokens* seen, const char* p, int size) noexcept:
    """Note what a word of a class says, alone and behind the one before it."""
    cdef int n, start = seen.end
    cdef uint32_t mark
    cdef int64_t alone, both
    for n in range(size):
        seen.text[start + n] = lower(p[n])
    seen.end = start + size
    mark = hashed(FNV, seen.text + start, size)
    alone = TELLING.find(seen.text + start, size, mark)
    if not seen.state:
        if alone > 0:
            seen.found |= alone
        if seen.before < start:
            both = TELLING.find(
                seen.text + seen.before, seen.end - seen.before, hashed(seen.mark, seen.text + start, size)
            )
            if both > 0:
                seen.found |= both
    seen.state = alone > 0 and alone & STATE_WORD != 0
    seen.before, seen.mark = start, mark

cdef inline bint parts_words(uint8_t c) noexcept:
    return c == c"-" or c == c"_" or c == 32 or 9 <= c <= 13 or 28 <= c <= 31

cdef bint is_small(const char* p, int size) noexcept:
    """As `str.islower`: letters, and none of them a capital."""
    cdef int n
    cdef bint found = False
    for n in range(size):
        if 65 <= p[n] <= 90:
            return False
        found |= 97 <= p[n] <= 122
    return found

cdef int64_t class_hints(const char* p, int size) noexcept:
    """As `hints.hints_in`, of a simple value."""
    cdef Tokens seen
    cdef int at = 0, start, first
    cdef bint small
    size = min(size, <int>LONGEST_CLASS)
    seen.before = seen.end = 0
    seen.state, seen.found = False, 0
    small = is_small(p, size)
    while at < size:
        if parts_words(p[at]):
            at += 1
            continue
        start = at
        while at < size and not parts_words(p[at]):
            at += 1
        if small or is_small(p + start, at - start):
            take_token(&seen, p + start, at - start)
            continue
        while start < at:
            first = start
            if 65 <= p[start] <= 90:
                start += 1
                if start < at and 97 <= p[start] <= 122:
                    while start < at and 97 <= p[start] <= 122:
                        start += 1
                else:
                    while start < at and 65 <= p[start] <= 90:
                        start += 1
            else:
                while start < at and 97 <= p[start] <= 122:
                    start += 1
                if start == first:
                    start += 1
                    continue
            take_token(&seen, p + first, start - first)
    return seen.found & ~STATE_WORD

cdef int number_of_attribute(Attribute* said) noexcept:
    cdef char name[16]
    cdef int n
    if said.name_size > 11:
        return 0
    for n in range(said.name_size):
        name[n] = lower(said.name[n])
    return <int>max(0, READ.find(name, said.name_size, hashed(FNV, name, said.name_size)))

cdef str meaning_of(const char* raw, int size, int* flags, int64_t* hints):
    """The class of a block, and what its attributes say, as `meaning.meaning_of`."""
    cdef const char* p = raw
    cdef const char* end = raw + size
    cdef Attribute said
    cdef str names = ""
    cdef int number
    flags[0], hints[0] = 0, 0
    while True:
        p = next_attribute(p, end, &said)
        if p == NULL:
            return names
        number = number_of_attribute(&said)
        if number == 0:
            continue
        if not is_simple(said.value, said.size):
            names, flags[0], hints[0] = _meaning_of(decoded(raw, size))
            return names
        if number == 1:
            if names == "":
                names = decoded(said.value, said.size)
                hints[0] |= class_hints(said.value, said.size)
        elif number == 2:
            hints[0] |= id_hints(said.value, said.size)
        elif number == 3:
            flags[0] |= <int>_elements.ROLES.get(decoded(said.value, said.size), 0)
        elif number == 4:
            if holds(said.value, said.size, "display", 7) and _elements.NO_DISPLAY.search(
                decoded(said.value, said.size)
            ):
                flags[0] |= HIDDEN
        elif number == 5 or (number == 6 and said.size == 4 and memcmp(said.value, b"true", 4) == 0):
            flags[0] |= HIDDEN
        elif number == 7 and said.size == 6 and memcmp(said.value, b"author", 6) == 0:
            hints[0] |= AUTHOR

cdef int64_t inline_hints(const char* raw, int size):
    """As `meaning.inline_hints`."""
    cdef const char* p = raw
    cdef const char* end = raw + size
    cdef Attribute said
    cdef int64_t found = 0
    cdef int number
    cdef bint classed = not holds(raw, size, "class", 5), owned = not holds(raw, size, "itemprop", 8)
    while not (classed and owned):
        p = next_attribute(p, end, &said)
        if p == NULL:
            break
        number = number_of_attribute(&said)
        if (number == 1 and not classed) or (number == 7 and not owned):
            if not is_simple(said.value, said.size):
                return _inline_hints(decoded(raw, size))
            if number == 1:
                classed = True
                found |= class_hints(said.value, said.size)
            else:
                owned = True
                if said.size == 6 and memcmp(said.value, b"author", 6) == 0:
                    found |= AUTHOR
    return found

cdef bint may_speak(const char* raw, int size) noexcept:
    """Whether `meaning.link_kind` is to be asked of a link: nearly all lead neither to an author nor to a topic."""
    cdef const char* p = raw
    cdef const char* end = raw + size
    cdef char word[LONGEST_NAME]
    cdef int length = 0
    cdef uint8_t c
    if holds(raw, size, "rel", 3) and (holds(raw, size, "author", 6) or holds(raw, size, "tag", 3)):
        return True
    while True:
        p = <const char*>memchr(p, c" ", end - p) if p < end else NULL
        if p == NULL or end - p < 7:
            return True
        if memcmp(p, b' href="', 7) == 0:
            break
        p += 1
    p += 7
    while True:
        if p == end:
            return True
        c = lower(p[0])
        if c >= 0x80:
            return True
        if c == c'"' or c == c"/" or c == c"=" or c == c"?" or c == c"-" or c == c"\n":
            if 0 < length < LONGEST_NAME and SPEAKING.find(word, length, hashed(FNV, word, length)) > 0:
                return True
            if c == c'"':
                return False
            length = 0
        else:
            if length < LONGEST_NAME:
                word[length] = c
            length += 1
        p += 1
