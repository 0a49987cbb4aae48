"""Chinese dates whose meaning hangs on what was told before, on cues beside them, or on the script of the text."""

import pytest

from loaders.dates.find import explain, find_timexes


def readings(text, created="2024-08-31"):
    return [(timex.text, timex.edtf) for timex in find_timexes(text, created=created, language="zh")]


def edtf(text, created="2024-08-31"):
    return [timex.edtf for timex in find_timexes(text, created=created, language="zh") if timex.edtf]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("会议7月23日召开，25日闭幕。当天发布公报。", ["2024-07-23", "2024-07-25", "2024-07-25"]),
        ("试点2016年3月启动，同年9月扩大，次年2月结束。", ["2016-03", "2016-09", "2017-02"]),
        ("产线2008年夏天投产，三年后翻番，年底再扩建。", ["2008-22", "2011", "2011"]),
        ("公告6月7日、8日分两批发布。", ["2024-06-07", "2024-06-08"]),
        ("上周开了两次会，分别在周二和周四。", ["2024-08-19/2024-08-25", "2024-08-20", "2024-08-22"]),
        ("1—7月产量增长6%，去年同期增长4%。", ["2024-01/2024-07", "2023-01/2023-07"]),
    ],
)
def test_a_date_told_before_carries_month_year_and_week_on(text, told):
    assert edtf(text) == told


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2023年增长5%，一季度增长4%，四季度增长6%。", ["2023", "2023-33", "2023-36"]),
        ("去年的活动3月启动，12月31日结束。", ["2023", "2023-03", "2023-12-31"]),
        ("去年10月立项，3月动工。", ["2023-10", "2024-03"]),
        ("2019年建成的厂房10月扩建。", ["2019", "2024-10"]),
        ("7月销量比6月高一成。", ["2024-07", "2024-06"]),
        ("去年5月投运以来，截至8月15日运送旅客百万人次。", ["2023-05", "2024-08-15"]),
    ],
)
def test_a_year_reaches_the_dates_of_its_sentence_and_no_further(text, read):
    assert edtf(text) == read


@pytest.mark.parametrize(
    ("text", "created", "read"),
    [
        ("新规2月1日起施行。", "2024-01-10", ["2024-02-01"]),
        ("新规9月1日起施行。", "2024-01-10", ["2024-09-01"]),
        ("新规7月1日起施行，企业反应平稳。", "2024-07-16", ["2024-07-01"]),
        ("名单将于3月公布。", "2024-08-31", ["2025-03"]),
        ("名单已于11月公布。", "2024-08-31", ["2023-11"]),
        ("有效期至12月31日。", "2024-02-01", ["2024-12-31"]),
        ("下半年发布目录。", "2024-01-20", ["2024-41"]),
        ("四季度增速回升。", "2025-01-17", ["2024-36"]),
        ("会议5日召开。", "2024-08-31", ["2024-08-05"]),
        ("会议将于5日召开。", "2024-08-31", ["2024-09-05"]),
        ("周五表示", "2024-08-30", ["2024-08-30"]),
        ("将于周一启用", "2024-08-30", ["2024-09-02"]),
    ],
)
def test_cues_beside_a_date_tell_its_direction(text, created, read):
    assert edtf(text, created) == read


def test_without_a_date_of_the_document_what_counts_from_it_stays_open():
    timexes = find_timexes("今年7月5日，上周五，2023年底", language="zh")
    assert [(timex.text, timex.edtf) for timex in timexes] == [
        ("今年7月5日", None),
        ("上周五", None),
        ("2023年底", "2023"),
    ]


def test_what_stands_about_is_marked_and_left_out_of_the_words():
    assert readings("2035年左右建成，力争到2030年减半") == [("2035年", "2035~"), ("2030年", "2030")]


def test_simplified_and_traditional_characters_read_the_same():
    simplified = edtf("本周五下午两点，两个月后，后天，第二届“一带一路”国际合作高峰论坛")
    assert simplified == edtf("本週五下午兩點，兩個月後，後天，第二屆“一帶一路”國際合作高峰論壇")
    assert len(simplified) == 4


def test_titles_numbers_and_names_are_left_alone():
    text = (
        "《新能源汽车产业发展规划（2021—2035年）》第五条和第二十一条、国发〔2015〕28号、GB 18384—2020、5G、V3.10.1版、"
        "1.5元、400—820—2012、10周年、年龄18岁、三明市、二月河、日本、月亮、百年未有之大变局、同比增长、今日头条"
    )
    assert not [timex.text for timex in find_timexes(text, created="2024-08-31", language="zh") if timex.edtf]


def test_an_event_is_picked_by_the_date_of_the_document():
    assert edtf("三中全会公报发布后，三中全会以来", "2013-12-01") == ["2013-11-09/2013-11-12"]
    assert edtf("三中全会以来", "2024-08-31") == ["2024-07-15/2024-07-18"]


def test_each_reading_names_its_anchor():
    assert [each.anchor for each in explain("2024年7月5日召开，次日", created="2024-08-31", language="zh")] == [
        "explicit",
        "told",
    ]


def test_before_or_after_a_past_date_is_an_open_stretch_and_a_coming_one_a_deadline():
    assert readings("2015年1月1日之后购置的车辆") == [("2015年1月1日", None)]
    assert readings("2024年12月31日之前完成") == [("2024年12月31日", "2024-12-31")]
    assert readings("2014年7月1日起实行，党的十八大以后") == [
        ("2014年7月1日", "2014-07-01"),
        ("党的十八大", "2012-11-08/2012-11-14"),
    ]
