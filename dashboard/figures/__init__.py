"""Pictures as pure functions: a frame in, a ``go.Figure`` out; reads no store and keeps nothing."""

from dashboard.figures.canvas import GRAPH_CONFIG
from dashboard.figures.comparison import comparison
from dashboard.figures.heatmap import heatmap
from dashboard.figures.piles import pile_rows
from dashboard.figures.timeline import timeline
from dashboard.figures.trend import trend

__all__ = ["GRAPH_CONFIG", "comparison", "heatmap", "pile_rows", "timeline", "trend"]
