"""A few calls, told in both languages in the style of official readouts; written for the tests."""

from datetime import date

from index.features import Features
from index.quoting import SENTENCE_FEATURES
from index.readout import Readout
from index.search import Ranking

TODAY = date(2026, 11, 23)
# What is asked about decides; vectors of the word encoder only break ties.
PLAIN_RANKING = Ranking(
    weights=dict.fromkeys(Features.names(), 0.0)
    | {
        "cosine": 1.0,
        "words": 6.0,
        "people": 2.0,
        "people_absent": -14.0,
        "subjects": 4.0,
        "subjects_near": 1.0,
        "subjects_absent": -4.0,
        "date_within": 1.0,
        "date_outside": -6.0,
    },
    intercept=-3.0,
    threshold=0.5,
    sentences=dict.fromkeys(SENTENCE_FEATURES, 0.0) | {"focus": 6.0, "words": 3.0, "speaker": 1.0},
)

LIBYA_EN = Readout(
    id="libya.en",
    title="Telephone conversation with President of Turkey Recep Tayyip Erdogan",
    text=(
        "Vladimir Putin had a telephone conversation with President of Turkey Recep Tayyip "
        "Erdogan.\n\nThe presidents compared notes on deliveries of the Sputnik V vaccine. "
        "On Libya, both sides spoke in favour of elections in December and of the withdrawal of "
        "foreign fighters. Tourism in the summer season was touched upon as well."
    ),
    date=date(2021, 4, 9),
    participants=("vladimir-putin", "recep-tayyip-erdogan"),
    language="en",
    source="Kremlin",
    source_url="http://en.kremlin.ru/events/president/news/1",
)
LIBYA_FA = Readout(
    id="libya.fa",
    title="گفت‌وگوی تلفنی ولادیمیر پوتین و رجب طیب اردوغان",
    text=(
        "ولادیمیر پوتین با رجب طیب اردوغان تلفنی گفت‌وگو کرد. دو طرف درباره تحویل واکسن "
        "اسپوتنیک رایزنی کردند. درباره لیبی، هر دو از برگزاری انتخابات در ماه دسامبر و "
        "خروج جنگجویان خارجی پشتیبانی کردند."
    ),
    date=date(2021, 4, 9),
    participants=("vladimir-putin", "recep-tayyip-erdogan"),
    language="fa",
    source="کرملین",
)
LIBYA_SUMMARY = Readout(
    id="libya.summary",
    title="Putin and Erdogan on Libya",
    text="A summary of the call. Putin and Erdogan want an election in Libya this year.",
    date=date(2021, 4, 9),
    participants=("recep-tayyip-erdogan", "vladimir-putin"),
    language="en",
    source="Leader Calls",
    kind="summary",
)
GAZA_EN = Readout(
    id="gaza.en",
    title="Readout of President Biden's call with Prime Minister Netanyahu of Israel",
    text=(
        "President Biden spoke by telephone with Prime Minister Netanyahu. The President said "
        "that more aid must reach the people of Gaza within days. He called an immediate "
        "ceasefire essential 🕊."
    ),
    date=date(2024, 4, 4),
    participants=("joe-biden", "benjamin-netanyahu"),
    language="en",
    source="White House",
    source_url="https://www.whitehouse.gov/1",
)
GAZA_FA = Readout(
    id="gaza.fa",
    title="تماس تلفنی جو بایدن و بنیامین نتانیاهو",
    text=(
        "جو بایدن و بنیامین نتانیاهو تلفنی گفت‌وگو کردند. رئیس‌جمهور آمریکا گفت باید ظرف چند "
        "روز کمک بیشتری به مردم غزه برسد."
    ),
    date=date(2024, 4, 4),
    participants=("joe-biden", "benjamin-netanyahu"),
    language="fa",
    source="کاخ سفید",
)
NUCLEAR_EN = Readout(
    id="nuclear.en",
    title="Phone call between Emmanuel Macron and Hassan Rouhani",
    text=(
        "President Macron telephoned President Rouhani. They agreed to seek by mid-July the "
        "terms for a return to dialogue on the nuclear deal. «Every sanction! Every one of "
        "them.» was how the Iranian side put it."
    ),
    date=date(2019, 7, 6),
    participants=("emmanuel-macron", "hassan-rouhani"),
    language="en",
    source="Élysée",
    source_url="https://www.elysee.fr/en/",
)
UKRAINE_EN = Readout(
    id="ukraine.en",
    title="Telephone conversation with President of France Emmanuel Macron",
    text=(
        "Vladimir Putin spoke with Emmanuel Macron. The evacuation of civilians from Ukraine was "
        "discussed in detail. Mr. Macron asked for a ceasefire around nuclear power plants."
    ),
    date=date(2022, 3, 3),
    participants=("vladimir-putin", "emmanuel-macron"),
    language="en",
    source="Kremlin",
)

CALLS = (LIBYA_EN, LIBYA_FA, LIBYA_SUMMARY, GAZA_EN, GAZA_FA, NUCLEAR_EN, UKRAINE_EN)
