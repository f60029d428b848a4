"""What the literature side hands around: articles, facets, filters, and the faults tests inject."""
