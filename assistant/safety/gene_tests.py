"""Which gene, or HLA allele, that bears on a drug nobody tested, and who says that a result comes first.

A label asks for a test (rows of kind "untested" of the contraindications), or a guideline makes the dose, or whether to
give the drug at all, depend on the result. What is not tested is unknown, and opens the answer: never normal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from assistant.knowledge.tables import pieces, records
from assistant.pharmacogenomics.conversion import drug_named
from assistant.pharmacogenomics.states import allele_states
from assistant.records.phenotype import GenePhenotype
from assistant.safety.drugs import Contraindication, option_of, rows_of

__all__ = ["with_tests"]

_KIND = "untested"
_CHOICE, _DOSE = ("alternative", "avoid", "contraindicated", "not recommended"), ("raise", "reduce")


def with_tests(phenotypes: Sequence[GenePhenotype], drugs: Sequence[str]) -> tuple[GenePhenotype, ...]:
    """Each with what of it is not tested and bears on one of the drugs, and with what comes first."""
    return tuple(_with_test(one, drugs) for one in phenotypes)


def _with_test(one: GenePhenotype, drugs: Sequence[str]) -> GenePhenotype:
    clauses = {drug: clause for drug in drugs if (clause := _clause(one.gene, drug))}
    alleles = sorted({allele for drug in clauses for allele in _alleles(one.gene, drug)})
    told = allele_states(one.phenotype)
    missing = [allele for allele in alleles if allele not in told]
    untested = one.basis == "not tested"
    if not clauses or not (untested or (one.phenotype and missing)):
        return one
    subjects = " and ".join(f"{one.gene}*{allele}" for allele in missing) or one.gene
    return replace(one, untested=subjects, test_first="; ".join(dict.fromkeys(clauses.values())))


def _clause(gene: str, drug: str) -> str:
    """ "test first (FDA label of …); whether to give rasburicase depends on it (CPIC guideline)"; empty where no
    source makes anything of the drug depend on the gene."""
    asked = [_of_label(row) for row in _label_rows(gene, drug)]
    depends = _of_guidelines(gene, drug)
    if not asked and not depends:
        return ""
    return "; ".join(filter(None, (*asked, depends))) if asked else f"test first: {depends}"


def _label_rows(gene: str, drug: str) -> list[Contraindication]:
    return [row for row in rows_of(option_of(drug), _KIND) if row.bound.split()[0] == gene]


def _of_label(row: Contraindication) -> str:
    place = f"{row.source.replace('FDA label', f'FDA label of {row.label}', 1)}, {row.date[:4]}"
    return f"{row.action} ({place}{f': {row.only}' if row.only else ''})"


def _of_guidelines(gene: str, drug: str) -> str:
    """What the guidelines make depend on the gene: "the dose of warfarin depends on it (DPWG guideline)"."""
    name = drug_named(drug)
    found = [row for row in _guideline_rows(gene, name) if row["action"] in (*_CHOICE, *_DOSE)]
    if not found:
        return ""
    sources = sorted({row["source"] for row in found})
    by = f"{' and '.join(sources)} guideline{'s' * (len(sources) > 1)}"
    choice, dose = (any(row["action"] in actions for row in found) for actions in (_CHOICE, _DOSE))
    if choice and dose:
        return f"whether to give {name}, and its dose, depend on it ({by})"
    return f"{f'whether to give {name}' if choice else f'the dose of {name}'} depends on it ({by})"


def _guideline_rows(gene: str, drug: str) -> Iterator[dict[str, str]]:
    for row in records("guidelines"):
        if gene in pieces(row["genes"]) and drug in map(drug_named, pieces(row["therapies"])):
            yield row


def _alleles(gene: str, drug: str) -> set[str]:
    """The HLA alleles that a label or a guideline is on; of other genes none."""
    named = " ".join(row["requires"] for row in _guideline_rows(gene, drug_named(drug)))
    labels = (row.bound.partition(" *")[2] for row in _label_rows(gene, drug))
    return {*re.findall(rf"{re.escape(gene)}:hla:(\d+:\d+)", named), *filter(None, labels)}
