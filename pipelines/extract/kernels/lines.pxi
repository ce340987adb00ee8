# One pass over the tags of a page, as `lines`.

cdef struct Open:
    int name
    int at

cdef class Walk(Sheet):
    """One pass over the tags of a page, as `lines._Walk`."""

    cdef list marks
    cdef char* text
    cdef int length
    cdef int room
    cdef bint started
    cdef bint broken
    cdef Open pending[DEEPEST + 8]
    cdef int waiting
    cdef int tags[DEEPEST + 8]
    cdef int open_count
    cdef int link
    cdef int bold
    cdef int links
    cdef int in_link
    cdef int in_bold
    cdef int sunk

    def __cinit__(self, Markup markup not None):
        self.marks = []
        self.tags[0], self.open_count = BODY_TAG, 1

    def __dealloc__(self):
        free(self.text)

    def run(self):
        """Read all tags."""
        cdef Markup markup = self.markup
        cdef Tag* tag
        cdef int at = 0, kind, skip
        while at < markup.count:
            tag = markup.tags + at
            kind = KIND[tag.name] if tag.name < KNOWN_NAMES else (END if tag.name & 1 else BLOCK)
            if kind >= END:
                if self.started:
                    self.flush()
                    if len(self.texts) > MOST_LINES:
                        self.layout.cut = True
                        break
                if kind == END:
                    self.end(tag.name - 1)
                else:
                    skip = self.open(kind, tag.name, at)
                    if skip:
                        at = max(skip, at + 1)
                        continue
            elif kind:
                if kind == SKIP:
                    at = max(markup.find_end(at), at + 1)
                    continue
                if kind > PLAIN or tag.raw_end > tag.raw:
                    self.inline(kind, at)
            if tag.end > tag.text:
                self.take(markup.source + tag.text, tag.end - tag.text)
            at += 1
        if self.started:
            self.flush()
            self.layout.cut = len(self.texts) > MOST_LINES
        self.close_to(0)
        return self.finished()

    cdef int take(self, const char* p, int size) except -1:
        """Add text to the line; white space at the head of a line is none of it."""
        cdef bytes plain
        cdef str text
        cdef int each
        cdef const char* q = p
        cdef const char* end = p + size
        if not self.started:
            while q < end:
                each = space_at(q, end)
                if not each:
                    break
                q += each
            if q == end:
                return 0
        if memchr(p, c"&", size) != NULL:
            text = unescaped(decoded(p, size))
            plain = text.encode("utf-8", "surrogatepass")
            self.add_text(plain, <int>len(plain))
            if self.in_link or self.in_bold:
                self.count(<int>len(text.strip()))
            return 0
        self.add_text(p, size)
        if self.in_link or self.in_bold:
            self.count(stripped_size(p, end))
        return 0

    cdef int count(self, int size) noexcept:
        if self.in_link:
            self.link += size
        if self.in_bold:
            self.bold += size
        return 0

    cdef int add_text(self, const char* p, int size) except -1:
        cdef char* grown
        if self.length + size > self.room:
            self.room = max(4096, 2 * (self.length + size))
            grown = <char*>realloc(self.text, self.room)
            if grown == NULL:
                raise MemoryError
            self.text = grown
        memcpy(self.text + self.length, p, size)
        self.length += size
        self.started = True
        return 0

    cdef int inline(self, int kind, int at) except -1:
        cdef Tag* tag = self.markup.tags + at
        cdef const char* raw = self.markup.source + tag.raw
        cdef int size = tag.raw_end - tag.raw
        cdef int64_t hints
        if kind == UNLINK:
            self.in_link = 0
        elif kind == LINK:
            self.links += 1
            if not is_closed(raw, size):
                self.in_link = self.open_count
            self.read_link(raw, size, at)
        elif kind == PLAIN:
            hints = inline_hints(raw, size)
            if hints & MARKED:
                self.box()
                self.mark(hints, at)
        elif kind == BREAK:
            self.add_text("\x00", 1)
            self.broken = True
            self.marks.append((self.link, self.bold, self.links))
        elif kind == IMAGE:
            if len(self.pictures) < MOST_PICTURES:
                self.pictures.append(Picture(decoded(raw, size), len(self.texts), self.box()))
        elif kind == BOLD:
            self.in_bold = self.in_bold or self.open_count
        elif kind == UNBOLD:
            self.in_bold = 0
        elif kind == BODY:
            self.set_body(raw, size)
        return 0

    cdef int set_body(self, const char* raw, int size) except -1:
        cdef int flags
        cdef int64_t hints
        cdef str names = meaning_of(raw, size, &flags, &hints)
        self.boxes[0].flags |= flags & ~HIDDEN
        self.boxes[0].hints |= hints & ~AUTHOR
        self.keys[0] = self.keys[0] or names
        self.passing = self.boxes[0].flags & PASSED != 0
        return 0

    cdef int mark(self, int64_t hints, int at) except -1:
        if hints & MARKED & ~AUTHOR:
            self.layout.marked.append((hints & ~AUTHOR, len(self.texts), Element(self.markup, at)))
        if hints & AUTHOR:
            self.layout.authors.append(Element(self.markup, at))
        return 0

    cdef int read_link(self, const char* raw, int size, int at) except -1:
        cdef int lines = <int>len(self.texts)
        if holds(raw, size, "itemprop", 8) and _value_of(decoded(raw, size), "itemprop") == "author":
            self.layout.authors.append(Element(self.markup, at))
        if not may_speak(raw, size):
            return 0
        leads_to = _link_kind(decoded(raw, size))
        if leads_to is None or len(self.layout.author_links) + len(self.layout.tag_links) > MOST_LINKS:
            return 0
        name = self.markup.short_text(at, 200) or ""
        if leads_to == "author":
            self.layout.author_links.append((lines, name))
        else:
            self.layout.tag_links.append((lines, name, self.boxes[self.box()].flags))
        return 0

    cdef int flush(self) except -1:
        """End the line being read, if it has any text."""
        cdef str text
        cdef int size
        if self.broken:
            self.marks.append((self.link, self.bold, self.links))
            pieces = _pieces_of(decoded(self.text, self.length), self.marks)
            self.marks, self.broken = [], False
            if pieces:
                self.box()
            for piece, link, bold, links in pieces:
                self.add_line(piece, link, bold, links)
        else:
            size = folded(self.text, self.length)
            if size:
                text = decoded(self.text, size)
                self.box()
                self.add_line(text, self.link, self.bold, self.links)
        self.length, self.started = 0, False
        self.link = self.bold = self.links = 0
        return 0

    cdef int box(self) except -1:
        """The number of the innermost open block's box."""
        cdef int n, flags, own, above = self.stack[self.depth - 1]
        cdef int64_t hints, more
        cdef Open* opened
        cdef Tag* tag
        cdef str names
        if not self.waiting:
            return above
        for n in range(self.waiting):
            opened = self.pending + n
            tag = self.markup.tags + opened.at
            flags, hints, names = self.boxes[above].flags, self.boxes[above].hints, ""
            if opened.name < KNOWN_NAMES:
                flags |= OWN[opened.name]
            if tag.raw_end > tag.raw:
                names = meaning_of(self.markup.source + tag.raw, tag.raw_end - tag.raw, &own, &more)
                flags |= own
                if more:
                    hints |= more & ~AUTHOR
                    if more & MARKED:
                        self.mark(more, opened.at)
            self.add_box(above, opened.name, flags, hints, names, <int>len(self.texts))
            above = self.box_count - 1
            self.stack[self.depth] = above
            self.depth += 1
        self.passing = self.boxes[above].flags & PASSED != 0
        self.waiting = 0
        return above

    cdef int open(self, int kind, int name, int at) except -1:
        """Open a block; the number of its end where nothing in it is read, 0 elsewhere."""
        cdef Tag* tag = self.markup.tags + at
        cdef const char* raw = self.markup.source + tag.raw
        cdef int size = tag.raw_end - tag.raw, flags, end
        cdef bint empty = name < KNOWN_NAMES and EMPTY[name]
        if self.tags[self.open_count - 1] == PARAGRAPH and name < KNOWN_NAMES and CLOSES[name]:
            self.close_to(self.open_count - 1)
        if kind == RANKED:
            self.end_siblings(name)
        if self.open_count >= DEEPEST:
            self.sunk += not empty
            return 0
        self.tags[self.open_count] = name
        self.open_count += 1
        self.pending[self.waiting].name, self.pending[self.waiting].at = name, at
        self.waiting += 1
        if self.passing or kind == GUIDING or holds(raw, size, "role", 4):
            flags = self.boxes[self.box()].flags
            if flags & PASSED:
                end = self.passed(flags, at)
                if end:
                    return end
        if empty or is_closed(raw, size):
            self.close_to(self.open_count - 1)
        return 0

    cdef int passed(self, int flags, int at) except -1:
        """The end of a block that holds nothing of the story; 0 where it is to be read."""
        cdef int end, n, name, paragraphs = 0, open_divs = 0
        if not (flags & NAV or flags & KEPT_OUT == FOOTER):
            return 0
        end = self.markup.find_end(at)
        for n in range(at, end):
            name = self.markup.tags[n].name
            if name == H1:
                return 0
            paragraphs += name == PARAGRAPH
            open_divs += (name == DIV) - (name == DIV + 1)
        return 0 if paragraphs > 4 or open_divs < 0 else end

    cdef int end_siblings(self, int name) except -1:
        """End the open element that another one of its kind ends."""
        cdef int place, other
        cdef uint32_t bit
        if HEADING[name]:
            other = self.tags[self.open_count - 1]
            if other < KNOWN_NAMES and HEADING[other]:
                self.close_to(self.open_count - 1)
            return 0
        if not ENDED[name]:
            return 0
        for place in range(self.open_count - 1, 0, -1):
            other = self.tags[place]
            bit = BIT[other] if other < KNOWN_NAMES else 0
            if bit & ENDED[name]:
                self.close_to(place)
                return 0
            if bit & BOUNDS[name]:
                return 0
        return 0

    cdef int end(self, int name) except -1:
        """End the innermost open element of a name with all in it, where it is in scope."""
        cdef int place, other
        cdef uint32_t bit, ended = 0, bounds
        if self.sunk:
            self.sunk -= 1
            return 0
        if self.tags[self.open_count - 1] == name:
            self.close_to(self.open_count - 1)
            return 0
        bounds = SCOPE[name] if name < KNOWN_NAMES else SCOPE[UNNAMED]
        if name < KNOWN_NAMES and HEADING[name]:
            ended = ANY_HEADING
        for place in range(self.open_count - 1, 0, -1):
            other = self.tags[place]
            bit = BIT[other] if other < KNOWN_NAMES else 0
            if other == name or bit & ended:
                self.close_to(place)
                return 0
            if bit & bounds:
                return 0
        return 0

    cdef int close_to(self, int place) except -1:
        """Close the open blocks from a place on."""
        while self.open_count > place:
            self.open_count -= 1
            if self.waiting:
                self.waiting -= 1
            else:
                self.close_box()
        if self.in_link > self.open_count:
            self.in_link = 0
        if self.in_bold > self.open_count:
            self.in_bold = 0
        return 0


def read_lines(Markup markup not None):
    """The lines of a page."""
    return Walk(markup).run()
