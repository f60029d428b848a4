"""The formats that curated sources publish, each read into facts: CIViC's table, CPIC's JSON, ClinPGx's archive."""
