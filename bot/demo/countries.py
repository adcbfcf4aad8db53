"""Where simulated players come from: names, telephone numbers, towns and IP addresses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoCountry:
    """One country, with enough of it to make up people who could live there."""

    code: str
    currency: str
    language: str
    dialling: str
    """Country code and the start of mobile numbers there."""
    digits: int
    """How many digits follow."""
    network: int
    """First number of the IPv4 addresses made up for it."""
    place: tuple[float, float]
    towns: tuple[tuple[str, str], ...]
    """Name and post code."""
    first: tuple[str, ...]
    last: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUNTRIES = (
    DemoCountry(
        "MT", "EUR", "mt", "+3569", 7, 46, (35.90, 14.51),
        (("Sliema", "SLM 1030"), ("Birkirkara", "BKR 1020"), ("Mosta", "MST 2040")),
        _words("Karmenu Ġużeppi Marija Rita Ċensu Joe Doreen Twanny Pawlu Ġorġ Antonella Keith Ramona Clayton"),
        _words("Borg Camilleri Vella Farrugia Zammit Galea Micallef Grech Attard Spiteri Azzopardi Żerafa Ċini"),
    ),
    DemoCountry(
        "SE", "SEK", "sv", "+4670", 7, 83, (59.33, 18.07),
        (("Stockholm", "111 22"), ("Göteborg", "411 05"), ("Umeå", "903 26")),
        _words("Åsa Björn Göran Maja Lars Ebba Östen Elin Nils Linnéa Håkan Sven Märta Ulf"),
        _words("Lindqvist Åkesson Öberg Johansson Sjöström Bergström Hägglund Nyström Ekström Lövgren"),
    ),
    DemoCountry(
        "NO", "EUR", "nb", "+4740", 6, 84, (59.91, 10.75),
        (("Oslo", "0150"), ("Tromsø", "9008"), ("Bergen", "5003")),
        _words("Øystein Åse Håvard Ingrid Bjørn Sigrid Kåre Solveig Tor Ragnhild Pål Marte"),
        _words("Bjørnstad Hansen Ødegård Sørensen Håland Nygård Myhre Solbakken Strøm Våge"),
    ),
    DemoCountry(
        "FI", "EUR", "fi", "+35840", 7, 85, (60.17, 24.94),
        (("Helsinki", "00100"), ("Tampere", "33100"), ("Jyväskylä", "40100")),
        _words("Päivi Jyrki Aino Väinö Kaisa Mikko Tuulikki Eero Hannele Lauri Sirpa Antti"),
        _words("Mäkinen Hämäläinen Järvinen Korhonen Lehtonen Niemelä Pöysti Räsänen Virtanen Ylönen"),
    ),
    DemoCountry(
        "DE", "EUR", "de", "+49151", 8, 91, (52.52, 13.40),
        (("Berlin", "10115"), ("Köln", "50667"), ("Nürnberg", "90402")),
        _words("Jürgen Anke Günther Käthe Björn Ulrike Heinz Sabine Jörg Petra Uwe Renate"),
        _words("Müller Schröder Weiß Köhler Jäger Größmann Schäfer Krüger Vogt Böhm Lüdtke"),
    ),
    DemoCountry(
        "GB", "GBP", "en", "+447700", 6, 81, (51.51, -0.13),
        (("London", "E1 6AN"), ("Leeds", "LS1 4AP"), ("Cardiff", "CF10 1EP")),
        _words("Oliver Siobhán Gareth Amelia Priya Kwame Zoë Rhys Imogen Callum Fatima Angus"),
        _words("Smith O'Brien Llewellyn Patel Okafor Fitzgerald MacDonald Ali-Hassan Taylor Nguyen"),
    ),
    DemoCountry(
        "CA", "CAD", "fr", "+1514555", 4, 70, (45.50, -73.57),
        (("Montréal", "H2X 1Y4"), ("Toronto", "M5V 2T6"), ("Québec", "G1R 4P5")),
        _words("François Noémie Étienne Chloé Benoît Maëlle Jean-Luc Amélie Zoé Gaël Hélène Rémi"),
        _words("Tremblay Gagné Côté Bélanger Lévesque Bergeron Pépin St-Onge D'Amours Hébert"),
    ),
)  # fmt: skip

ODD_NAMES = (
    ("<!channel>", "<!here>"),
    ("*Bold* _and_ ~struck~", "`code` <https://example.com|click>"),
    ("&amp;lt;", "&lt;script&gt;"),
    ("😎 Lucky", "🎰🎰🎰"),
    ("محمد", "عبد الله"),
    ("נועה", "לוי"),
    ("\u202eanna\u202c", "Rever\u200bsed"),
    ("さくら", "田中"),
    ("Ḃ̶̢̛o̷b̸", "Zal̴g̵o"),
    ("Wolfeschlegelsteinhausen" * 4, "Bergerdorff" * 8),
    ("X", "Æ A-12"),
)
"""Names that break careless software."""
