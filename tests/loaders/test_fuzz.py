"""Whatever bytes a file has: reading gives documents and named failures, in time, and no other end.

``FUZZ_CASES`` is the number of files over all formats: some hundreds here, ten thousand by ``make fuzz``.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import PurePosixPath
from time import process_time

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from loaders.errors import DocumentError
from loaders.formats.registry import FORMATS, known_suffixes, read_bytes
from loaders.model import Document
from loaders.pipeline.bounds import alarms
from loaders.pipeline.reading import read_through
from loaders.pipeline.tasks import finish
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.readings import FileReading
from tests.loaders.formats.mutants import BLOWS, Blow, strike
from tests.loaders.formats.samples import one_of_each

CASES = int(os.environ.get("FUZZ_CASES", "320"))
SECONDS = 5.0  # of the processor, for one small file
MORE = {
    "items.atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>6G trials</title>'
        "<updated>2024-07-05T10:00:00Z</updated><content type='html'>&lt;p&gt;The ministry will issue 6G licences."
        "&lt;/p&gt;</content></entry><entry><title>第二条</title><summary>工业和信息化部发放牌照。</summary></entry></feed>"
    ).encode(),
    "rows.tsv": "日期\t标题\n2024-07-05\t工业和信息化部发放6G试验牌照\n".encode("gb18030"),
    "news.htm": (
        '<html lang="zh"><head><meta charset="gb2312"><title>通知</title><meta name="pubdate" content="2024-07-05">'
        "</head><body><nav><a href=/>首页</a></nav><table><tr><th>措施<th>时间<tr><td>建成5G基站<td>2025年底</table>"
        "<p>发布时间：2024年7月5日<p>工业和信息化部将于2025年底前发放6G试验牌照。</body></html>"
    ).encode("gb2312"),
}
SAMPLES = one_of_each() | MORE
EACH = max(10, -(-CASES // (len(SAMPLES) + 2)))
blows = st.builds(
    Blow,
    name=st.sampled_from(sorted(BLOWS)),
    at=st.floats(0, 1),
    size=st.one_of(st.integers(1, 16), st.integers(1, 4096)),
    seed=st.integers(0, 2**32),
)
cases = settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
pytestmark = pytest.mark.filterwarnings("ignore")  # a library's warning is no failure of a load


@pytest.fixture(autouse=True, scope="module")
def fixture_warm() -> None:
    """The first files of a process wait for rules and libraries; that is no time of theirs."""
    for name, data in SAMPLES.items():
        list(read_through(read_bytes(name, data, name), name, load_taxonomy(), pytest.fail))


def check(data: bytes, name: str) -> None:
    """Read it through to its events as a load does; fail where that ends otherwise than it may."""
    failures: list[DocumentError] = []
    begun = process_time()
    with alarms(SECONDS):
        documents = read_bytes(f"in/{name}", data, name, on_failure=failures.append)
        readings = list(read_through(documents, f"in/{name}", load_taxonomy(), failures.append))
    taken = process_time() - begun
    for failure in failures:
        assert failure.source.startswith(f"in/{name}")
        assert "the program failed" not in failure.reason, failure
        assert "took" not in failure.reason, failure
    assert readings or failures, "neither read nor named"
    assert taken < SECONDS * (1 + len(readings) / 50), f"{taken:.1f} seconds"
    finish([FileReading(name, "", "r", tuple(readings), tuple(failures))], 1)  # rows that a table can hold
    for reading in readings:
        check_offsets(reading.document)
        for event in reading.events:
            quote = event.quote
            assert reading.document.text[quote.start : quote.end] == quote.exact


def check_offsets(document: Document) -> None:
    text = document.text
    text.encode()
    assert "\x00" not in text
    for passage in document.passages:
        assert 0 <= passage.start < passage.end <= len(text)
    assert all(a.end <= b.start for a, b in pairwise(document.passages))
    assert all(0 <= at <= len(text) for at, _ in document.pages)


def test_a_valid_file_of_every_format_is_broken() -> None:
    endings = {PurePosixPath(name).suffix for name in SAMPLES}
    assert [form.name for form in FORMATS if not endings.intersection(form.suffixes)] == []
    for name, data in SAMPLES.items():
        assert list(read_bytes(name, data, name)), name


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_broken_file_is_read_or_named(name: str) -> None:
    @seed(5)
    @cases
    @given(st.lists(st.tuples(blows, st.booleans()), min_size=1, max_size=4))
    def hold(struck: list[tuple[Blow, bool]]) -> None:
        data = SAMPLES[name]
        for blow, inside in struck:
            data = strike(data, blow, inside=inside)
        check(data, name)

    hold()


@seed(5)
@cases
@given(st.binary(max_size=400), st.sampled_from(sorted(known_suffixes())))
def test_bytes_without_any_sense_are_read_or_named(data: bytes, ending: str) -> None:
    check(data, f"any{ending}")


@seed(5)
@cases
@given(st.text(max_size=200), st.sampled_from(sorted(known_suffixes())))
def test_characters_without_any_sense_are_read_or_named(text: str, ending: str) -> None:
    check(text.encode("utf-8", "surrogatepass"), f"any{ending}")
