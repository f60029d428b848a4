"""The evaluations, one a module, run by name; by what they hold to account: answers, claims, patients, the search."""
