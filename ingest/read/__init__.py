"""From bytes to articles, sentences and passages: PubMed XML, MEDLINE, their markup."""
