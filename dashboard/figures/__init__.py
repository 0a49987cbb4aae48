"""Pictures as pure functions: a frame in, a ``go.Figure`` out; reads no store and keeps nothing."""

from dashboard.figures.canvas import GRAPH_CONFIG
from dashboard.figures.heatmap import heatmap
from dashboard.figures.piles import pile_rows
from dashboard.figures.timeline import timeline

__all__ = ["GRAPH_CONFIG", "heatmap", "pile_rows", "timeline"]
