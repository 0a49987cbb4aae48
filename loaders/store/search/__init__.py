"""Full-text search over one version of the store, and the index of words that makes it fast; changes no table."""
