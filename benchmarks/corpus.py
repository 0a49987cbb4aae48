"""Makes a corpus of any size out of the sample library's passages; refuses to be taken for documents of the world.

Each document takes passages of one language, in an order of its own, and fills them anew: years and five-year plans
move with the day it is said to be from, months, days and figures are drawn, places and common words are exchanged,
rarer words give way to coined ones, things with coined names are spoken of beside, sentences change places. So
documents tell of other things in sentences built alike, and a larger corpus has more things. What is told more than
once is so however large the corpus is: a few documents are re-posts of an earlier one, and some tell what it told in
other words, on that day or soon after. Some tell of nothing that has a sector. The same seed and number give the same
document for ever: a corpus of a million begins with that of a thousand.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import rjieba

from loaders import read
from loaders.sentences import split_sentences

SEED = 20
ROOT = Path(__file__).resolve().parent.parent
LIBRARY = (ROOT / "data" / "documents", ROOT / "data" / "milestones.csv")
FIRST, DAYS = date(2010, 1, 1), 6_000  # the days the documents are from
CHINESE, BARE, UNSTATED = 0.15, 0.3, 0.05  # shares of documents; of its sentences as many are Chinese
REPOSTED, RETOLD, BACK = 0.05, 0.1, 300  # those that say again what one of so many before them said, or tell it anew
LATER = 3  # days after it at most
ASIDE = 0.5  # share of sentences that get another one behind them
ROWS = 500  # of one file of JSON Lines
FOLDER = 1_000  # files of one folder

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
PLACES = {
    "en": (
        *("Beijing", "Shanghai", "Shenzhen", "Hangzhou", "Hefei", "Wuhan", "Chongqing", "Chengdu", "Suzhou", "Tianjin"),
        *("Guangdong", "Zhejiang", "Jiangsu", "Hainan", "Anhui", "Sichuan", "Fujian", "Shandong", "Hunan", "Xi'an"),
    ),
    "zh": (
        *("北京", "上海", "深圳", "杭州", "合肥", "武汉", "重庆", "成都", "苏州", "天津"),
        *("广东", "浙江", "江苏", "海南", "安徽", "四川", "福建", "山东", "湖南", "西安"),
    ),
}
ALIKE = {
    "en": (
        ("said", "stated", "told reporters"),
        ("plans", "schemes", "programmes"),
        ("issued", "released", "published"),
        ("launched", "started", "begun"),
        ("new", "further", "additional"),
        ("companies", "firms", "enterprises", "operators"),
        ("officials", "representatives", "spokespeople"),
        ("development", "growth", "progress", "expansion"),
        ("market", "sector", "business"),
        ("promote", "advance", "push forward", "encourage"),
        ("construction", "building", "roll-out"),
        ("equipment", "hardware", "machinery"),
        ("technology", "know-how", "engineering"),
        ("areas", "regions", "districts"),
        ("conditions", "terms", "requirements"),
    ),
    "zh": (
        ("表示", "指出", "介绍", "说"),
        ("推动", "推进", "促进", "带动"),
        ("发展", "进步", "增长", "提升"),
        ("企业", "厂商", "单位", "运营方"),
        ("加快", "加紧", "抓紧"),
        ("有关", "相关"),
        ("建设", "部署", "布局"),
        ("技术", "工艺", "方案"),
        ("产业", "行业", "领域"),
    ),
}
WITHOUT_SECTOR = {
    "en": (
        ("6G", "barge"),
        ("5G", "rail"),
        ("humanoid robots?", "grain stores"),
        ("robots?|robotics?", "stores"),
        ("new[- ]energy (?:vehicles?|cars?)|NEVs?|electric (?:vehicles?|cars?)|vehicles?|cars?", "school meals"),
        ("value-added|telecom\\w*|mobile|broadband|internet|data cent\\w+|network\\w*", "forestry"),
        ("base stations?|spectrum|MHz|GHz|AI|charg\\w+|batter\\w+", "orchards"),
    ),
    "zh": (
        ("6G|5G", "铁路"),
        ("人形机器人|机器人", "粮仓"),
        ("新能源汽车|电动汽车|汽车", "校餐"),
        ("增值电信|电信|互联网|移动通信|通信|数据中心|网络|基站|频谱|人工智能|充电\\w?", "林业"),
    ),
}
ASIDES = {
    "en": (
        "{who} in {place} {did} {what} {how}.",
        "{how}, {who} {did} {what} near {place}.",
        "For {who}, {what} in {place} matters more than {other} ({n} replies).",
        "Before that, {who} had {did} {other} and {what} in {place}.",
        "{n} {who} {did} {what} in {place} {how}.",
    ),
    "zh": (
        "{place}的{who}{how}{did}{what}。",
        "{who}{did}了{place}{what}和{other}，共{n}项。",
        "与{other}相比，{place}{who}更看重{what}。",
        "{how}，{n}家{who}{did}{what}。",
    ),
}
CLAUSES = {
    "en": (
        ", as {who} from {place} had {did} {what} {how}",
        ", while {who} {did} {other} near {place}",
        ", after {n} {who} had {did} {what}",
        ", which {who} in {place} had asked for {how}",
    ),
    "zh": ("，{place}{who}{how}{did}{what}", "，{who}同时{did}{other}", "，其中{n}家{who}{did}{what}"),
}
WORDS = {
    "en": {
        "who": "teachers,farmers,planners,engineers,shopkeepers,doctors,drivers,auditors,tenants,sailors,bakers",
        "did": "looked at,argued over,weighed,put off,welcomed,paid for,counted,toured,opposed,sorted,mapped,praised",
        "what": "the harbour wall,school timetables,the grain tariff,old bridges,bus lanes,water meters,the archive,"
        "night markets,river dredging,fire drills,the flood map,village clinics,street trees,the ferry fleet",
        "how": "without haste,behind closed doors,with some doubt,at short notice,for the most part,in good order,"
        "against advice,by show of hands,on the way home,in plain words,year after year,with little noise",
    },
    "zh": {
        "who": "教师,农户,规划师,工程师,店主,医生,司机,审计员,租户,船员,面包师,护林员",
        "did": "查看,争论,权衡,推迟,欢迎,支付,清点,走访,反对,整理,测绘,称赞",
        "what": "防波堤,课程表,粮价表,老桥梁,公交道,水表,镇档案,夜市,河道疏浚,消防演练,洪水图,村卫生室,行道树,渡船",
        "how": "不慌不忙地,闭门,带着疑虑,临时,多半,有序,不顾劝告,举手表决后,顺路,直白地,年复一年,悄悄",
    },
}
_WORD = re.compile(r"(?<![\w-])[a-z]{5,}(?![\w-])")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_KEPT = re.compile("[年月日时期底初今去当第一二三四五六七八九十两首百千万亿户个部院局委国本]")  # times, figures, bodies
_SLOT = {
    "en": (
        r"(?P<plan>\b\d\dth(?= Five-Year))"
        r"|(?P<year>(?<![\d.,])(?:19|20)\d\d(?![\d,]))"
        rf"|(?P<month>\b(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.)(?: \d{{1,2}}\b(?!\d))?)"
        r"|(?P<number>(?<![\w.,-])\d{1,3}(?:,\d{3})+\b|(?<![\w.,-])\d{2,}(?:\.\d+)?\b(?!-)|(?<![\w.,-])\d\.\d+\b)"
        rf"|(?P<place>\b(?:{'|'.join(PLACES['en'])})\b)"
        rf"|(?P<word>\b(?:{'|'.join(word for group in ALIKE['en'] for word in group)})\b)"
        r"|(?P<rare>(?<![\w-])(?:RARE)(?![\w-]))"
    ),
    "zh": (
        r"(?P<plan>十[一二三四五六](?=五[”时期规]))"
        r"|(?P<year>(?<!\d)(?:19|20)\d\d(?=年))|(?P<month>(?<!\d)\d{1,2}月(?:\d{1,2}日)?)"
        r"|(?P<number>(?<![\w.])\d{2,}(?:\.\d+)?(?![\dG])|(?<![\w.])\d\.\d+)"
        rf"|(?P<place>{'|'.join(PLACES['zh'])})"
        rf"|(?P<word>{'|'.join(word for group in ALIKE['zh'] for word in group)})"
        r"|(?P<rare>RARE)"
    ),
}
_DRAWN = {language: {slot: words.split(",") for slot, words in each.items()} for language, each in WORDS.items()}
_GROUP = {language: {word: group for group in groups for word in group} for language, groups in ALIKE.items()}


@dataclass(frozen=True, slots=True)
class Made:
    """One made document."""

    name: str
    language: str
    published: str | None
    title: str
    text: str

    def row(self) -> str:
        """It as a line of JSON Lines."""
        stated = {"published": self.published} if self.published else {}
        row = {"id": self.name, "language": self.language, "title": self.title, "text": self.text}
        return json.dumps(row | stated, ensure_ascii=False) + "\n"


SELDOM = 2  # times that a rarer word stands in the library at most
STRANGE = 0.35  # share of the rarer words that give way to a coined one
OTHERWISE = 0.2  # share of words that are others where a document is retold
SYLLABLES = {
    "en": ["ba", "cen", "dor", "fen", "gal", "hin", "jor", "kel", "lum", "mar", "nor", "pel", "quin", "ros", "sam"],
    "zh": list("岚溪沐泽澜骏祺璟轩霖桐霁蔚屿泓湛煦颂筠珩琅瑾翎舜芮苒荻菁萱蕴"),
}
FIGURES = 3  # figures that go round for one thing and one month

Piece = tuple[str, str]  # what kind of slot, and the words that stood there; "" for words that stay


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage as sentences of pieces, and the year it was from; ``bare`` the same without a sector."""

    year: int
    sentences: tuple[tuple[Piece, ...], ...]
    bare: tuple[tuple[Piece, ...], ...]


