"""What a sentence tells and when it takes place, sentence by sentence: its status, its time, its role."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from loaders.edtf import read_edtf
from loaders.events import extract_events
from loaders.model import CreationTime, Document, Passage
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
ENGLISH = "The ministry published its 5G and electric vehicle policy on Friday. "
CHINESE = "工业和信息化部发布了新能源汽车和5G政策。"


@dataclass(frozen=True)
class Told:
    """A sentence in a document of a day, and what each of its events says."""

    text: str
    created: str | None
    events: tuple[str, ...]


def tell(text: str, created: str | None) -> list[str]:
    """The events of the second sentence of a policy text, each as status, time and role."""
    lead = ENGLISH if text.isascii() else CHINESE
    told = CreationTime(created, read_edtf(created), "dateline", created) if created else None
    whole = lead + text
    document = Document(
        *("d", "a.txt", "a.txt", "text", whole, ""),
        language="en" if text.isascii() else "zh",
        created=told,
        passages=(Passage(0, len(whole)),),
    )
    found = [event for event in extract_events(document, TAXONOMY) if event.quote.start >= len(lead.rstrip())]
    return [f"{e.status.value} {e.when.edtf} {e.when.role.value}" if e.when else e.status.value for e in found]


@pytest.mark.parametrize(
    "case",
    [
        Told(
            "The ministry finished the auction of 5G frequencies that began on 2 April.",
            "2026-05-20",
            ("done",),
        ),
        Told(
            "The ban on imports of used electric cars, in place since 2023, will be lifted on 1 July.",
            "2026-05-20",
            ("in_force", "planned 2026-07-01 expected"),
        ),
        Told(
            "The subsidy for humanoid robot makers, due to end in December, was prolonged until June 2027.",
            "2026-05-20",
            ("in_force ../2027-06 deadline",),
        ),
        Told(
            "The regulator fined an operator in March for missing its 5G coverage target of December 2025.",
            "2026-05-20",
            ("done 2026-03 occurred",),
        ),
        Told(
            "The government approved a package for electric vehicles for the 2026-2029 period on Tuesday.",
            "2026-05-20",
            ("done 2026-05-19 occurred",),
        ),
        Told(
            "The ministry will hold national humanoid robot games in the second half of the year.",
            "2026-05-20",
            ("planned 2026-41 expected",),
        ),
        Told(
            "The country cut registration fees for electric cars to zero through February 2027.",
            "2026-05-20",
            ("in_force ../2027-02 deadline",),
        ),
        Told(
            "The ministry proposed to delay the 2035 ban on petrol cars and to subsidise electric cars from 2027.",
            "2026-05-20",
            ("planned 2027 effective",),
        ),
        Told(
            "全市首个5G专网将于6月底前开通，年内再建3个。",
            "2026-05-20",
            ("planned ../2026-06-30 deadline", "planned 2026 expected"),
        ),
        Told("第三批6G试点申报截至6月30日。", "2026-05-20", ("planned ../2026-06-30 deadline",)),
        Told(
            "自2024年4月试点以来，四地共批准外资企业经营增值电信业务85家。",
            "2026-05-20",
            ("statistic 2024-04-01/2026-05-20 during",),
        ),
        Told(
            "原定今年6月实施的电动汽车充电新规推迟至明年1月1日施行。",
            "2026-05-20",
            ("in_force 2027-01-01 effective",),
        ),
        Told(
            "The cabinet passed a bill on Tuesday that lets 6G trials use public land from March next year.",
            "2026-05-20",
            ("done 2026-05-19 occurred", "in_force 2027-03 effective"),
        ),
        Told(
            "The luxury tax on electric cars, which was scrapped in April 2026, will stay at zero until June 30, 2028.",
            "2026-05-20",
            ("done 2026-04 occurred", "in_force ../2028-06-30 deadline"),
        ),
        Told(
            "The government extended its tax break for small electric cars and vans by two years to the end of 2028.",
            "2026-05-20",
            ("in_force ../2028-12-31 deadline",),
        ),
        Told(
            "The cap on foreign ownership in telecoms stays in place until the pilot is reviewed in 2027.",
            "2026-05-20",
            ("in_force ../2027 deadline",),
        ),
        Told("上月底，充电桩总数达到1500万个，是2022年底的近三倍。", "2026-05-20", ("statistic 2026-04-30 as_of",)),
        Told("市财政每年安排专项资金2亿元，支持6G技术攻关。", "2026-05-20", ("planned",)),
        Told(
            "对人形机器人项目给予补助，单个项目不超过3000万元，政策有效期至2028年12月31日。",
            "2026-05-20",
            ("in_force ../2028-12-31 deadline",),
        ),
        Told("对2026年9月30日前开工的5G项目，给予电价补贴。", "2026-05-20", ("in_force",)),
        Told(
            "本通知自6月1日起施行，2020年2月3日印发的《5G项目管理办法》同时废止。",
            "2026-05-20",
            ("in_force 2026-06-01 effective",),
        ),
        Told(
            "From 1 May 2026 the tariff on electric cars is cut to 10 percent from 15 percent.",
            "2026-03-30",
            ("in_force 2026-05-01 effective",),
        ),
        Told(
            "The tariff on electric cars was cut to 10 percent from 1 May 2026.",
            "2026-03-30",
            ("in_force 2026-05-01 effective",),
        ),
        Told("The tariff on electric cars was cut to 10 percent from 1 May.", "2026-04-20", ("done",)),  # not of 2025
        Told(
            "Subsidies for electric cars are lowered by 20 percent from those of 2025.",
            "2026-01-30",
            ("in_force",),
        ),
        Told("从2026年1月1日起，电动汽车消费税税率由5%降至3%。", "2026-05-20", ("in_force 2026-01-01 effective",)),
        Told(
            "自2026年7月1日起，电动汽车企业的税率在15%的基础上下调至12%。",
            "2026-05-20",
            ("in_force 2026-07-01 effective",),
        ),
        Told(
            "自2026年1月1日至2027年12月31日，电动汽车购置税税率下调至5%。",
            "2026-05-20",
            ("in_force 2026/2027 during",),
        ),
        Told("自2021年起，电动汽车销量由100万辆增至500万辆。", "2026-05-20", ("statistic 2021 during",)),
        Told(
            "2025年底前建成10万个5G基站，2026年实现乡镇全覆盖。",
            None,
            ("planned ../2025-12-31 deadline", "planned 2026 expected"),
        ),
        Told(
            "2025年底前建成10万个5G基站，2026年已实现乡镇全覆盖。",
            None,
            ("planned ../2025-12-31 deadline", "done 2026 occurred"),
        ),
        Told(
            "到2025年底前建成10万个5G基站，2026年实现乡镇5G网络全覆盖，2027年形成规模应用。",
            "2024-05-20",
            ("target ../2025-12-31 deadline", "target 2026 during", "target 2027 during"),
        ),
        Told(
            "At the end of last week the ministry approved eight electric bus routes.",
            "2025-12-30",
            ("done 2025-12-22/2025-12-28 occurred",),
        ),
        Told(
            "At the end of September the ministry had approved 40 licences for electric buses.",
            "2025-12-30",
            ("statistic 2025-09-30 as_of",),
        ),
        Told(
            "The ministry allocated 9 billion rupees to electric vehicles in fiscal year 2025-26.",
            "2025-04-03",
            ("done",),
        ),
        Told(
            "Sales of electric cars rose 18 percent in FY2024, which ended on March 31, 2024.",
            "2025-04-03",
            ("statistic",),
        ),
        Told(
            "The ministry will set aside a fund for 6G research in fiscal 2026, starting in April next year.",
            "2025-04-03",
            ("planned",),
        ),
        Told(
            "The ministry will hold the 6G conference from March 5 to 12 next year.",
            "2025-11-03",
            ("planned 2026-03-05/2026-03-12 during",),
        ),
        Told(
            "In the ten months to October, new energy vehicle exports reached 2 million units.",
            "2025-11-03",
            ("statistic 2025-01/2025-10 during",),
        ),
        Told(
            "In the quarter ended June 30, sales of electric cars rose 12 percent.",
            "2025-12-03",
            ("statistic 2025-34 during",),
        ),
        Told("The ministry will begin the 6G rollout in 2027 or 2028.", "2025-11-03", ("planned 2027/2028 expected",)),
        Told("工信部将于2027年或2028年启动6G商用。", "2025-11-03", ("planned 2027/2028 expected",)),
        Told(
            "The 5G auction, first planned for September 2025, has been put off until February 2026.",
            "2025-11-03",
            ("planned 2026-02 expected",),
        ),
        Told(
            "On June 30, the Commission proposed a regulation on electric vans.",
            "2025-07-03",
            ("done 2025-06-30 occurred",),
        ),
        Told(
            "The notice, issued on Sept. 29, requires export permits for electric cars from Jan. 1.",
            "2025-10-16",
            ("done 2025-09-29 occurred",),
        ),
        Told(
            "The ministry opens the band to 6G trials from 1 July 2025 to 30 June 2028.",
            "2025-05-14",
            ("in_force 2025-07/2028-06 during",),
        ),
        Told("The notice of 3 March 2021 on 5G trials is repealed.", "2025-05-14", ("done",)),
        Told("The notice of 28 April extended the 5G trials.", "2025-05-14", ("done 2025-04-28 occurred",)),
        Told(
            "The Commission proposed to ban petrol vans and subsidise electric vans from 2035.",
            "2025-07-03",
            ("planned 2035 effective",),
        ),
        Told("今年年底前购置的新能源汽车继续免征车辆购置税。", "2025-10-08", ("in_force ../2025-12-31 deadline",)),
        Told(
            "到2024年底，全省新能源汽车产量达到80万辆；到2025年，产量突破100万辆；到2026年，产量达到150万辆。",
            "2024-03-28",
            ("target ../2024-12-31 deadline", "target ../2025 deadline", "target ../2026 deadline"),
        ),
        Told(
            "工信部将于明年上半年发布新能源汽车电池安全标准，并力争在“十五五”期间实现新能源汽车固态电池量产。",
            "2025-10-08",
            ("planned 2026-40 expected", "planned 2026/2030 during"),
        ),
        Told(
            "The ministry issued 5G licences on November 6 and 7.", "2025-01-05", ("done 2024-11-06/2024-11-07 during",)
        ),
        Told("工信部11月6日和7日召开6G推进会。", "2025-01-05", ("done 2024-11-06/2024-11-07 during",)),
        Told(
            "The ministry held 6G hearings on March 6, 7 and 8.", "2025-04-05", ("done 2025-03-06/2025-03-08 during",)
        ),
        Told("工信部将于5月和6月举办6G大会。", "2025-04-05", ("planned 2025-05/2025-06 during",)),
        Told(
            "The ministry held 6G hearings on 3 and 9 March.",
            "2025-04-05",
            ("done 2025-03-03 occurred", "done 2025-03-09 occurred"),
        ),
        Told(
            "工信部于2025年3月3日、5日和9日召开6G座谈会。",
            "2025-04-05",
            ("done 2025-03-03 occurred", "done 2025-03-05 occurred", "done 2025-03-09 occurred"),
        ),
        Told(
            "The government plans to complete the 5G network by 2029 and to start 6G services around 2030.",
            "2025-01-05",
            ("planned ../2029 deadline", "planned 2030~ expected"),
        ),
        Told(
            "工信部计划2027年完成6G标准并于2030年启动6G商用。",
            "2025-01-05",
            ("planned 2027 expected", "planned 2030 expected"),
        ),
        Told(
            "The ministry on 3 March adopted rules that ban petrol taxis and require electric cars from 1 May 2027.",
            "2025-03-05",
            ("done 2025-03-03 occurred", "in_force 2027-05-01 effective"),
        ),
        Told(
            "The purchase tax exemption for electric cars was extended to the end of 2028.",
            "2025-03-05",
            ("in_force ../2028-12-31 deadline",),
        ),
        Told(
            "财政部决定将新能源汽车购置税减免政策延期至2028年12月31日。",
            "2025-03-05",
            ("in_force ../2028-12-31 deadline",),
        ),
        Told("《新能源汽车补贴办法》自2025年5月1日起废止。", "2025-03-05", ("planned 2025-05-01 effective",)),
        Told("《新能源汽车补贴办法》于2024年5月1日废止。", "2025-03-05", ("done 2024-05-01 occurred",)),
        Told("此前发布的《新能源汽车补贴办法》（2020年9月1日起施行）自本计划施行之日起废止。", "2024-03-28", ("done",)),
        Told(
            "The 2020 rules on electric cars are repealed with effect from 1 May 2025.",
            "2025-03-05",
            ("planned 2025-05-01 effective",),
        ),
        Told("The notice repeals the 2020 rules on electric cars.", "2025-03-05", ("done",)),
        Told(
            "2024年6月底前，出台新能源汽车充电设施专项规划，2025年全面实施。",
            None,
            ("planned ../2024-06-30 deadline", "planned 2025 expected"),
        ),
        Told("截至2024年底，全省已建成5G基站10万个。", None, ("statistic 2024-12-31 as_of",)),
        Told(
            "The ministry wants electric car output to reach 800,000 by the end of 2025, up 30 percent from 2023.",
            "2024-03-28",
            ("target ../2025-12-31 deadline",),
        ),
        Told("国庆黄金周期间，全市将开展6G体验活动。", "2024-02-18", ("planned 2024-10-01~ during",)),
        Told("“五一”假期，高速公路新能源汽车充电量同比增长5%。", "2026-05-07", ("statistic 2026-05-01~ during",)),
    ],
    ids=lambda case: case.text,
)
def test_a_sentence_tells_what_and_when(case: Told) -> None:
    assert tuple(tell(case.text, case.created)) == case.events


def test_what_takes_effect_on_a_day_is_not_told_once_more_without_it() -> None:
    assert tell("本计划支持新能源汽车，自2024年5月1日起施行，有效期三年。", "2024-03-28") == [
        "in_force 2024-05-01 effective"
    ]


def test_whose_decisions_are_carried_out_is_no_actor() -> None:
    text = "为贯彻落实党中央、国务院决策部署，工业和信息化部发布了人形机器人应用试点通知。"
    told = CreationTime("2025-11-10", read_edtf("2025-11-10"), "dateline", "2025-11-10")
    document = Document(
        "d", "a.txt", "a.txt", "text", text, "", language="zh", created=told, passages=(Passage(0, len(text)),)
    )
    assert [event.actors for event in extract_events(document, TAXONOMY)] == [("miit",)]
