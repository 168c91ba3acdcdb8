"""What speaks for an item being the readout of a call between leaders, and what against."""

import re
from dataclasses import dataclass, fields
from itertools import chain

from index.news.line import Line
from index.news.trimming import trimmed
from index.news.clauses import PHONE, SPOKE, TALKED, Clauses

_MEETING = re.compile(
    r"\b(?:met|meets|meeting|receives (?!(?:\w+ ){0,3}(?:phone|telephone|call))|received (?:at|in)"
    r"|audience|on the sidelines|visits?|visiting|arriv\w+|summit|credentials|face[- ]to[- ]face"
    r"|delegation|talks in|negotiations in|tête)\b"
    r"|(?<!\w)(?:دیدار|دیدارها|ملاقات|در حاشیه|نشست|سفر|استقبال|حضوری|استوارنامه|اجلاس|میهمان|وارد)"
    r"(?!\w)",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"\b(?:letters?|messages?|telegrams?|cables?|wrote|writes|greetings to|condolences to"
    r"|congratulations to|posted|tweet\w*|in writing|invitation)\b"
    r"|(?<!\w)(?:نامه|نامه ای|پیام|پیامی|تلگرام|مکتوب|توییت|یادداشت)(?!\w)",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:remarks|address|speech|interview|press (?:call|conference|briefing|gaggle)"
    r"|conference call|briefing|transcript|video message|moderator|reporters|schedule|agenda|diary"
    r"|podcast|town hall|op-ed|opinion|analysis|explainer|q&a|the president:|fact sheet)\b"
    r"|(?<!\w)(?:سخنرانی|نشست خبری|تلویزیونی|رادیویی|مصاحبه|کنفرانس خبری|کنفرانس تلفنی|خبرنگاران"
    r"|سخنگوی|تحلیل|یادداشت|گزارش تحلیلی|برنامه کاری|ویدیوکنفرانس)(?!\w)",
    re.IGNORECASE,
)
_PAPER = re.compile(r"\bstatements?\b|بیانیه", re.IGNORECASE)
_COMMENT = re.compile(
    r"\?|؟|\b(?:react\w*|critici\w+|comment\w*|what (?:\w+ ){0,8}means?|analysts?|documentary|film"
    r"|book|reveal\w*|sources?|observers|hails?|welcomes?|prais\w+|condemn\w+|why|how|explain\w*"
    r"|newspaper|reports? (?:say|that)|leaked?|excerpts?)\b"
    r"|(?<!\w)(?:واکنش|واکنش ها|انتقاد|بازتاب|اهمیت|ارزیابی|دلایل|چرا|ایا|رسانه|رسانه ها|رسانه های"
    r"|روزنامه|شبکه|مستند|پشت پرده|جزییات|تحلیلگران|کارشناسان|منبع اگاه|به نوشته|افشا|ماجرای|روایت)"
    r"(?!\w)",
    re.IGNORECASE,
)
_SPOKESMAN = re.compile(r"\bspokes\w+|سخنگوی", re.IGNORECASE)
_CALL_EN = r"(?:calls?|conversations?|talks?|discussions?|exchange|communication)"
_TOLD = re.compile(
    r"\b(?:had|held|holds?|made|makes|receiv\w+|took|takes|joined|placed|conducted|has)\b"
    rf"(?: [^\s.;]+){{0,6}}? {_CALL_EN}\b"
    r"|\b(?:spoke|speaks|talked|conversed|telephoned|phoned|rang|on the phone)\b"
    r"|(?-i:\bcalled (?=[A-Z]|\w+ [A-Z]))"
    rf"|\b(?:in|during) (?:an?|the|this|their|his|her) (?:[^\s.;]+ ){{0,4}}?{_CALL_EN}\b"
    rf"|\b{_CALL_EN}\b.{{0,90}}\b(?:took place|was held|lasted|followed)\b"
    r"|\b(?:by|over|via)(?: the)? (?:tele)?phone\b"
    r"|(?<!\w)(?:در|طی)(?: یک| این)? (?:نخستین )?(?:تماس|تماسی|گفت ?و ?گو\w*|مکالمه\w*)(?!\w)"
    r"|تلفنی(?: \w+){0,7}? (?:کرد|کردند|کرده|داشت|داشتند|شد|زد|زدند|گفت)(?!\w)"
    r"|(?<!\w)(?:تماس(?: \w+){0,3} گرفت|تلفن (?:زد|کرد|زده)|زنگ زد|پای تلفن)(?!\w)"
    r"|(?:گفت ?و ?گو|تماس|مکالمه).{0,80}(?:برقرار شد|انجام شد|انجام گرفت|صورت گرفت)",
    re.IGNORECASE,
)
_PLUPERFECT = re.compile(
    r"\bhad (?:earlier |already )?(?:spoken|talked|phoned|called|telephoned|told)\b"
    r"|(?:کرده|گرفته|زده|داشته|شده) (?:بود|بودند)(?!\w)",
    re.IGNORECASE,
)
_NEAR = 40
_AHEAD = re.compile(
    r"\b(?:will|would|(?<!\d )may(?! \d)|might|could|can|shall|is to|are to|plans? to|planning|planned|expects?"
    r"|expected|hopes? to|intends?|scheduled|set to|ready to|willing|possible|possibility|likely"
    r"|upcoming|to (?:speak|talk|hold|call|phone|discuss)|in the coming (?:days|hours|weeks)"
    r"|next week|tomorrow|preparing|preparations|arrang\w+|if (?:needed|necessary))\b"
    r"|(?<!\w)(?:خواهد|خواهند|خواهم|قرار است|به زودی|احتمال|احتمالی|ممکن است|می تواند|اگر|اماده"
    r"|در روزهای اینده|در ساعات اینده|هفته های اینده|هفته اینده|فردا|برنامه ریزی|هماهنگی|در تدارک"
    r"|می خواهد|امیدوارم|منتظر|می کنند|میکنند)(?!\w)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|baseless|untrue|false|fake|no (?:such|phone|call|conversation|plans?)"
    r"|not (?:been )?(?:spoken|talked|held|taken|called|planned|scheduled|happened|received|yet)"
    r"|did not|didn't|has not|have not|hasn't|never|refus\w+|cancel\w+|called off|postpon\w+"
    r"|dismiss\w+|rejects? reports?|hoax|prank\w*|imperson\w+|without a call|declined)\b"
    r"|(?<!\w)(?:تکذیب|صحت ندارد|واقعیت ندارد|انجام نشده|نداشته|هیچ|بی اساس|نکرده|نگرفته|نشد"
    r"|ساختگی|جعلی|لغو (?:شد|کرد)|نزدن|نزده|نزد|برنداشت|برنداشته|نگرفت|به تعویق|رد کرد|نخواهد|نخواهند|نپذیرفت|پاسخ نداد|ندارد|نیست|نشده|شایعه)"
    r"(?!\w)",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:recall\w*|remember\w*|previous\w*|(?:earlier|recent|past) (?:\w+ )?(?:phone|call|conversation|talk)s?"
    r"|last (?:week|month|year)\w*|had (?:told|spoken|said|agreed|called|discussed)|in light of"
    r"|since (?:his|her|their)|referr\w+|mention\w+|years ago|months ago|(?:after|following) (?:a|the"
    r"|his|her|their) (?:\w+ ){0,2}(?:call|conversation))\b"
    r"|(?<!\w)(?:(?:تماس|گفت و گوی|گفتگوی|مکالمه)(?: تلفنی)? اخیر|پیش از این|پیش تر|پیشتر|قبلا|سابق|هفته گذشته|ماه گذشته|سال گذشته|گفته بود"
    r"|داده بود|کرده بود|خواسته بود|در پی تماس|پس از تماس|یاداوری|پس از گفت|در پی گفت|بعد از تماس"
    r"|یاد کرد)(?!\w)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:over the past|in the past|in recent (?:days|weeks)|past (?:days|weeks?|months)"
    r"|this (?:year|month|week)'?s? (?:calls|conversations)|series of|a number of|round of"
    r"|separate (?:phone |telephone )?(?:calls|conversations)|calls (?:with|to) (?:\w+ ){0,4}leaders"
    r"|(?:have|has) (?:spoken|talked|held)|so far|round-?up|week in review|who called|several"
    r"|multiple|many|times|flurry|dozen|timeline|history of)\b"
    r"|(?<!\w)(?:تماس ?های|گفت و گوهای|گفتگوهای|گفت و گوها|تماس ?ها|رایزنی ?های|مروری|نگاهی|چه کسانی"
    r"|طی هفته|هفته گذشته|روزهای گذشته|ماه های گذشته|سلسله|چندین|مجموع|تاکنون|جداگانه|چند بار)(?!\w)",
    re.IGNORECASE,
)
_WORLD = re.compile(
    r"\b(?:fifa|uefa|football\w*|coach|striker|club|match|player|olympic|athletes?|team|goal"
    r"|earnings|investors?|shareholders|bank\w*|astronauts?|cosmonauts?|space station|crew"
    r"|families|family of|parents|mother|father|soldiers?|troops|servicemen|veterans?|nurses?"
    r"|citizens?|students?|actor|singer|ceo|chairman|governors?|mayors?|billionaire)\b"
    r"|(?<!\w)(?:فوتبال|سرمربی|باشگاه|مهاجم|بازیکن|فیفا|المپیک|قهرمان|ورزشکار|خانواده|پدر|مادر"
    r"|فضانورد|استاندار|استانداران|بانک|مدیران|روستایی|کارگران|مدیرعامل|هنرمند"
    r"|پرستار|رزمندگان|مرزبان|دانشجویان)(?!\w)",
    re.IGNORECASE,
)


