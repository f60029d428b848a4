"""How a question turns the case before it: the record of what `case_said` reads and `case_change` does."""

from __future__ import annotations

from typing import Literal, NamedTuple

from assistant.question.case_markers import MarkerSaid
from assistant.variants.find import VariantMention

__all__ = ["Turns", "Zygosity"]

Zygosity = Literal["heterozygous", "homozygous", ""]


class Turns(NamedTuple):
    """What a question says of the case before it: it means something only beside a record or an earlier question."""

    zygosity: Zygosity = ""
    phenotypes: tuple[str, ...] = ()
    """Without a gene: "and in a poor metabolizer?"."""
    alleles: tuple[str, ...] = ()
    """Pairs without a gene."""
    progressed: str = ""
    """The question's words."""
    after_line: int = 0
    """The line that is over."""
    prior: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    """Pharmacogenes that the question names."""
    drugs: tuple[str, ...] = ()
    """Drugs that it names and that are neither had before nor taken beside."""
    allergic: Literal["it", "all", ""] = ""
    """Whether the patient cannot take the drug spoken of ("allergic to it"), or all of them ("to both")."""
    tumor: tuple[VariantMention, ...] = ()
    """Variants of no pharmacogene that the patient has, or has in place of others where `instead`."""
    instead: bool = False
    lost: tuple[VariantMention, ...] = ()
    """Such variants that are not there."""
    without: tuple[str, ...] = ()
    """Genes of which the tumor has no variant ("without the BRAF mutation")."""
    markers: tuple[MarkerSaid, ...] = ()
    """States of markers that the case is to have: "same but HER2 negative"."""
    over: tuple[str, ...] = ()
    """The question's words for failures of an organ that are not there, or no more."""
