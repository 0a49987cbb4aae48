"""Splits a transcript into turns with speaker and role; refuses to call a text one without proof in its lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from loaders.formats.layout import has_cue
from loaders.model import Passage, PassageKind
from loaders.wording.rules import alternation, words

_NAME_LINE = re.compile(r"[*_#\s【\[]*(?P<name>[^:：\n]{1,90}?)[*_\s】\]]*[:：][*_\s]*")
_INLINE = re.compile(r"[*_\s【\[]*(?P<name>[^:：\n]{1,60}?)[*_\s】\]]*[:：][*_\s]*(?=\S)")
_STOP = re.compile(r"[!?。！？；;“”\"…]|\.(?=\s|$)|[,，]\s*$")
_SENTENCE_END = re.compile(r"[.!?。！？…]")  # who says no sentence is named by a label ("Chairperson: A. B.")
_HAN = re.compile(r"[\u3400-\u9fff]")
_INITIAL = re.compile(r"\b[A-Z]\.")
_BRIEF = 900  # a chair's turn is shorter than this many characters
_SPARSE = 10  # passages for each who speaks, above which labels that come again are no proof
_LONG_HAN_NAME = 36

CHAIR, OFFICIAL, JOURNALIST = "chair", "official", "journalist"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A place where somebody begins to speak: passage number, name, and where the words start in that passage."""

    passage: int
    name: str
    words: int | None


def split_turns(text: str, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Return the passages with the words of each speaker as turns; unchanged when the text is no transcript.

    A turn of several paragraphs is several passages in a row. The line with the speaker's name becomes furniture.
    """
    cues = _find_cues(text, passages, _NAME_LINE, whole=True)
    if not _proves_transcript(text, passages, cues):
        cues = _find_cues(text, passages, _INLINE, whole=False)
        asked = any(cue.name.lower() in _lowered("interviewer") for cue in cues)
        if len(cues) < (2 if asked else 3) or not _proves_transcript(text, passages, cues):
            return passages
    roles = _roles(text, passages, cues)
    cued = {cue.passage: cue for cue in cues}
    found: list[Passage] = []
    speaker: str | None = None
    for number, passage in enumerate(passages):
        spoken = passage
        if cue := cued.get(number):
            speaker = cue.name
            if cue.words is None:
                found.append(replace(passage, kind=PassageKind.FURNITURE))
                continue
            name = text[passage.start : cue.words].rstrip()
            found.append(replace(passage, end=passage.start + len(name), kind=PassageKind.FURNITURE))
            spoken = replace(passage, start=cue.words)
        if speaker and passage.kind in (PassageKind.PARAGRAPH, PassageKind.HEADING):
            spoken = replace(spoken, kind=PassageKind.TURN, speaker=_named(speaker), role=roles.get(speaker))
        found.append(spoken)
    return tuple(found)


def _named(speaker: str) -> str | None:
    """The speaker, unless the words only say who asks and who answers."""
    return None if speaker.lower() in _lowered("nameless") else speaker


def _find_cues(text: str, passages: tuple[Passage, ...], shape: re.Pattern[str], *, whole: bool) -> list[_Cue]:
    found: list[_Cue] = []
    lines: Counter[str] = Counter()
    for number, passage in enumerate(passages):
        if passage.kind not in (PassageKind.PARAGRAPH, PassageKind.HEADING):
            continue
        match = shape.match(text, passage.start, min(passage.end, passage.start + 120))
        if not match or (whole and match.end() < passage.end):
            continue
        name = match["name"].strip()
        lines[name] += 1
        found.append(_Cue(number, name, None if whole else match.end()))
    found = [cue for cue in found if _is_name(cue.name, again=whole and lines[cue.name] > 1)]
    return [cue for cue, said in zip(found, _said(text, passages, found), strict=True) if _SENTENCE_END.search(said)]


def _is_name(name: str, *, again: bool) -> bool:
    """Whether words can name a speaker; an office written small ("Ministry spokesperson") when its line comes again."""
    bare = _INITIAL.sub("", _courtesy().sub("", name))
    if _STOP.search(bare) or not any(letter.isalpha() for letter in bare) or _is_label(name):
        return False
    if _HAN.search(bare):
        return len(bare) <= _LONG_HAN_NAME and not has_cue(bare[-1], "no_name_end")
    first = re.split(r"[,(]", bare)[0].split()
    if again and 0 < len(first) <= 4 and not first[0][0].islower():
        return True
    return 0 < len(first) <= 9 and all(word in words("small_word") or not word[0].islower() for word in first)


@cache
def _courtesy() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('courtesy').pattern})\.", re.IGNORECASE)


def _is_label(name: str) -> bool:
    lowered = name.lower().strip()
    return any(lowered == word or (_HAN.search(word) and lowered.endswith(word)) for word in words("not_speaker"))


def _is_journalist(name: str) -> bool:
    """Whether a name is an organ of the press; in Chinese the word for one closes the name."""
    if name.lower() in _lowered("interviewer"):
        return True
    ends = [found.end() for found in alternation("medium").finditer(name)]
    closes = bool(ends) and (ends[-1] == len(name) or not _HAN.search(name))
    return closes and not has_cue(name, "not_medium")


def _lowered(name: str) -> set[str]:
    return {word.lower() for word in words(name)}


def _said(text: str, passages: tuple[Passage, ...], cues: list[_Cue]) -> list[str]:
    """The words of each cue's turn."""
    ends = [*(cue.passage for cue in cues[1:]), len(passages)]
    turns = []
    for cue, end in zip(cues, ends, strict=False):
        first = passages[cue.passage]
        own = [text[cue.words : first.end]] if cue.words is not None else []
        rest = [text[p.start : p.end] for p in passages[cue.passage + 1 : end] if p.kind != PassageKind.FURNITURE]
        turns.append("\n".join(own + rest))
    return turns


def _proves_transcript(text: str, passages: tuple[Passage, ...], cues: list[_Cue]) -> bool:
    """Two who speak, of whom one asks or presides, or who each speak again; a list of papers is no transcript."""
    counts = Counter(cue.name for cue in cues)
    if len(counts) < 2:
        return False
    journalists = [name for name in counts if _is_journalist(name)]
    if len(journalists) == len(counts):
        return False
    labelled = any(name.lower() in _lowered("answerer") | _lowered("presider") for name in counts)
    again = sum(count > 1 for count in counts.values()) > 1 and len(cues) * _SPARSE >= len(passages)
    return (
        bool(journalists)
        or labelled
        or again
        or any(len(turn) < _BRIEF and has_cue(turn, "call_for_questions") for turn in _said(text, passages, cues))
    )


def _roles(text: str, passages: tuple[Passage, ...], cues: list[_Cue]) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for cue, turn in zip(cues, _said(text, passages, cues), strict=True):
        said.setdefault(cue.name, []).append(turn)
    return {name: _role(name, turns, name == cues[-1].name) for name, turns in said.items()}


def _role(name: str, turns: list[str], closes: bool) -> str:
    if _is_journalist(name):
        return JOURNALIST
    if name.lower() in _lowered("answerer"):
        return OFFICIAL
    calls = sum(len(turn) < _BRIEF and has_cue(turn, "call_for_questions") for turn in turns)
    if calls * 2 >= len(turns) or alternation("presider").match(name):
        return CHAIR
    asks = all(_asks(turn) for turn in turns)
    return JOURNALIST if asks and not closes else OFFICIAL


def _asks(turn: str) -> bool:
    """Whether a turn is a question: its last words, thanks aside, ask."""
    return any(mark in turn[-160:] for mark in "?？") and len(turn) < _BRIEF
