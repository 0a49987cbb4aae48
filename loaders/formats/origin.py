"""Tells who published a document and of what kind it is, each with the words that say so; refuses to guess."""

from __future__ import annotations

from loaders.model import Passage, PassageKind
from loaders.wording.rules import Rule, alternation, rules

_LEAD = 3  # paragraphs that can open a document
_LINE = 200
_TAIL = 3  # lines at the end that can be credits

Found = tuple[str, str]  # the answer, and the words it was read from


def find_publisher(text: str, passages: tuple[Passage, ...]) -> Found | None:
    """The publisher and its evidence: from the dateline, a header line, a credit line, the host of a conference."""
    lead = _leads(text, passages)
    lines = [line for line in _furniture(text, passages) if len(line) <= _LINE]
    return (
        _first(lead, ("dateline", "placeline"), "publisher")
        or _first(lines, ("header",), "publisher")
        or _first(lines, ("credit",), "publisher")
        or _first(_tails(text, passages), ("credit_end",), "publisher")
        or _first(lead, ("held_on",), "host")
    )


def find_body(author: str | None) -> Found | None:
    """The author that a file's properties name, where it is a body or an organ of the press and no person."""
    if author and (alternation("body").search(author) or alternation("medium").search(author)):
        return author, f"author in the file's properties: {author}"
    return None


def find_kind(text: str, title: str | None, passages: tuple[Passage, ...]) -> Found | None:
    """``conference``, ``interview``, ``plan``, ``notice`` or ``news``, and its evidence."""
    lead = _leads(text, passages)
    asked = _kind([title] if title else [], "title")
    turns = [passage for passage in passages if passage.kind == PassageKind.TURN]
    if turns:
        if asked and asked[0] in ("interview", "conference"):
            return asked
        told = any(turn.role == "chair" for turn in turns)
        return ("conference" if told else "interview", f"turns of {turns[0].speaker}")
    if asked and asked[0] == "interview":
        return asked
    for section in ("dateline", "placeline"):
        for rule in rules(section):
            for words in lead:
                if rule.name != "adopted" and (found := rule.find(words[:_LINE])):
                    return "news", found[0].strip()
    return asked or _kind(lead, "lead")


def _kind(lines: list[str], where: str) -> Found | None:
    for rule in rules("kind"):
        if rule.about["where"] == where:
            for line in lines:
                if found := rule.find(line[:_LINE]):
                    return str(rule.about["kind"]), found[0].strip()
    return None


def _first(lines: list[str], sections: tuple[str, ...], group: str) -> Found | None:
    for line in lines:
        for rule in (rule for section in sections for rule in rules(section)):
            found = _match(rule, line)
            if found and found.get(group):
                return found[group].strip(" ,，、:："), found[""].strip()
    return None


def _match(rule: Rule, line: str) -> dict[str, str] | None:
    found = rule.find(line[-_LINE:] if rule.section == "credit_end" else line[:_LINE])
    if not found:
        return None
    groups = {"": found[0], **{k: v for k, v in found.groupdict().items() if v}}
    if rule.about.get("host") == "before":
        groups |= _host(line, found.start(), found.end())
    return groups


def _host(line: str, start: int, end: int) -> dict[str, str]:
    """Who held it: the words of the sentence before the telling."""
    opening = max(line.rfind(stop, 0, start) for stop in ".。!！?？\n,，") + 1
    host = alternation("host_joint").sub("", line[opening:start]).strip()
    return {"host": host, "": line[opening:end].strip()} if host else {}


def _leads(text: str, passages: tuple[Passage, ...]) -> list[str]:
    bodies = [p for p in passages if p.kind in (PassageKind.PARAGRAPH, PassageKind.TURN)]
    return [text[p.start : min(p.end, p.start + 2 * _LINE)] for p in bodies[:_LEAD]]


def _furniture(text: str, passages: tuple[Passage, ...]) -> list[str]:
    return [text[p.start : p.end] for p in passages if p.kind == PassageKind.FURNITURE]


def _tails(text: str, passages: tuple[Passage, ...]) -> list[str]:
    """The ends of the last paragraphs with the credit that was cut off them."""
    last = passages[-_TAIL:]
    return [text[max(0, p.start - 3, p.end - _LINE) : p.end] for p in last if p.kind == PassageKind.FURNITURE]