def make_document(number: int, seed: int = SEED) -> Made:
    """The document of a number, from 0."""
    return _make(f"doc{number:08}", *_words_of(number, seed))


def _words_of(number: int, seed: int) -> tuple[Random, Random | None]:
    """What draws the words of a document; and what tells them anew, where it tells what an earlier one told."""
    draw = Random(f"{seed} {number}")
    kind = draw.random() if number else 1.0
    if kind >= REPOSTED + RETOLD:
        return Random(f"{seed} {number} words"), None
    earlier = Random(f"{seed} {number - 1 - draw.randrange(min(number, BACK))} words")
    return earlier, None if kind < REPOSTED else draw


def make_documents(count: int, seed: int = SEED, order: str = "mixed") -> Iterator[Made]:
    """So many documents, in the order of their numbers, which mixes all days, or of the ``day`` they tell of."""
    numbers: Iterable[int] = range(count)
    if order == "day":
        numbers = sorted(numbers, key=lambda number: _begin(_words_of(number, seed)[0])[1])
    return (make_document(number, seed) for number in numbers)


def write_corpus(folder: Path, count: int, *, form: str = "jsonl", seed: int = SEED, order: str = "mixed") -> int:
    """Write documents as ``jsonl`` or as ``text`` files into an empty folder; returns their characters."""
    made, characters, number = make_documents(count, seed, order), 0, 0
    while number < count:
        if form == "text":
            place = folder / f"{number // FOLDER:05}"
            place.mkdir(parents=True, exist_ok=True)
            for each in _some(made, FOLDER):
                head = f"{each.published}\n\n" if each.published else ""
                (place / f"{each.name}.txt").write_text(f"{each.title}\n\n{head}{each.text}\n", encoding="utf-8")
                characters += len(each.text)
            number += FOLDER
        else:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"bulletins-{number // ROWS:06}.jsonl").open("w", encoding="utf-8") as file:
                for each in _some(made, ROWS):
                    file.write(each.row())
                    characters += len(each.text)
            number += ROWS
    return characters


