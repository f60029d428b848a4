"""Makes the tables of the packages' knowledge from public vocabularies and records."""
