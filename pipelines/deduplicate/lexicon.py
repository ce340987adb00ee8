"""Words that decide what a differing word means: numbers, days, months, first persons, appeals; data, by language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels, telling_kernels
from pipelines.deduplicate.arrays import U64, Ints
from pipelines.deduplicate.fold import fold, fold_words

WORD, NUMBER, NAME, DAY, MONTH = range(5)
"""What a word is for the comparison of two aligned places."""

FIRST_PERSON, APPEALING, COURTESY, ABBREVIATION = 1, 2, 4, 8
"""What else a word may be: a pronoun of somebody's own words, of a line about the site itself, a title before a name, one
whose full stop ends no sentence.
"""

_DAYS = """monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda terça quarta quinta sexta sábado domingo
понедельник вторник среда четверг пятница суббота воскресенье
понедельник вторник среду четверг пятницу субботу воскресенье
понеділок вівторок середу четвер пʼятницу суботу неділю
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
pazartesi salı çarşamba perşembe cuma cumartesi pazar
poniedziałek wtorek środa czwartek piątek sobota niedziela
poniedziałek wtorek środę czwartek piątek sobotę niedzielę
måndag tisdag onsdag torsdag fredag lördag söndag
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার
senin selasa rabu kamis jumat sabtu minggu"""

_MONTHS = """january february march april may june july august september october november december
jan feb mar apr may jun jul aug sept oct nov dec
januar februar märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
januari februari maart april mei juni juli augustus september oktober november december
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"""

_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve
null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf
zéro - deux trois quatre cinq six sept huit neuf dix onze douze
cero - dos tres cuatro cinco seis siete ocho nueve diez once doce
zero - due tre quattro cinque sei sette otto nove dieci undici dodici
zero - dois três quatro cinco seis sete oito nove dez onze doze
ноль - два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
ноль - двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати
nul - twee drie vier vijf zes zeven acht negen tien elf twaalf
нуль - два три чотири пʼять шість сім вісім девʼять десять одинадцять дванадцять
нуль - двох трьох чотирьох пʼяти шести семи восьми девʼяти десяти одинадцяти дванадцяти
zero - dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście
zero - dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu
nula - dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct
nula - dvou tří čtyř pěti šesti sedmi osmi devíti deseti jedenácti dvanácti
noll - två tre fyra fem sex sju åtta nio tio elva tolv
nul - to tre fire fem seks syv otte ni ti elleve tolv
zero - doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece
nulla - két három négy öt hat hét nyolc kilenc tíz tizenegy tizenkettő
μηδέν - δύο τρεις τέσσερις πέντε έξι επτά οκτώ εννέα δέκα έντεκα δώδεκα
μηδέν - δυο τρία τέσσερα πέντε έξι εφτά οχτώ εννιά δέκα ένδεκα δώδεκα
אפס - שני שלושה ארבעה חמישה שישה שבעה שמונה תשעה עשרה - -
אפס - שתי שלוש ארבע חמש שש שבע - תשע עשר - -
صفر - دو سه چهار پنج شش هفت هشت نه ده یازده دوازده
صفر - اثنين ثلاث أربع خمس ست سبع ثماني تسع عشر - -
صفر - - تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ
nol - dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas -
শূন্য - দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো
sıfır - iki üç dört beş altı yedi sekiz dokuz on onbir oniki
صفر - - ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة - -
शून्य - दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह"""
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
         "seventeen": 17, "eighteen": 18, "nineteen": 19, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50,
         "vingt": 20, "trente": 30, "quarante": 40, "veinte": 20, "treinta": 30, "quince": 15, "quinze": 15, "quindici": 15,
         "venti": 20, "trenta": 30, "vinte": 20, "trinta": 30, "двадцать": 20, "тридцать": 30, "dozen": 12,
         "veertig": 40, "twintig": 20, "dertig": 30, "vijftig": 50, "sechzig": 60, "cuarenta": 40, "cinquanta": 50,
         "cinquante": 50, "siebzehn": 17, "sechzehn": 16, "achtzehn": 18, "tredici": 13, "diciotto": 18,
         "двадцять": 20, "тридцять": 30, "сорок": 40, "dwadzieścia": 20, "trzydzieści": 30, "sedmnáct": 17,
         "δεκαπέντε": 15, "είκοσι": 20, "τριάντα": 30, "yirmi": 20, "otuz": 30, "بیست": 20, "سی": 30, "عشرين": 20,
         "ثلاثين": 30}  # fmt: skip