def _some(made: Iterator[Made], count: int) -> Iterator[Made]:
    return (each for _, each in zip(range(count), made, strict=False))


def _begin(draw: Random) -> tuple[str, date]:
    """The language of a document, and the day it is from."""
    return "zh" if draw.random() < CHINESE else "en", FIRST + timedelta(days=draw.randrange(DAYS))


def _make(name: str, draw: Random, anew: Random | None = None) -> Made:
    """A document; where it tells one ``anew``, that says in which words and on which day."""
    language, created = _begin(draw)
    bare = draw.random() < BARE
    library = _passages(language)
    weights = _weights(language)
    passages = draw.choices(library, cum_weights=weights, k=min(40, max(1, round(draw.lognormvariate(1.3, 0.8)))))
    written = [_write(passage, bare, created, language, draw, anew) for passage in passages]
    title = written[0][:30] if language == "zh" else " ".join(written[0].split()[:10])
    told = created + timedelta(days=anew.randint(0, LATER) if anew else 0)
    stated = None if draw.random() < UNSTATED else told.isoformat()
    return Made(name, language, stated, title, "\n\n".join(written))


def _write(passage: _Passage, bare: bool, created: date, language: str, draw: Random, anew: Random | None) -> str:
    sentences = list(passage.bare if bare else passage.sentences)
    if len(sentences) > 2 and draw.random() < 0.5:
        draw.shuffle(sentences)
        sentences = sentences[: draw.randint(2, len(sentences))]
    told = []
    for each in sentences:
        words = "".join(_fill(piece, passage.year, created, language, draw, anew) for piece in each)
        bare, end = (words[:-1], words[-1]) if words[-1] in ".。" else (words, "")
        words = f"{bare}{_say(CLAUSES, language, draw)}{_say(CLAUSES, language, draw)}{end}"
        told.append(words)
        if draw.random() < ASIDE:
            told.append(_say(ASIDES, language, draw))
    return (" " if language == "en" else "").join(told)


