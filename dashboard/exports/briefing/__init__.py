"""Briefings: charts and events in an order, as slides, a document, pages or one offline file; counts nothing itself."""
