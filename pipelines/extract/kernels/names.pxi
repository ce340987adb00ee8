# Tables by the number of a tag's name: an element's is even, its end tag's is the next.

cdef int KIND[NAMES]
cdef int OWN[NAMES]
cdef bint EMPTY[NAMES]
cdef bint UNSHOWN[NAMES]
cdef bint CLOSES[NAMES]
cdef bint HEADING[NAMES]
cdef uint32_t BIT[NAMES]
cdef uint32_t ENDED[NAMES]
cdef uint32_t BOUNDS[NAMES]
cdef uint32_t SCOPE[NAMES]
cdef list NAME = []

def _numbers():
    """A number for each name that HTML knows, and what `elements` says of it."""
    known = {name.removeprefix("/") for name in _elements.KINDS} | VOID | DROPPED | _elements.HEADINGS
    ranked = sorted(_elements.HEADINGS | set(_elements.SIBLINGS) | set(_elements.SCOPES) | _elements.SCOPE
                    | {name for pair in _elements.SIBLINGS.values() for each in pair for name in each}
                    | {name for each in _elements.SCOPES.values() for name in each})
    bits = {name: 1 << n for n, name in enumerate(ranked)}
    numbers = {}
    for name in sorted(known):
        for each in (name, "/" + name):
            n = numbers[each] = len(NAME)
            NAME.append(each)
            KIND[n] = _elements.KINDS[each]
            OWN[n] = _elements.OWN_FLAGS.get(each, 0)
            EMPTY[n], UNSHOWN[n] = each in VOID, each in DROPPED
            CLOSES[n] = each in _elements.CLOSES_PARAGRAPH
            HEADING[n], BIT[n] = each in _elements.HEADINGS, bits.get(each, 0)
            ended, bounds = _elements.SIBLINGS.get(each, ((), ()))
            ENDED[n], BOUNDS[n] = sum(bits[x] for x in ended), sum(bits[x] for x in bounds)
            SCOPE[n] = sum(bits[x] for x in _elements.SCOPES.get(each, _elements.SCOPE))
    return numbers

_NUMBERS = _numbers()
cdef Words KNOWN = Words(_NUMBERS)
cdef int UNNAMED = _NUMBERS[""]
cdef int PARAGRAPH = _NUMBERS["p"]
cdef int DIV = _NUMBERS["div"]
cdef int H1 = _NUMBERS["h1"]
cdef int ROW = _NUMBERS["tr"]
cdef int TD = _NUMBERS["td"]
cdef int TH = _NUMBERS["th"]
cdef int LI = _NUMBERS["li"]
cdef int QUOTED = _NUMBERS["blockquote"]
cdef int BODY_TAG = _NUMBERS["body"]
cdef int KNOWN_NAMES = len(NAME)
cdef uint32_t ANY_HEADING = 0
for _name in _elements.HEADINGS:
    ANY_HEADING |= BIT[<int>_NUMBERS[_name]]

_STATE_WORD = 1 << 62
cdef int64_t STATE_WORD = _STATE_WORD
cdef Words TELLING = Words(
    {w: _hints.BITS.get(w, 0) | (_STATE_WORD if w in _hints.STATE else 0) for w in (*_hints.BITS, *_hints.STATE)}
)
cdef Words SPEAKING = Words(dict.fromkeys(_elements.SPEAKING_WORDS, 1))
cdef Words READ = Words(
    {"class": 1, "id": 2, "role": 3, "style": 4, "hidden": 5, "aria-hidden": 6, "itemprop": 7}
)