def _say(what: dict[str, tuple[str, ...]], language: str, draw: Random) -> str:
    """A clause or sentence without a sector or a date."""
    words = {slot: draw.choice(each) for slot, each in _DRAWN[language].items()}
    words["what"], words["other"] = (_name(draw.choice(_DRAWN[language]["what"]), language, draw) for _ in range(2))
    place = draw.choice(PLACES[language])
    said = draw.choice(what[language]).format(**words, place=place, n=draw.randrange(2, 90))
    return said[0].upper() + said[1:]


def _fill(piece: Piece, year: int, created: date, language: str, draw: Random, anew: Random | None) -> str:
    kind, words = piece
    if kind in ("rare", "word"):
        chosen = _choose(kind, words, language, draw)
        return _choose(kind, words, language, anew) if anew and anew.random() < OTHERWISE else chosen
    if not kind:
        return words
    if kind == "year":
        return str(created.year + max(-15, min(15, int(words) - year)) + draw.choice((0, 0, 0, -1, 1)))
    if kind == "plan":
        plan = max(11, 14 + (created.year - 2021) // 5 + draw.choice((-1, 0, 0, 1)))  # the 14th began in 2021
        return f"{plan}th" if language == "en" else f"十{'一二三四五六七八九'[plan - 11]}"
    if kind == "month":
        return _month(words, language, draw)
    if kind == "number":
        told = Random(f"{words} {year} {created:%Y-%m} {draw.randrange(FIGURES)}")
        return _number(words, told if draw.random() < 0.5 else draw)
    return draw.choice(PLACES[language])


def _choose(kind: str, words: str, language: str, draw: Random) -> str:
    """A word for another."""
    if kind == "word":
        return draw.choice(_GROUP[language][words])
    return _coin(language, draw) if draw.random() < STRANGE else words


def _coin(language: str, draw: Random) -> str:
    return "".join(draw.choices(SYLLABLES[language], k=draw.choice((2, 3))))


def _name(thing: str, language: str, draw: Random) -> str:
    """A thing with a name of its own."""
    coined = _coin(language, draw)
    return f"{coined}{thing}" if language == "zh" else f"the {coined.title()} {thing.removeprefix('the ')}"


def _month(words: str, language: str, draw: Random) -> str:
    if language == "zh":
        return f"{draw.randint(1, 12)}月" + (f"{draw.randint(1, 28)}日" if words.endswith("日") else "")
    return draw.choice(MONTHS) + (f" {draw.randint(1, 28)}" if words[-1].isdigit() else "")


def _number(words: str, draw: Random) -> str:
    whole, _, rest = words.replace(",", "").partition(".")
    drawn = str(draw.randint(max(1, int(whole) // 2), int(whole) * 2 + 1))
    if "," in words:
        drawn = f"{int(drawn):,}"
    return f"{drawn}.{draw.randrange(10 ** len(rest)):0{len(rest)}}" if rest else drawn


@cache
def _rare(language: str) -> list[str]:
    """Words that stand seldom in the library and are no words of sectors or dates."""
    sentences = [each for _, passage in _library(language) for each in passage]
    words = Counter(word for each in sentences for word in _words(each, language))
    known = {word for group in ALIKE[language] for word in group}
    return sorted(word for word, count in words.items() if count <= SELDOM and word not in known)


def _words(sentence: str, language: str) -> list[str]:
    if language == "en":
        return _WORD.findall(sentence)
    of_sectors = re.compile("|".join(pattern for pattern, _ in WITHOUT_SECTOR[language]))
    found = (word for word in rjieba.cut(sentence) if _HAN.fullmatch(word))
    return [word for word in found if not _KEPT.search(word) and not of_sectors.search(word)]


@cache
def _slot(language: str) -> re.Pattern[str]:
    longest_first = sorted(_rare(language), key=lambda word: (-len(word), word))
    return re.compile(_SLOT[language].replace("RARE", "|".join(longest_first)))


@cache
def _passages(language: str) -> tuple[_Passage, ...]:
    """The passages of the sample library in a language, cut into pieces."""
    return tuple(
        _Passage(year, _cut(sentences, language), _cut(_bared(sentences, language), language))
        for year, sentences in _library(language)
    )


@cache
def _library(language: str) -> tuple[tuple[int, list[str]], ...]:
    """The sentences of each passage of the sample library in a language, and the year they are from."""
    found = []
    for source in LIBRARY:
        for document in read(source):
            year = (
                document.created.interval.start.year if document.created and document.created.interval.start else 2024
            )
            for passage in document.passages:
                words = document.text[passage.start : passage.end]
                if document.language == language and passage.kind in ("paragraph", "turn", "row") and len(words) > 20:
                    spans = split_sentences(document.text, passage.start, passage.end, language)
                    found.append((year, [" ".join(document.text[start:end].split()) for start, end in spans]))
    return tuple(found)


@cache
def _weights(language: str) -> list[int]:
    """A long passage is taken more often than a heading, in sums."""
    return list(accumulate(len(passage.sentences) ** 2 for passage in _passages(language)))


def _cut(sentences: list[str], language: str) -> tuple[tuple[Piece, ...], ...]:
    return tuple(tuple(_pieces(sentence, _slot(language))) for sentence in sentences)


def _pieces(sentence: str, slot: re.Pattern[str]) -> Iterator[Piece]:
    at = 0
    for found in slot.finditer(sentence):
        if found.start() > at:
            yield "", sentence[at : found.start()]
        yield str(found.lastgroup), found[0]
        at = found.end()
    if at < len(sentence):
        yield "", sentence[at:]


def _bared(sentences: list[str], language: str) -> list[str]:
    exchanges: list[Callable[[str], str]] = [
        lambda words, found=re.compile(pattern, re.I), other=other: found.sub(other, words)
        for pattern, other in WITHOUT_SECTOR[language]
    ]
    for exchange in exchanges:
        sentences = [exchange(sentence) for sentence in sentences]
    return sentences
