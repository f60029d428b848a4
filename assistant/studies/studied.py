"""Whom the papers behind an answer are on, and which groups of the patient's none of them says it studied.

Counted over the papers that the claims cite, from their titles, abstracts and MeSH check tags. A paper that does not
say counts for nothing: silence is unknown, and no proof that a group was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.fit.age import group_of
from assistant.fit.ancestry import ancestry_item, ancestry_of
from assistant.fit.groups import AGES, age_groups, ancestries, countries, sexes
from assistant.fit.organs import organ_items
from assistant.fit.people import People, people_of
from assistant.fit.sex import breastfeeding_item, pregnancy_item
from assistant.records.answer import Claim, Evidence, FitItem
from assistant.records.patient import Patient
from assistant.records.studied import Share, Studied
from assistant.studies.effects import read_effects
from assistant.studies.sample_size import sample_size

__all__ = ["who_was_studied"]

_SEXES = {"female": "women", "male": "men"}
_AGE_OF = {"infant": "children", "child": "children", "adolescent": "adolescents", "adult": "adults"}
_ORDERS: dict[str, Sequence[str]] = {"sex": tuple(_SEXES.values()), "age": AGES}
_MOST_NAMED = 6
"""Groups of a kind that the sentence names; the record has all."""
_OLDER = "people of 65 and older"


def who_was_studied(claims: Sequence[Claim], evidence: Sequence[Evidence], patient: Patient | None) -> Studied | None:
    """None where no paper of the evidence is cited."""
    cited = {citation.pmid for claim in claims for citation in claim.citations}
    papers = list({item.article.pmid: item for item in evidence if item.article.pmid in cited}.values())
    if not papers:
        return None
    people = [people_of(item.article) for item in papers]
    sizes = list(_sizes(papers))
    return Studied(
        papers=len(papers),
        people=sum(sizes),
        sized=len(sizes),
        sexes=_shares(map(sexes, people), _ORDERS["sex"]),
        ages=_shares(map(age_groups, people), AGES),
        ancestries=_shares(map(ancestries, people)),
        countries=_shares(map(countries, people)),
        missing=tuple(_missing(people, patient)) if patient is not None else (),
        sentence=_sentence(papers, sizes, people),
    )


def _sizes(papers: Iterable[Evidence]) -> Iterator[int]:
    """People of each paper that says how many; papers of one registered trial count once, with the largest."""
    largest: dict[str, int] = {}
    for item in papers:
        effects = item.effects or read_effects(item.article.text)
        size = sample_size(item.article.text, effects)
        if size is not None:
            trial = min(item.article.registry_ids, default=item.article.pmid)
            largest[trial] = max(size, largest.get(trial, 0))
    yield from largest.values()


def _shares(told: Iterable[Sequence[str]], order: Sequence[str] = ()) -> tuple[Share, ...]:
    """How many papers say each group, in this order, else the commonest first."""
    counted = Counter(group for groups in told for group in dict.fromkeys(groups))
    names = order or sorted(counted, key=lambda name: (-counted[name], name))
    return tuple(Share(name, counted[name]) for name in names if counted[name])


def _missing(people: Sequence[People], patient: Patient) -> Iterator[str]:
    """One sentence for each group of the patient that no paper says it studied."""
    who = "The one paper does not say" if len(people) == 1 else f"None of the {len(people)} papers says"
    for group in _unsaid(people, patient):
        yield f"{who} that it studied {group}."


def _unsaid(people: Sequence[People], patient: Patient) -> Iterator[str]:
    sex = _SEXES.get(patient.sex, "")
    if sex and not any(sex in sexes(one) for one in people):
        yield sex
    if patient.age is not None:
        group = _AGE_OF.get(group_of(patient.age), AGES[-1])
        if not any(group in age_groups(one) for one in people):
            yield _OLDER if group == AGES[-1] else group
    if ancestry_of(patient.ancestry) and not any(_holds(ancestry_item(one, patient.ancestry)) for one in people):
        yield f"people of the patient's ancestry ({patient.ancestry})"
    if patient.pregnant and not any(_holds(pregnancy_item(one, True)) for one in people):
        yield "pregnant women"
    if patient.breastfeeding and not any(_holds(breastfeeding_item(one, True)) for one in people):
        yield "breastfeeding women"
    for aspect, group in (("kidney function", "impaired kidneys"), ("liver function", "an impaired liver")):
        items = [item for one in people for item in organ_items(one, patient) if item.aspect == aspect]
        if items and not any(item.status == "match" for item in items):
            yield f"people with {group} like the patient's ({items[0].patient})"


def _holds(item: FitItem | None) -> bool:
    return item is not None and item.status == "match"


def _sentence(papers: Sequence[Evidence], sizes: Sequence[int], people: Sequence[People]) -> str:
    """All of it in one sentence: "4 papers, 3,214 people in 3 of them; women in 2, men in 2, 2 do not say; …"."""
    number = len(papers)
    said = "1 paper" if number == 1 else f"{number} papers"
    if sizes:
        where = "" if len(sizes) == number else f" in {len(sizes)} of them"
        said += f", {sum(sizes):,} people{where}"
    else:
        said += ", which do not say how many people" if number > 1 else ", which does not say how many people"
    told = {
        "sex": [sexes(one) for one in people],
        "age": [age_groups(one) for one in people],
        "ancestry": [ancestries(one) for one in people],
        "country": [countries(one) for one in people],
    }
    parts = [_part(what, groups) for what, groups in told.items() if any(groups)]
    silent = [what for what, groups in told.items() if not any(groups)]
    if silent:
        named = " or ".join(filter(None, (", ".join(silent[:-1]), silent[-1])))
        parts.append(f"{'it does not say' if number == 1 else 'none says'} the {named}")
    return "; ".join([said, *parts]) + "."


def _part(what: str, told: Sequence[Sequence[str]]) -> str:
    """How many papers say each group, and how many do not say."""
    silent = sum(not groups for groups in told)
    named = [f"{share.group} in {share.studies}" for share in _shares(told, _ORDERS.get(what, ()))[:_MOST_NAMED]]
    rest = [f"{silent} {'does' if silent == 1 else 'do'} not say the {what}"] if silent else []
    return ", ".join([*named, *rest])
