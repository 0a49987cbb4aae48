"""The one way from documents to stored events: read, date, tag, extract, count, store; has no rules of its own.

``load`` fills a store, here, with worker processes or on a Dask cluster; ``read`` and ``extract`` store nothing.
"""

from loaders.pipeline.loading import LoadReport, Progress, check_published, load
from loaders.pipeline.reading import extract, read, read_through
from loaders.pipeline.rules import rules_version

__all__ = ["LoadReport", "Progress", "check_published", "extract", "load", "read", "read_through", "rules_version"]
