"""What tests of briefings brief on: the charts, and the day that counts as today."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from dashboard.exports import ChartItem

TODAY = date(2026, 6, 30)
EARLIER = quote("?sectors=any&dates=2016/2021", safe="")
CHARTS = (
    ChartItem("timeline", "?sectors=6g", "Steps of 6G", "Ask for the standard."),
    ChartItem("heatmap", "?period=year&dates=2018/2026"),
    ChartItem("trend", "?period=year&dates=2016/2026"),
    ChartItem("compare", f"?dates=2022/2026&against={EARLIER}"),
)
