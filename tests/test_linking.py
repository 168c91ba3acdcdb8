"""Who and what a text names, however it is spelled, inflected or described by an office."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateRange
from index.gazetteer import Gazetteer
from index.linking import Linker, people_in, subjects_in
from index.text import WORD, fold


def on(year: int, month: int = 6, day: int = 1) -> DateRange:
    return DateRange(date(year, month, day), date(year, month, day))


def named(
    linker: Linker, text: str, when: DateRange | None = None, *, correct: bool = False
) -> set[str]:
    return {key for mention in linker.link(text, when, correct=correct) for key in mention.keys}


@pytest.mark.parametrize(
    ("person", "names"),
    [
        (
            "volodymyr-zelenskyy",
            "زلنسکی|زلینسکی|ولودیمیر زلنسکی|زلنسکي|Zelensky|Zelenskyy|Zelenskiy|ZELENSKY"
            "|Volodymyr Zelenskyy|Zelenskyy’s|Zelensky's",
        ),
        (
            "recep-tayyip-erdogan",
            "اردوغان|رجب طیب اردوغان|رجب‌طیب اردوغان|رجب طيب اردوغان|اردوغانِ|اردوغان‌ها|اردوغانو"
            "|Erdoğan|Erdogan|ERDOĞAN|Recep Tayyip Erdoğan",
        ),
        (
            "vladimir-putin",
            "پوتین|پوتين|پوتینو|پوتین رو|ولاديمير پوتين|ولادیمیر  پوتین|Putin|Putin's",
        ),
        ("emmanuel-macron", "ماکرون|مکرون|امانوئل مکرون|امانویل ماکرون|Macron|Emmanuel MACRON"),
        ("mohammed-bin-salman", "بن سلمان|بن‌سلمان|محمد بن‌سلمان|MBS|MbS|Mohammed bin Salman"),
        ("xi-jinping", "شی جین‌پینگ|شی جین پینگ|شی جینپینگ|Xi|Xi Jinping|President Xi"),
        ("ebrahim-raisi", "رئیسی|رییسی|رئيسي|ابراهیم رئیسی|Raisi"),
        ("bashar-al-assad", "اسد|بشار اسد|بشار الاسد|Assad|Bashar al-Assad"),
        ("ilham-aliyev", "علی‌اف|علی اف|الهام علیف|Aliyev"),
        ("abdel-fattah-el-sisi", "السیسی|سیسی|عبدالفتاح السیسی|el-Sisi"),
    ],
)
def test_a_person_is_known_under_every_spelling(linker: Linker, person: str, names: str) -> None:
    for name in names.split("|"):
        assert named(linker, name) == {f"person:{person}"}, name


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("russia", "روسیه|روس|روسی|روس‌ها|روسیهٔ|روسيه|Russia|russia|Russian|Russians|Russia's"),
        ("turkey", "ترکیه|ترکیه‌ای|تركيه|Turkey|Türkiye|Turkiye|Turkish"),
        ("usa", "آمریکا|امریکا|آمریکایی‌ها|ایالات‌متحده|ایالات متحده|US|U.S.|USA|the United States"),
        ("uk", "انگلیس|بریتانیا|UK|uk|U.K.|British"),
        ("syria", "سوریه|سوری|سوری‌ها|سوريه|Syria|Syrian|Syria’s"),
        ("iran", "ایران|ایرانی|ایرانیان|ایرانی‌ها|Iran|Iranian"),
        ("karabakh", "قره‌باغ|قره باغ|قراباغ|Karabakh|Nagorno-Karabakh|Nagorno Karabakh"),
        ("south-korea", "کره جنوبی|کرهٔ جنوبی|South Korea|South Korean"),
        ("kyiv", "کی‌یف|Kyiv|Kiev"),
        ("mali", "Mali|Malian"),
    ],
)
def test_a_place_is_known_under_every_form(linker: Linker, place: str, names: str) -> None:
    for name in names.split("|"):
        assert f"place:{place}" in named(linker, name), name


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("ceasefire", "آتش‌بس|آتش بس|اتش بس|آتش‌بس‌های|ceasefire|cease-fire|Cease fire"),
        ("covid-19", "کرونا|کووید ۱۹|کووید-19|COVID-19|covid|coronavirus"),
        ("jcpoa", "برجام|JCPOA|jcpoa"),
        ("sanctions", "تحریم|تحریم‌ها|تحریم‌های|تحريم|sanctions|Sanction"),
        ("s-400", "اس-۴۰۰|اس ۴۰۰|S-400|s400"),
        ("nato", "ناتو|NATO"),
    ],
)
def test_a_topic_is_known_under_every_form(linker: Linker, topic: str, names: str) -> None:
    for name in names.split("|"):
        assert f"topic:{topic}" in named(linker, name), name


@pytest.mark.parametrize(
    "text",
    [
        "tell us who may start",
        "it is nice to polish the text",
        "in a grain store",
        "borne in mind",
        "کمک مالی",
        "اقدام مشترک",
        "روز دوشنبه",
        "پسر جوان",
        "او جلسه را ترک کرد",
        "همتای خود",
        "the president",
        "",
    ],
)
def test_ordinary_words_are_no_people_and_no_places(linker: Linker, text: str) -> None:
    assert not [key for key in named(linker, text) if not key.startswith("topic:")]


def test_us_is_a_country_only_in_capitals(linker: Linker) -> None:
    assert named(linker, "the US told us about Iran") == {"place:usa", "place:iran"}
    assert named(linker, "WHO and who") == {"topic:who"}


@pytest.mark.parametrize(
    ("text", "place"), [("سفر به اردن", "jordan"), ("بیانیه سوچی", "sochi"), ("جنگ سودان", "sudan")]
)
def test_a_persian_place_is_not_taken_for_a_person(linker: Linker, text: str, place: str) -> None:
    assert f"place:{place}" in named(linker, text)
    assert people_in(linker.link(text)) == []


def test_the_longest_name_wins(linker: Linker) -> None:
    assert named(linker, "North Korea") == {"place:north-korea"}
    assert named(linker, "دریای سیاه") == {"place:black-sea"}


def test_a_capital_stands_for_its_country_too(linker: Linker) -> None:
    assert named(linker, "تهران و Washington") >= {"place:iran", "place:usa", "place:tehran"}


def test_a_city_belongs_to_its_country(linker: Linker) -> None:
    assert "place:syria" in linker.keys("ادلب")


@pytest.mark.parametrize(
    ("text", "year", "person"),
    [
        ("the French president", 2015, "francois-hollande"),
        ("the French president", 2021, "emmanuel-macron"),
        ("the President of the French Republic", 2021, "emmanuel-macron"),
        ("رئیس‌جمهور فرانسه", 2015, "francois-hollande"),
        ("رییس جمهوری فرانسه", 2021, "emmanuel-macron"),
        ("رئيس جمهور فرانسه", 2021, "emmanuel-macron"),
        ("رئیس جمهور فدراسیون روسیه", 2021, "vladimir-putin"),
        ("President of the Russian Federation", 2010, "dmitry-medvedev"),
        ("رئیس جمهور روسیه", 2010, "dmitry-medvedev"),
        ("رئیس‌جمهور ترکیه", 2012, "abdullah-gul"),
        ("the Turkish President", 2021, "recep-tayyip-erdogan"),
        ("همتای ترک خود", 2021, "recep-tayyip-erdogan"),
        ("همتای ترکش", 2021, "recep-tayyip-erdogan"),
        ("همتای آمریکایی خود", 2015, "barack-obama"),
        ("همتای آمریکایی‌اش", 2022, "joe-biden"),
        ("the US president", 2018, "donald-trump"),
        ("President of the United States", 2022, "joe-biden"),
        ("رئیس‌جمهور ایالات متحده آمریکا", 2018, "donald-trump"),
        ("رئیس‌جمهور وقت آمریکا", 2018, "donald-trump"),
        ("رئیس‌جمهوری اسلامی ایران", 2022, "ebrahim-raisi"),
        ("President of the Islamic Republic of Iran", 2020, "hassan-rouhani"),
        ("رئیس‌جمهوری خلق چین", 2021, "xi-jinping"),
        ("Ukraine's president", 2020, "volodymyr-zelenskyy"),
        ("نخست‌وزیر انگلیس", 2021, "boris-johnson"),
        ("the British prime minister", 2023, "rishi-sunak"),
        ("صدراعظم آلمان", 2020, "angela-merkel"),
        ("the German chancellor", 2023, "olaf-scholz"),
        ("نخست وزیر رژیم صهیونیستی", 2022, "naftali-bennett"),
        ("پادشاه اردن", 2020, "abdullah-ii"),
        ("the King of Jordan", 2020, "abdullah-ii"),
        ("امیر قطر", 2020, "tamim-bin-hamad-al-thani"),
        ("وزیر امور خارجه ایران", 2014, "mohammad-javad-zarif"),
        ("the president of Afghanistan", 2021, "ashraf-ghani"),
    ],
)
def test_an_office_is_whoever_held_it(linker: Linker, text: str, year: int, person: str) -> None:
    assert people_in(linker.link(text, on(year))) == [{f"person:{person}"}]


@pytest.mark.parametrize("text", ["همتای روس خود", "همتای روسی", "his Russian counterpart"])
def test_a_counterpart_is_a_president_or_a_prime_minister(linker: Linker, text: str) -> None:
    (people,) = people_in(linker.link(text, on(2021)))
    assert people == {"person:vladimir-putin", "person:mikhail-mishustin"}


def test_an_office_without_a_day_is_everybody_who_held_it(linker: Linker) -> None:
    (people,) = people_in(linker.link("French president"))
    assert people >= {"person:emmanuel-macron", "person:francois-hollande"}


def test_an_office_and_a_name_are_one_person(linker: Linker) -> None:
    mentions = linker.link("French President Emmanuel Macron", on(2021))
    assert people_in(mentions) == [{"person:emmanuel-macron"}]


def test_an_office_takes_the_day_it_changed_hands(linker: Linker) -> None:
    (people,) = people_in(linker.link("the US president", on(2021, 1, 20)))
    assert people == {"person:donald-trump", "person:joe-biden"}


@pytest.mark.parametrize(
    ("typo", "key"),
    [
        ("Zelenski", "person:volodymyr-zelenskyy"),
        ("Erdogen", "person:recep-tayyip-erdogan"),
        ("Makron", "person:emmanuel-macron"),
        ("Netanyahuu", "person:benjamin-netanyahu"),
        ("Ukrain", "place:ukraine"),
        ("Kazakstan", "place:kazakhstan"),
        ("azerbaijn", "place:azerbaijan"),
        ("اردوقان", "person:recep-tayyip-erdogan"),
        ("نتانیاوو", "person:benjamin-netanyahu"),
        ("قزاقستن", "place:kazakhstan"),
    ],
)
def test_a_misspelled_name_is_understood_in_questions(linker: Linker, typo: str, key: str) -> None:
    assert key in named(linker, f"... {typo}?", correct=True)
    assert named(linker, typo) == set()


@pytest.mark.parametrize(
    "word", ["leaders", "meeting", "minister", "weather", "recipe", "گفتگو", "همکاری", "مذاکره"]
)
def test_an_ordinary_word_is_not_corrected_into_a_name(linker: Linker, word: str) -> None:
    assert named(linker, word, correct=True) == set()


def test_a_word_of_the_corpus_is_not_corrected(linker: Linker) -> None:
    assert linker.link("makron", correct=True, known={"makron"}) == []


def test_a_family_name_keeps_its_bearers(linker: Linker) -> None:
    (people,) = people_in(linker.link("خامنه‌ای"))
    assert people == {"person:ali-khamenei", "person:mojtaba-khamenei"}


def test_people_are_listed_once_in_the_order_of_the_text(linker: Linker) -> None:
    text = "اردوغان و پوتین؛ Putin told Erdoğan"
    assert people_in(linker.link(text)) == [
        {"person:recep-tayyip-erdogan"},
        {"person:vladimir-putin"},
    ]


def test_a_name_of_a_place_and_a_topic_is_one_subject(linker: Linker) -> None:
    (subject,) = subjects_in(linker.link("قره‌باغ"))
    assert subject == {"place:karabakh", "topic:karabakh-conflict"}


def test_every_label_leads_back_to_its_concept(linker: Linker, gazetteer: Gazetteer) -> None:
    lost = [
        (key, label)
        for kind, concepts in (("person", gazetteer.people), ("place", gazetteer.places))
        for concept in concepts.values()
        for label in (concept.en, concept.fa)
        if label not in concept.ambiguous
        and (key := f"{kind}:{concept.id}") not in named(linker, label)
    ]
    assert lost == []


@given(st.text(st.sampled_from("پوتین اردوغان «»‌ US Macron's رئیس‌جمهور ترکیه.،یها")))
def test_mentions_are_ordered_words_of_the_text(linker: Linker, text: str) -> None:
    count, edge = len(WORD.findall(fold(text))), 0
    for mention in linker.link(text, on(2021), correct=True):
        assert edge <= mention.start < mention.end <= count
        assert mention.keys
        edge = mention.end