_NO_NUMBERS = frozenset(
    {
        "to",
        "ti",
        "ni",
        "hat",
        "hét",
        "sex",
        "öt",
        "fire",
        "lima",
        "pět",
        "tio",
        "nol",
        "doi",
        "ده",
        "نو",
        "نه",
        "ست",
        "سی",
        "שבע",
        "nove",
        "on",
        "sei",
        "once",
        "null",
        "elf",
        "acht",
        "sept",
        "mar",
        "may",
        "mars",
        "mai",
        "mei",
        "mart",
        "cuma",
    }
)
"""Words of the lists that are everyday words of another language."""

_FIRST_PERSONS = """we my our ourselves wir unser unsere unserem unseren nous notre nuestro nuestra nuestros nuestras мы наш наша
наши нашей nostro nostra nosso nossa bizim نحن إننا हम हमारे"""

_TITLES = (
    "mr mrs ms miss dr prof sir lady lord sen gov rep president minister premier herr frau m mme sr sra г"
)

_APPEALS = """subscribe newsletter newsletters advertisement inbox abonnieren suscríbete iscriviti подпишитесь подписывайтесь
republished redistributed syndicated unedited rewritten abonneer"""

_SHORT = """mr mrs ms dr st gov sen rep gen col lt no vs jr sr prof inc corp co ltd bzw ca nr art
ул jan feb aug sept oct nov dec"""

_MARKED = {FIRST_PERSON: _FIRST_PERSONS, APPEALING: _APPEALS, COURTESY: _TITLES, ABBREVIATION: _SHORT}


@dataclass(frozen=True, slots=True)
class Entries:
    """The words of all lists: `keys` their sorted hashes, `kinds`, `values` ("two" and "2" share one) and `marks` what is known
    of each, and last of a word that stands in no list; `slots` for `telling_kernels.entries`.
    """

    keys: U64
    kinds: NDArray[np.uint8]
    values: U64
    marks: NDArray[np.uint8]
    slots: NDArray[np.int32]


@cache
def entries() -> Entries:
    """Return the lists of this module by word."""
    table: dict[int, tuple[int, int]] = {}
    _enter_rows(table, _MONTHS, MONTH)
    _enter_rows(table, _DAYS, DAY)
    for row in _NUMBERS.splitlines():
        for value, word in enumerate(row.split()):
            _enter_number(table, word, value)
    for word, value in _TENS.items():
        _enter_number(table, word, value)
    marks: dict[int, int] = {}
    for mark, words in _MARKED.items():
        for key in fold_words(words.split()).tolist():
            marks[key] = marks.get(key, 0) | mark
            table.setdefault(key, (WORD, key))
    keys = np.array(sorted(table), np.uint64)
    slots = np.empty(1 << (4 * len(keys)).bit_length(), np.int32)
    telling_kernels.slotted(keys, slots)
    found = [table[key] for key in keys.tolist()] + [(WORD, 0)]
    return Entries(
        keys,
        np.array([kind for kind, _ in found], np.uint8),
        np.array([value for _, value in found], np.uint64),
        np.array([marks.get(key, 0) for key in keys.tolist()] + [0], np.uint8),
        slots,
    )


def places(words: U64) -> Ints:
    """Return the place of each word in `entries`, -1 for one that stands in no list."""
    known = entries()
    if kernels.COMPILED:
        found = np.empty(len(words), np.int64)
        telling_kernels.entries(words, known.keys, known.slots, found)
        return found
    place: Ints = np.searchsorted(known.keys, words)
    place[known.keys[np.minimum(place, len(known.keys) - 1)] != words] = -1
    return place


def _enter_rows(table: dict[int, tuple[int, int]], rows: str, kind: int) -> None:
    for row in rows.splitlines():
        for value, word in enumerate(row.split()):
            if word not in _NO_NUMBERS:
                table.setdefault(int(fold_words([word])[0]), (kind, value))


def _enter_number(table: dict[int, tuple[int, int]], word: str, value: int) -> None:
    if word != "-" and word not in _NO_NUMBERS:
        table.setdefault(int(fold_words([word])[0]), (NUMBER, int(fold(str(value)).words[0])))
