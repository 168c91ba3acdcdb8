"""Finglish: Persian typed in Latin letters, "putin va erdogan raje be libi chi goftan"."""

import re
from collections.abc import Container, Iterable

from rapidfuzz.distance import Levenshtein

from index.text import WORD, fold, language_of

# Words that Finglish cannot do without, in the spellings that people use.
_COMMON = {
    "va": "و", "o": "و", "dar": "در", "be": "به", "ba": "با", "ra": "را", "ro": "رو",
    "ke": "که", "in": "این", "un": "اون", "on": "اون", "an": "آن", "baraye": "برای", "vase": "واسه",
    "raje": "راجع", "rajebe": "راجع به", "rajeb": "راجع به", "raje'be": "راجع به",
    "bare": "باره", "bareye": "باره", "darbare": "درباره", "darbareye": "درباره",
    "darbarey": "درباره", "darmored": "در مورد", "mored": "مورد", "morede": "مورد",
    "chi": "چی", "che": "چه", "chie": "چیه", "chera": "چرا", "chand": "چند", "bar": "بار",
    "koja": "کجا", "kojast": "کجاست", "ki": "کی", "key": "کی", "kei": "کی", "kay": "کی",
    "aya": "آیا", "goft": "گفت", "goftan": "گفتن", "goftand": "گفتند", "gofte": "گفته",
    "bod": "بود", "bood": "بود", "bud": "بود", "shod": "شد", "shode": "شده", "ast": "است",
    "kard": "کرد", "kardan": "کردن", "kardand": "کردند", "dad": "داد", "dasht": "داشت",
    "dashtan": "داشتن", "zad": "زد", "zadan": "زدن", "zadand": "زدند", "khast": "خواست",
    "khastan": "خواستن", "harf": "حرف", "sohbat": "صحبت", "tamas": "تماس", "telefon": "تلفن",
    "telefoni": "تلفنی", "goftogoo": "گفت‌وگو", "goftogu": "گفت‌وگو", "nazar": "نظر",
    "nazare": "نظر", "nazaresh": "نظرش", "akharin": "آخرین", "mozakere": "مذاکره",
    "mozakerat": "مذاکرات", "jang": "جنگ", "jange": "جنگ", "solh": "صلح", "naft": "نفت",
    "gaz": "گاز", "gaze": "گاز", "tahrim": "تحریم", "tahrimha": "تحریم‌ها", "barjam": "برجام",
    "atashbas": "آتش‌بس", "hasteyi": "هسته‌ای", "hastei": "هسته‌ای", "vaksan": "واکسن",
    "raisjomhoor": "رئیس‌جمهور", "raisjomhur": "رئیس‌جمهور", "keshvar": "کشور", "sal": "سال",
    "bad": "بعد", "bade": "بعد", "az": "از", "kone": "کنه", "konan": "کنن", "konand": "کنند",
    "mikone": "می‌کنه", "mikonan": "می‌کنن", "mikhad": "می‌خواد", "mikhast": "می‌خواست",
    "chetor": "چطور", "chetori": "چطوری", "gharar": "قرار", "oomad": "آمد", "umad": "آمد",
    "babat": "بابت", "babate": "بابت", "e": "", "ye": "یه", "vazir": "وزیر", "nakhost": "نخست",
    "emsal": "امسال", "parsal": "پارسال", "ham": "هم", "yek": "یک", "do": "دو", "ya": "یا",
}  # fmt: skip
# … of which these are English words as well, and prove nothing.
_ENGLISH_TOO = frozenset(
    {"be", "in", "on", "an", "bar", "bad", "do", "key", "gaze", "ham", "o", "e", "ye", "un"}
)
_PROOFS = 2
_LATIN = re.compile(r"[A-Za-z']+")

_DIGRAPHS = (
    ("kh", "x"), ("gh", "q"), ("ch", "c"), ("sh", "S"), ("zh", "Z"), ("ph", "f"), ("oo", "u"),
    ("ou", "u"), ("ee", "i"), ("aa", "a"), ("w", "v"), ("ck", "k"), ("'", ""),
)  # fmt: skip
_FROM_PERSIAN = str.maketrans({
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j",
    "چ": "c", "ح": "h", "ه": "h", "خ": "x", "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z",
    "ر": "r", "ژ": "Z", "ش": "S", "ع": "", "غ": "q", "ق": "q", "ف": "f", "ک": "k", "گ": "g",
    "ل": "l", "م": "m", "ن": "n", "و": "u", "ی": "i",
})  # fmt: skip
_VOWELS = re.compile(r"[aeiouyv]")
_DOUBLE = re.compile(r"(.)\1+")
_WORST = 0.45


def is_finglish(text: str) -> bool:
    """Whether a text in Latin letters is Persian: two of its words are nothing else."""
    if language_of(text) != "en":
        return False
    proofs = {word for word in _LATIN.findall(text.lower()) if word in _COMMON} - _ENGLISH_TOO
    return len(proofs) >= _PROOFS


class Romanised:
    """Persian words by their consonants, so that a Latin spelling finds them.

    Args:
        words: the words known, in Persian script and normalised.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_consonants: dict[str, list[tuple[str, str]]] = {}
        for word in words:
            sound = word.translate(_FROM_PERSIAN)
            if sound.isascii() and len(word) > 1:
                # The last letter of «غزه» is a vowel.
                sound = f"{sound[:-1]}e" if sound.endswith("h") else sound
                self._by_consonants.setdefault(_consonants(sound), []).append((sound, word))

    def in_persian(self, text: str, kept: Container[int] = ()) -> str:
        """The text in Persian script; words that sound like none that is known stay as they are.

        Args:
            kept: positions of words that stay as well, for they are names.
        """
        surface = WORD.findall(fold(text))
        spelled = (w if i in kept else self._word(w.lower()) for i, w in enumerate(surface))
        return " ".join(word for word in spelled if word)

    def _word(self, latin: str) -> str:
        if latin in _COMMON or not latin.isascii() or latin.isdigit():
            return _COMMON.get(latin, latin)
        sound = latin
        for letters, one in _DIGRAPHS:
            sound = sound.replace(letters, one)
        known = self._by_consonants.get(_consonants(sound), ())
        best = min(known, key=lambda k: (_distance(sound, k[0]), k[1]), default=None)
        if best is None or _distance(sound, best[0]) > _WORST:
            return latin
        return best[1]


def _consonants(sound: str) -> str:
    """What is left of a word without vowels, doubled letters and a silent final h."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", sound.removesuffix("h") or sound))


def _distance(latin: str, persian: str) -> float:
    """How far two spellings are from each other: 0 equal, 1 nothing in common.

    Persian does not write e and o, often not a, and u and i for the other vowels.
    """
    plain = _DOUBLE.sub(r"\1", latin.replace("o", "u").replace("y", "i").replace("v", "u"))
    forms = {plain, plain[0] + re.sub("e", "", plain[1:]), plain[0] + re.sub("[ae]", "", plain[1:])}
    nearest = min(Levenshtein.normalized_distance(form, persian) for form in forms)
    # Whether a word begins with a vowel is always written.
    return nearest + 0.2 * ((latin[0] in "aeiou") != (persian[0] in "aeiu"))
