"""From a query to ranked records."""