# These speak for a call; all others against it.
FOR = frozenset({"phone_title", "phone_opening", "spoke", "told", "two_leaders"})


@dataclass(frozen=True)
class Signs:
    """What is weighed, each 0 or 1."""

    phone_title: float
    phone_opening: float
    spoke: float
    told: float
    two_leaders: float
    crowd: float
    officials: float
    meeting_title: float
    written: float
    speech: float
    comment: float
    spokesman: float
    ahead: float
    denied: float
    background: float
    several: float
    world: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the signs, in order."""
        return tuple(field.name for field in fields(cls))


def signs_of(clauses: Clauses, line: Line) -> Signs:
    """The signs of an item whose line is known."""
    title, telling = clauses.title, clauses.telling
    core = trimmed(telling)
    phone_title = bool(PHONE.search(title))
    phone_told = bool(PHONE.search(telling)) or (
        bool(SPOKE.search(telling)) and bool(PHONE.search(clauses.after_telling))
    )
    bare_title = trimmed(title)
    both = f"{bare_title}\n{core}"
    return Signs(
        phone_title=phone_title,
        phone_opening=phone_told or (phone_title and bool(telling)),
        spoke=bool(SPOKE.search(both)),
        told=bool(_TOLD.search(core)),
        two_leaders=len(line.people) >= 2,
        crowd=len(line.people) > 4,
        officials=line.officials,
        meeting_title=bool(_MEETING.search(title)) and not phone_title,
        written=bool(_WRITTEN.search(title if not phone_title else "") or (_WRITTEN.search(core))),
        speech=bool(_SPEECH.search(both) or not phone_title and _PAPER.search(title)),
        comment=bool(_COMMENT.search(title) or _COMMENT.search(core)),
        spokesman=bool(_SPOKESMAN.search(title) or _SPOKESMAN.search(telling)),
        ahead=_near(_AHEAD, bare_title, core),
        denied=_near(_DENIED, bare_title, core),
        background=bool(_BACKGROUND.search(core)) or _near(_PLUPERFECT, telling),
        several=bool(_SEVERAL.search(f"{title}\n{core}")),
        world=bool(_WORLD.search(both)),
    )


def _near(pattern: re.Pattern[str], *texts: str) -> bool:
    """Whether a pattern is found close to the words for a call, in one of the texts."""
    return any(
        call.start() - _NEAR < match.end() and match.start() < call.end() + _NEAR
        for text in texts
        for call in chain(PHONE.finditer(text), TALKED.finditer(text))
        for match in pattern.finditer(text)
    )
