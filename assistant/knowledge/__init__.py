"""What Vouch knows as data: tables of our own, each row with its source; `tables` reads them.

Most are made by `evals/knowledge/make.py` from public vocabularies and facts of PubMed records; the closed lists of
the language are written by hand.
"""
