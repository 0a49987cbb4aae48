"""Exports as orders that wait their turn, for a page that many read at once; makes no file itself.

``Bench`` takes orders within one program. ``Desk`` is the same across programs: the workers of a server reach one
process of exports, which has one browser.
"""

from dashboard.desk.bench import Bench
from dashboard.desk.client import Desk
from dashboard.desk.orders import Counter, Made, Order, Standing

__all__ = ["Bench", "Counter", "Desk", "Made", "Order", "Standing"]
