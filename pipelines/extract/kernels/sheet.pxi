# What was read of a page so far: its lines and boxes, as `layout` has them.

cdef struct Cell:
    int parent
    int name
    int flags
    int first
    int last
    int64_t hints

cdef struct Row:
    int name
    int box
    int flags
    int link
    int bold
    int links
    int own
    int64_t hints

cdef class Sheet:
    """The lines and boxes of a page, and the open boxes."""

    cdef Markup markup
    cdef object layout
    cdef list keys
    cdef list texts
    cdef list pictures
    cdef Cell* boxes
    cdef int box_count
    cdef int box_room
    cdef Row* lines
    cdef int line_room
    cdef int* stack
    cdef int depth
    cdef bint passing

    def __cinit__(self, Markup markup not None):
        self.markup, self.layout = markup, Layout()
        self.keys, self.texts, self.pictures = [], [], []
        self.stack = <int*>malloc((DEEPEST + 8) * sizeof(int))
        if self.stack == NULL:
            raise MemoryError
        self.add_box(-1, BODY_TAG, 0, 0, "", 0)
        self.stack[0], self.depth = 0, 1

    def __dealloc__(self):
        free(self.boxes)
        free(self.lines)
        free(self.stack)

    cdef int add_line(self, str text, int link, int bold, int links) except -1:
        cdef int number = self.stack[self.depth - 1], size = <int>len(text), count = <int>len(self.texts)
        cdef Cell* box = self.boxes + number
        cdef Row* line
        if count >= self.line_room:
            self.line_room = max(256, 2 * count)
            line = <Row*>realloc(self.lines, self.line_room * sizeof(Row))
            if line == NULL:
                raise MemoryError
            self.lines = line
        line = self.lines + count
        self.texts.append(text)
        line.name, line.box, line.flags, line.hints = box.name, number, box.flags, box.hints
        line.link, line.bold, line.links, line.own = min(link, size), min(bold, size), links, number
        return 0

    cdef int add_box(self, int parent, int name, int flags, int64_t hints, str key, int first) except -1:
        cdef Cell* box
        if self.box_count == self.box_room:
            self.box_room = max(256, 2 * self.box_room)
            box = <Cell*>realloc(self.boxes, self.box_room * sizeof(Cell))
            if box == NULL:
                raise MemoryError
            self.boxes = box
        box = self.boxes + self.box_count
        box.parent, box.name, box.flags, box.hints, box.first, box.last = parent, name, flags, hints, first, 0
        self.keys.append(key)
        self.box_count += 1
        return 0

    cdef int close_box(self) except -1:
        cdef int number, count
        cdef Cell* box
        cdef Row* line
        self.depth -= 1
        number = self.stack[self.depth]
        box = self.boxes + number
        count = <int>len(self.texts) - box.first
        if count > 1 and box.name == ROW:
            self.join_cells(number)
            count = <int>len(self.texts) - box.first
        box.last = box.first + count
        # A wrapper around one line is no container: the line belongs to what the wrapper stands in.
        if count == 1 and box.parent >= 0:
            line = self.lines + box.first
            line.box = box.parent
            if (box.name == LI or box.name == TD or box.name == TH) and not (
                line.name == PARAGRAPH
                or line.name == ROW
                or line.name == QUOTED
                or (line.name < KNOWN_NAMES and HEADING[line.name])
            ):
                line.name = box.name
        if self.passing and self.depth:
            self.passing = self.boxes[self.stack[self.depth - 1]].flags & PASSED != 0
        return 0

    cdef int join_cells(self, int number) except -1:
        """One line of a table's row, unless a cell holds paragraphs."""
        cdef Cell* box = self.boxes + number
        cdef int first = box.first, count = <int>len(self.texts) - box.first, n, ending = 0
        cdef list cells = self.texts[first:]
        if count > 40:
            return 0
        for n in range(count):
            if len(<str>cells[n]) > 250 or (self.lines[first + n].name != TD and self.lines[first + n].name != TH):
                return 0
        closed = [self.lines[first + n].own for n in range(count) if cells[n][-1] in _ENDINGS and _size(cells[n]) > 60]
        if len(closed) > len(set(closed)):
            return 0
        for n in range(1, count):
            self.lines[first].link += self.lines[first + n].link
            self.lines[first].bold += self.lines[first + n].bold
            self.lines[first].links += self.lines[first + n].links
        self.texts[first:] = [" ".join(cells)]
        self.lines[first].name, self.lines[first].flags = ROW, box.flags | CELL
        # The boxes in the row bound lines that are now one.
        for n in range(number + 1, self.box_count):
            self.boxes[n].first = min(self.boxes[n].first, first + 1)
            self.boxes[n].last = min(self.boxes[n].last, first + 1)
        return 0

    cdef object finished(self):
        """The lines, boxes and pictures that were read."""
        cdef int n
        cdef Row* line
        cdef Cell* box
        cdef list lines = [], boxes = []
        for n in range(<int>len(self.texts)):
            line = self.lines + n
            made = bare(<PyTypeObject*>Line, 0)
            put(made, LINE[0], self.texts[n])
            put(made, LINE[1], self.markup.name_of(line.name))
            put(made, LINE[2], line.box)
            put(made, LINE[3], line.flags)
            put(made, LINE[4], line.hints)
            put(made, LINE[5], line.link)
            put(made, LINE[6], line.bold)
            put(made, LINE[7], line.links)
            put(made, LINE[8], line.own)
            lines.append(made)
        for n in range(self.box_count):
            box = self.boxes + n
            made = bare(<PyTypeObject*>Box, 0)
            put(made, BOX[0], box.parent)
            put(made, BOX[1], self.markup.name_of(box.name))
            put(made, BOX[2], box.flags)
            put(made, BOX[3], box.hints)
            put(made, BOX[4], self.keys[n])
            put(made, BOX[5], box.first)
            put(made, BOX[6], box.last)
            boxes.append(made)
        self.layout.lines, self.layout.boxes, self.layout.pictures = lines, boxes, self.pictures
        return self.layout


# Hundreds of lines and boxes a page: filled without their `__init__`, which took a third of the whole pass.

cdef extern from *:
    """
    #include <structmember.h>
    static Py_ssize_t offset_of_member(PyObject *member) { return ((PyMemberDescrObject *)member)->d_member->offset; }
    """
    Py_ssize_t offset_of_member(object member)

cdef Py_ssize_t LINE[9]
cdef Py_ssize_t BOX[7]

cdef int find_slots(type made, tuple names, Py_ssize_t* offsets) except -1:
    """Where the fields of a class with slots lie, in the order in which it takes them."""
    if made.__slots__ != names or made.__init__.__code__.co_varnames[1:] != names:
        raise TypeError(f"{made.__name__} is not filled as this kernel fills it")
    for n, name in enumerate(names):
        offsets[n] = offset_of_member(made.__dict__[name])
    return 0

find_slots(Line, ("text", "tag", "box", "flags", "hints", "link", "bold", "links", "own"), LINE)
find_slots(Box, ("parent", "tag", "flags", "hints", "key", "first", "last"), BOX)

cdef extern from "Python.h":
    object bare "PyType_GenericAlloc"(PyTypeObject* made, Py_ssize_t items)

cdef inline int put(made, Py_ssize_t offset, value) except -1:
    Py_INCREF(value)
    (<PyObject**>(<char*><PyObject*>made + offset))[0] = <PyObject*>value
    return 0
