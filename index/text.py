"""Text for matching, and where sentences begin and end. A stored text is never changed."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import Stemmer

if TYPE_CHECKING:
    import hazm

Language: TypeAlias = Literal["fa", "en"]
Span: TypeAlias = tuple[int, int]

_DIGITS = {zero + i: str(i) for zero in (0x6F0, 0x660) for i in range(10)}
_SPACES = dict.fromkeys((0x200C, 0xA0, 0x202F), " ")
_INVISIBLE = dict.fromkeys(
    (0x640, 0xAD, 0xFEFF, *range(0x200D, 0x2010), 0x200B, *range(0x202A, 0x202F),
     *range(0x2066, 0x206A)), ""
)  # fmt: skip
_BEFORE = str.maketrans(_DIGITS | _SPACES | _INVISIBLE | {0x2019: "'", 0x2018: "'"})
# After decomposition: ئ has become ي, ۀ has become ە.
_AFTER = str.maketrans(
    "يىكەةہıłøđ", "یی" + "ک" + "ههه" + "ilod", "".join(map(chr, range(0x64B, 0x660)))
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def fold(text: str) -> str:
    """The text without accents, with ASCII digits, ی/ک and a space for ZWNJ; case is kept."""
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", text.translate(_BEFORE))
        if not unicodedata.combining(c)
    )
    return bare.translate(_BEFORE).translate(_AFTER)


def normalise(text: str) -> str:
    """The text as it is compared: folded, in lower case."""
    return fold(fold(text).lower())


def words(text: str) -> list[str]:
    """The words of a text, normalised, in order."""
    return WORD.findall(normalise(text))


def language_of(text: str) -> Language:
    """Persian when at least half of the letters are Arabic script, English otherwise."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    return "fa" if arabic and arabic >= latin else "en"


def terms(text: str, language: Language) -> list[str]:
    """The words that carry meaning, reduced to their lemma (Persian) or stem (English)."""
    reduce = _lemma if language == "fa" else _stem
    return [reduce(word) for word in words(text) if word not in STOP_WORDS]


@lru_cache(maxsize=100_000)
def _lemma(word: str) -> str:
    return str(_lemmatizer().lemmatize(word))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word.removesuffix("'s")))


@cache
def _lemmatizer() -> "hazm.Lemmatizer":
    # Imported late: hazm 0.9.3 takes about a second, and English questions do not need it.
    import hazm

    return hazm.Lemmatizer()


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


STOP_WORDS = frozenset(
    normalise(
        """
    a an the and or of in on at to for from by with about as into during between over after
    is are was were be been being do does did has have had will would can could should may
    i you he she it we they him her them his its their our my me us this that these those there
    what when where who whom which why how say says said tell told talk talked talks discuss
    discussed speak spoke call called phone telephone conversation latest any anything something
    leader leaders please not no yes also if than then so
    و در به از که را با برای این آن است بود شد شده می های ها هم نیز یا تا بر هر چه چی چیه چیا
    کی کجا کدام چرا چگونه چطور آیا درباره راجع مورد خصوص پیرامون ی ای اش شان من تو او ما شما
    آنها گفت گفتن گفتند گفته گو گفتگو تماس تلفنی تلفن صحبت صحبتی حرف زد زدن زدند کرد کردن کردند
    کرده شود شدند باشد بودند دارد دارند داشت داشتند خود یک دو رو اون چند تو توی بین میان
    """
    ).split()
)
