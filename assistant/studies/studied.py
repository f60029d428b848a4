"""Whom the papers behind an answer are on, and which groups of the patient's none of them says it studied.

Counted over the papers that the claims cite, from their titles, abstracts and MeSH check tags. A paper that does not
say counts for nothing: silence is unknown, and no proof that a group was left out. So a reader is warned only where a
paper says that its people were others, or that it took none of such a group; silence is one plain sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from assistant.fit.age import age_item, group_of
from assistant.fit.ancestry import ancestry_item, ancestry_of
from assistant.fit.groups import AGES, age_groups, ancestries, countries, sexes
from assistant.fit.organs import organ_items
from assistant.fit.people import People, judged, people_of
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
_MOST_QUOTED = 2
"""Papers whose words on whom they had stand in a warning."""
_COUNTED: dict[str, Callable[[People], Sequence[str]]] = {"sex": sexes, "age": age_groups, "ancestry": ancestries}
_OLDER = "people of 65 and older"


def who_was_studied(claims: Sequence[Claim], evidence: Sequence[Evidence], patient: Patient | None) -> Studied | None:
    """None where no paper of the evidence is cited."""
    cited = {citation.pmid for claim in claims for citation in claim.citations}
    papers = list({item.article.pmid: item for item in evidence if item.article.pmid in cited}.values())
    if not papers:
        return None
    people = [people_of(item.article) for item in papers]
    sizes = list(_sizes(papers))
    groups = tuple(_groups(people, patient)) if patient is not None else ()
    return Studied(
        papers=len(papers),
        people=sum(sizes),
        sized=len(sizes),
        sexes=_shares(map(sexes, people), _ORDERS["sex"]),
        ages=_shares(map(age_groups, people), AGES),
        ancestries=_shares(map(ancestries, people)),
        countries=_shares(map(countries, people)),
        missing=tuple(_missing(groups)),
        unsaid=_unsaid(groups, people),
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


class _Group(msgspec.Struct, frozen=True):
    """A group of the patient's; `items`: each paper's word on it; `kind`: as the sentence counts it, if it does."""

    name: str
    items: tuple[FitItem, ...]
    kind: str = ""

    def absent(self) -> tuple[FitItem, ...]:
        """Papers that say that their people were others; empty where one had the group."""
        if any(item.status == "match" for item in self.items):
            return ()
        return tuple(item for item in self.items if item.status == "mismatch")

    def unsaid(self) -> bool:
        return all(item.status == "unknown" for item in self.items)


def _missing(groups: Iterable[_Group]) -> Iterator[str]:
    """A warning for each group of the patient that no paper had and one at least says it had not, with its words."""
    for group in groups:
        if not (absent := group.absent()):
            continue
        papers, silent = len(group.items), len(group.items) - len(absent)
        words = ", ".join(dict.fromkeys(f"“{item.study}”" for item in absent[:_MOST_QUOTED] if item.study))
        who = "The one paper" if papers == 1 else f"{'All' if not silent else len(absent)} of the {papers} papers"
        rest = f"; {silent} {'does' if silent == 1 else 'do'} not say" if silent else ""
        yield f"{who} studied others than {group.name}, or left them out{f' ({words})' if words else ''}{rest}."


def _unsaid(groups: Iterable[_Group], people: Sequence[People]) -> str:
    """One sentence on the groups of the patient that no paper speaks of, but for kinds of which the count says so."""
    counted = {name for name, reader in _COUNTED.items() if not any(map(reader, people))}
    names = [group.name for group in groups if group.unsaid() and group.kind not in counted]
    if not names:
        return ""
    said = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{'It does not say' if len(people) == 1 else 'None says'} whether it studied {said}."


def _groups(people: Sequence[People], patient: Patient) -> Iterator[_Group]:
    if sex := _SEXES.get(patient.sex, ""):
        yield _Group(sex, tuple(judged("sex", sex, [sex] * (sex in told), told) for told in map(sexes, people)), "sex")
    if patient.age is not None:
        yield _of_age(people, patient.age)
    if ancestry_of(patient.ancestry):
        told = tuple(ancestry_item(one, patient.ancestry) for one in people)
        yield _Group(f"people of the patient's ancestry ({patient.ancestry})", told, "ancestry")
    for holds, name, read in (
        (patient.pregnant, "pregnant women", pregnancy_item),
        (patient.breastfeeding, "breastfeeding women", breastfeeding_item),
    ):
        if holds:
            yield _Group(name, tuple(filter(None, (read(one, True) for one in people))))
    for aspect, name in (("kidney function", "impaired kidneys"), ("liver function", "an impaired liver")):
        items = tuple(item for one in people for item in organ_items(one, patient) if item.aspect == aspect)
        if items:
            yield _Group(f"people with {name} like the patient's ({items[0].patient})", items)


def _of_age(people: Sequence[People], age: float) -> _Group:
    """A study "of 18 and older" takes the old but does not tell of them: that is silence, and no absence."""
    kind = group_of(age)
    group = _AGE_OF.get(kind, AGES[-1])
    name = _OLDER if group == AGES[-1] else group
    return _Group(name, tuple(_age_said(one, age, group, kind) for one in people), "age")


def _age_said(people: People, age: float, group: str, kind: str) -> FitItem:
    item, told = age_item(people, age), age_groups(people)
    if group in told:
        return FitItem("age", "match", item.patient, group)
    if told and item.status == "mismatch":
        return item
    shut = people.shut_out("age", (kind,))
    return FitItem("age", "mismatch" if shut else "unknown", item.patient, shut)


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
