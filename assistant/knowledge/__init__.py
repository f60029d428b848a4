"""What Vouch knows as data: tables of our own, each row with its source; `tables` finds them by name and reads them.

vocabulary    made by `evals/knowledge` from public vocabularies and facts of PubMed records: names, words, alleles
words         closed lists of the language and of medicine, by hand
curated       made by `evals/knowledge` from CIViC, guidelines and approvals: facts without sentences
patterns      wordings that rules look for, as regular expressions, by hand
learned       weights made by `evals/train`: tables of them, and a folder for each model that ships
"""
