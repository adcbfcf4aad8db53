"""Foldings: the forms in which names and usernames are compared, made alike of what is kept and of what is typed."""

import re
import unicodedata

SPELLED = """
łl đd ðd øo ħh ıi ŧt ŋn ĸk ſs əe æae œoe þth ßss ŀl ĳij ŉn ƒf ɓb ɗd ƙk ƴy ɨi ʉu ɵo ɔo ɛe
ґг єе ىي یي کك ةه ٱا ךכ םמ ןנ ףפ ץצ
"""
"""Letters that marks do not explain, each before how it is typed on a keyboard without it."""
KATAKANA = range(0x30A1, 0x30F7)
TO_HIRAGANA = 0x60
LETTERS = str.maketrans(
    {word[0]: word[1:] for word in SPELLED.split()} | {chr(sign): chr(sign - TO_HIRAGANA) for sign in KATAKANA}
)
PAIRS = re.compile("[aou]e|aa|dj")
"""How an umlaut, an å and a đ are spelled out; the first letter alone is compared, so that the beginning of a name
stays a beginning."""
HIDDEN_LETTERS = frozenset("ʹʻʼʽʾʿˈˊˋـꞋꞌ")
"""Apostrophes and lengthening that count as letters."""
KEPT_CLASSES = frozenset({0, 7, 8, 9, 103, 107, 118, 122})
"""Combining classes of marks without which another syllable is read: of Indic scripts, Thai, Lao and kana."""
ALIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝһѵӏьпг" "αβεικνορτυχωμϲϳγη" "օսոհցզյ" "ɑɡɩᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "abekmhopctyxijsdqwhvlbnr" "abeikvoptuxwucjyn" "ounhgqj" "agiabcdeghijklmnoprtuvwyz",
)  # fmt: skip
"""Letters of other scripts that look like Latin ones: Cyrillic, Greek, Armenian, phonetic and small capitals."""
CAPITALS = str.maketrans("ΝΗΜΥΖ", "nhmyz")
"""Greek capitals that look like other letters than the small ones do."""
DASHES = re.compile("[\u00ad\u058a\u05be\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u30fb_-]")
QUOTES = re.compile("[\u2018\u2019\u201b\u2032\u00b4`\u02b9\u02bb\u02bc]")
SHORT_SCRIPTS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
"""Scripts in which two characters are a whole name."""
UNSAID = str.maketrans("", "", ".-_")
SPOKEN = str.maketrans("eiouypvwcqgjxzdm", "aaaaabffkkkkkstn")
"""Letters that sound alike, to one of each kind: vowels, lips, lips and teeth, throat, hiss, tongue, nose."""
LONGEST_WORD = 40
"""Letters of the longest word of a name by which similar ones are found."""
MOST_WORDS = 6
"""Words of a first or last name that are looked at; with more it is no name."""


def fold(text: str) -> str:
    """Bring text to the form in which it is compared: NFKC, case folded, invisible marks gone, single spaces."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def name(text: str) -> str:
    """Fold a name to its letters: without marks, apostrophes, hyphens and blanks, which people write or leave out."""
    if text.isascii():  # most names are, and hundreds are compared at a time
        return PAIRS.sub(_first_letter, "".join(filter(str.isalnum, text.lower())))
    letters = _plain(fold(text))
    kept = "".join(sign for sign in letters if unicodedata.category(sign)[0] in "LNM" and sign not in HIDDEN_LETTERS)
    return unicodedata.normalize("NFC", PAIRS.sub(_first_letter, kept))


def names(first: str | None, last: str | None) -> set[str]:
    """Give the ways in which a person is named: in either order, with all names, or with one of each."""
    firsts, lasts = _words(first), _words(last)
    if not firsts or not lasts:
        return {name(" ".join([*firsts, *lasts]))} - {""}
    pairs = {(one, " ".join(lasts)) for one in (" ".join(firsts), *firsts)}
    pairs |= {(firsts[0], one) for one in (lasts[0], lasts[-1])}
    return {name(order) for one, other in pairs for order in (f"{one} {other}", f"{other} {one}")} - {""}


def words(first: str | None, last: str | None) -> set[str]:
    """Give the words of a name, each folded by itself, and the first and the last name as one word each."""
    each = [_words(first), _words(last)]
    found = {name(word) for part in each for word in (*part, "".join(part))}
    return {word for word in found if word and len(word) <= LONGEST_WORD}


def typed_words(text: str) -> tuple[str, ...]:
    """Fold the words of a typed name, each by itself."""
    return tuple(filter(None, map(name, _words(text))))


def sound(word: str) -> str:
    """Give the consonants of a word by where the mouth makes them: words that sound alike have the same ones.

    Empty for words that are not in Latin letters. Vowels count only at the beginning.
    """
    letters = ascii_letters(word)
    if not letters.isalpha():
        return ""
    spoken = re.sub("ph", "f", letters).translate(SPOKEN)
    first, rest = spoken[0], spoken[1:].replace("a", "").replace("h", "")
    return re.sub(r"(.)\1+", r"\1", first + rest)


def typed_names(text: str) -> tuple[str, ...]:
    """Give what a typed name may be kept as: all of it, and without the names between the first and the last."""
    words = _words(text)
    shorter = (f"{words[0]} {words[-1]}",) if len(words) > 2 else ()  # noqa: PLR2004 - a first and a last name
    return tuple(dict.fromkeys(found for one in (text, *shorter) if (found := name(one))))


def alike(username: str) -> str:
    """Fold a username to how it looks: letters of other scripts, marks and dashes that are taken for each other."""
    seen = _plain(fold(username.translate(CAPITALS))).translate(ALIKE)
    return QUOTES.sub("'", DASHES.sub("-", seen)).replace(" ", "")


def ascii_letters(word: str) -> str:
    """Write a word in small letters a-z and digits as far as it can be."""
    return "".join(sign for sign in _plain(fold(word)) if sign.isascii() and sign.isalnum())


def person_key(key: str) -> str:
    """Fold a person key to how it sounds, as older databases kept it: without dots and dashes, which nobody says."""
    looks = alike(key)
    return looks.translate(UNSAID) or looks


def fewest_letters(text: str, *, otherwise: int) -> int:
    """Tell how many characters of a name are enough to look for it: two in scripts where that is a name."""
    short = all(unicodedata.name(sign, "").startswith(SHORT_SCRIPTS) for sign in text if sign.isalpha())
    return 2 if short and any(sign.isalpha() for sign in text) else otherwise


def _first_letter(pair: re.Match[str]) -> str:
    return pair[0][0]


def _plain(folded: str) -> str:
    """Take the marks off letters, and write those that are letters of their own as they are typed without them."""
    apart = unicodedata.normalize("NFD", folded)
    return "".join(sign for sign in apart if unicodedata.combining(sign) in KEPT_CLASSES).translate(LETTERS)


def _words(text: str | None) -> list[str]:
    return DASHES.sub(" ", text or "").split()[:MOST_WORDS]
