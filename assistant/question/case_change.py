"""The case as a conversation changes it: the patient's record, with what the question says of the case.

"And if she is pregnant?", "after progression?", "only heterozygous?" are of another case than the question before, and
what follows (alerts, phenotypes, guideline rows, fit) must be that case's. Facts of the question win over the record's,
and what stood there before is said. Of earlier questions, those that the last one leans on count in full; of the others
only what they tell of the patient as a fact ("she is pregnant"), until a question is on another person. A turn that
could mean several things ("heterozygous", of a record with two genes) changes nothing and is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from assistant.errors import PatientError
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup, rows, words_of
from assistant.names import find as terms
from assistant.patient.stopped_entries import stopped_apart
from assistant.question.age_or_dose import without_doses
from assistant.question.case_markers import stated, turned_entries, turned_variants
from assistant.question.case_organs import organs_named
from assistant.question.case_said import is_of_a_person, pharmacogenes, read_case, read_turns
from assistant.question.case_tumor import turned
from assistant.question.other_zygosity import same_pair, with_zygosity
from assistant.question.rarer_names import drugs_in
from assistant.question.turns import Turns
from assistant.question.untaken import untaken
from assistant.records.kinds import kinds_with
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading
from assistant.variants.find import gene_symbol

__all__ = ["Change", "change"]

_LOOKED_BACK = 20
"""Earlier questions that are read, the last ones."""
_LISTS = ("medications", "allergies", "prior_therapies", "conditions")
_MOST_LINES = 20
_ASKED, _EARLIER = "from the question", "from an earlier question"
_NO_STATE = "the case has no state of it that this could replace"
_HLA = re.compile(r"\d\d:\d\d")


class Change(NamedTuple):
    """The case, the sentences on what the questions say of it, and those on what the last one seems to change and was
    not taken into it."""

    patient: Patient | None
    said: tuple[str, ...]
    untaken: tuple[str, ...]


def change(patient: Patient | None, question: str, history: Sequence[str] = (), settled: int = 0) -> Change:
    """The patient with what the question, or a follow-up, says of the case.

    `history`: earlier questions, oldest first; the last 20 are read, of each text the first 8,000 characters. Of these
    the first `settled` change nothing: the record counts them. Without a record and with nothing said the patient is
    None. Raises nothing: what a full record cannot take is said.
    """
    patient = stopped_apart(patient)
    case = _Case(patient)
    read = [(place, text) for place, text in enumerate(history) if text.strip()][-_LOOKED_BACK:]
    earlier, settled = [text for _, text in read], sum(place < settled for place, _ in read)
    leaning = _leaning([*earlier, question])
    start = _last_person([*earlier, question])
    for place, text in enumerate(earlier):
        if place >= max(start, settled) and (place >= leaning or is_of_a_person(text)):
            case.take(read_case(text), _EARLIER)
            if place >= leaning:
                case.turn(read_turns(text), earlier[:place], _EARLIER, stated=read_case(text).patient.line is not None)
    outright, doses = without_doses(read_case(question), earlier[-1:])
    case.take(outright, _ASKED, alone=not (patient or earlier or is_of_a_person(question)))
    case.turned = False
    case.turn(read_turns(question), earlier[leaning:], _ASKED, stated=read_case(question).patient.line is not None)
    made, sentences = case.made()
    left = untaken(question, made, follows=bool(earlier or patient), turned=case.turned)
    unclear = (sentence for variant, sentence in case.unclear if not any(variant in one for one in left))
    return Change(made, sentences, (*left, *doses, *unclear))


def _leaning(asked: Sequence[str]) -> int:
    """Where the run of questions begins of which each leans on the one before, the last one at its end."""
    place = len(asked) - 1
    while place > 0 and _leans(asked[place]):
        place -= 1
    return place


def _leans(text: str) -> bool:
    """As `understand` sees it: it opens or refers as a follow-up does, or names nothing of its own."""
    table = patterns("follow_ups")
    if any(table[use, ""].search(text) for use in ("opens", "refers", "replaces", "restates", "adds")):
        return True
    return not any(one.kind in kinds_with("main") for one in terms.find(text))


def _last_person(asked: Sequence[str]) -> int:
    """The place of the last question on a person of another age or sex than those before it."""
    start, known = 0, dict[str, Any]()
    for place, text in enumerate(asked):
        told = {name: getattr(read_case(text).patient, name) for name in ("age", "sex")}
        told = {name: value for name, value in told.items() if value not in (None, "")}
        if any(known.get(name, value) != value for name, value in told.items()) and not _leans(text):
            start, known = place, {}
        known |= told
    return start


class _Case:
    """The record's fields as they change, and a sentence for each change, the last one of a thing."""

    def __init__(self, patient: Patient | None) -> None:
        self.record = patient
        self.fields: dict[str, Any] = (
            {name: getattr(patient, name) for name in patient.__struct_fields__} if patient else {}
        )
        self.before = dict(self.fields)
        self.sentences: dict[str, str] = {}
        self.turned = False
        """Whether what turns the case before it was taken, also where it was so already."""
        self.unclear: tuple[tuple[str, str], ...] = ()
        """Variants that may stand in place of several, each with a sentence."""

    def made(self) -> tuple[Patient | None, tuple[str, ...]]:
        if not self.sentences:
            return self.record, ()
        known = {name: value for name, value in self.fields.items() if value not in (None, "", ())}
        if self.record is None and not known:
            return None, tuple(self.sentences.values())
        try:
            return Patient.from_dict(msgspec.to_builtins(known)), tuple(self.sentences.values())
        except PatientError as error:
            return self.record, (f"What the question says of the case is left out: {error}.",)

    def take(self, said: PatientReading, source: str, *, alone: bool = False) -> None:
        """What is said outright. `alone`: of nobody in particular, so that a disease is the topic and no one's own."""
        for name in said.patient.__struct_fields__:
            value = getattr(said.patient, name)
            if value in (None, "", ()) or (alone and name == "conditions"):
                continue
            if name in ("diplotypes", "variants"):
                for one in value:
                    self._put_allele(one, source)
            elif name in _LISTS:
                self._add(name, value, source)
            else:
                self._put(name, value, source)

    def turn(self, turns: Turns, earlier: Sequence[str], source: str, *, stated: bool) -> None:
        """What is said of the case before it. `stated`: the line that is asked about is said outright."""
        self.unclear = ()
        self._turn_alleles(turns, earlier, source)
        self._turn_tumor(turns, earlier, source)
        self._turn_markers(turns, earlier, source)
        self._react(turns, earlier, source)
        self._stop(turns.stopped, source)
        self._recover(turns.over, source)
        self._progress(turns, earlier, source, stated=stated)

    def _put(self, name: str, value: Any, source: str) -> None:
        if self.fields.get(name) == value:
            return
        self.fields[name] = value
        was = self.before.get(name)
        instead = "" if was in (None, "") else f"; the record says {_shown(name, was)}"
        self._tell(name, f"{_capital(_shown(name, value))}: {source}{instead}.", same=was == value)

    def _tell(self, key: str, sentence: str, *, same: bool = False) -> None:
        """Keeps the sentence last; drops it where the case is the record's again."""
        self.sentences.pop(key, None)
        if not same:
            self.sentences[key] = sentence

    def _add(self, name: str, values: Sequence[str], source: str) -> None:
        have = self.fields.get(name, ())
        known = {drug for one in have for drug in _names(one)}
        new = [one for one in values if not known & _names(one)]
        self.fields[name] = (*have, *new)
        for one in new:
            same = any(_names(one) & _names(other) for other in self.before.get(name, ()))
            self._tell(f"{name} {one}", f"{lookup('case_words')[name]} {one}: {source}.", same=same)

    def _put_allele(self, one: Diplotype | Variant, source: str) -> None:
        """In place of what the case had of the gene: a pair replaces all of it, a variant its pair and itself."""
        self.turned = True
        field = "diplotypes" if isinstance(one, Diplotype) else "variants"
        out = [other for other in self._alleles() if _replaces(one, other)]
        if any(_same(one, other) for other in out):
            return
        have = list(self.fields.get(field, ()))
        place = next((number for number, other in enumerate(have) if other in out), len(have))
        for name in ("diplotypes", "variants"):
            self.fields[name] = tuple(other for other in self.fields.get(name, ()) if other not in out)
        kept = self.fields[field]
        self.fields[field] = (*kept[:place], one, *kept[place:])
        was = " and ".join(map(str, out))
        told = f"{was} was replaced by {_allele(one)}: {source}." if out else f"{one.gene} {_allele(one)}: {source}."
        key = f"{field} {one.gene}" if isinstance(one, Diplotype) else f"{field} {one.gene} {_notation(one)}"
        self._tell(key, told, same=one in self.before.get(field, ()))

    def _alleles(self) -> list[Diplotype | Variant]:
        return [*self.fields.get("diplotypes", ()), *self.fields.get("variants", ())]

    def _turn_alleles(self, turns: Turns, earlier: Sequence[str], source: str) -> None:
        """Another zygosity, pair or phenotype of the gene that is spoken of."""
        if not (turns.zygosity or turns.phenotypes or turns.alleles):
            return None
        gene = self._gene(turns, earlier)
        if not gene:
            return self._unclear(turns, source)
        if turns.alleles:
            return self._put_allele(Diplotype(gene, turns.alleles[0]), source)
        if turns.phenotypes:
            return self._put_allele(Diplotype(gene, phenotype=turns.phenotypes[0]), source)
        for diplotype in self.fields.get("diplotypes", ()):
            pair = with_zygosity(gene, diplotype.alleles, turns.zygosity) if gene_symbol(diplotype.gene) == gene else ""
            if pair:
                return self._put_allele(Diplotype(gene, pair), source)
        for variant in self.fields.get("variants", ()):
            if gene_symbol(variant.gene) == gene:
                return self._put_allele(msgspec.structs.replace(variant, zygosity=turns.zygosity), source)
        return None

    def _turn_tumor(self, turns: Turns, earlier: Sequence[str], source: str) -> None:
        """Variants of the tumor; without a record or an earlier question they are what is asked about."""
        if self.record is None and not earlier:
            return
        made = turned(self.fields.get("variants", ()), turns, earlier, source)
        self.fields["variants"], self.turned = made.variants, self.turned or made.taken
        for variant, sentence in made.told:
            self._tell(f"variants {variant}", sentence)
        if made.told and set(made.variants) == set(self.before.get("variants", ())):
            self.sentences = {key: said for key, said in self.sentences.items() if not key.startswith("variants ")}
        self.unclear = made.unclear

    def _turn_markers(self, turns: Turns, earlier: Sequence[str], source: str) -> None:
        """Another state of a marker that the case has; one that neither the case nor the last question has is said."""
        met = set(turned_entries(earlier[-1:], turns.markers).met)
        for name in ("conditions", "pathology") if turns.markers else ():
            made = turned_entries(self.fields.get(name, ()), turns.markers)
            for was, now in made.changed:
                same = now in self.before.get(name, ())
                self._tell(f"{name} {was}", f"{was} was replaced by {now}: {source}.", same=same)
            self.fields[name], self.turned = made.entries, self.turned or bool(made.changed)
            met |= made.met
        have = self.fields.get("variants", ())
        self.fields["variants"] = turned_variants(have, turns.markers)
        for was, now in zip(have, self.fields["variants"], strict=True):
            if was != now:
                same, self.turned = now in self.before.get("variants", ()), True
                self._tell(f"variants {now.gene}", f"{was} was replaced by {now}: {source}.", same=same)
        met |= stated(self.fields["variants"], turns.markers)
        heard = {one.words for one in turns.markers if one.gene in met}
        follows = self.record is not None or bool(earlier)
        left = dict.fromkeys(one.words for one in turns.markers if follows and one.words not in heard)
        self.unclear += tuple((one, f"“{one}” ({source}) changes nothing: {_NO_STATE}.") for one in left)

    def _react(self, turns: Turns, earlier: Sequence[str], source: str) -> None:
        """An allergy to the drug that is spoken of; of two only where both are meant."""
        named = (turns.drugs for turns in (turns, *map(read_turns, reversed(earlier))))
        drugs = next(filter(None, named), ()) if turns.allergic else ()
        if len(drugs) == 1 or (drugs and turns.allergic == "all"):
            self.turned = True
            self._add("allergies", drugs, source)

    def _unclear(self, turns: Turns, source: str) -> None:
        said = turns.zygosity or " ".join((*turns.alleles, *turns.phenotypes))
        if len(self._genes()) > 1:
            genes = ", ".join(sorted(self._genes()))
            self._tell("unclear", f"“{said}” ({source}) changes nothing: it may be of any of {genes}.")

    def _genes(self) -> set[str]:
        return {gene_symbol(one.gene) for one in self._alleles()} & pharmacogenes()

    def _gene(self, turns: Turns, earlier: Sequence[str]) -> str:
        """The gene that the question or the last one names; else that of a drug asked about; else the only one."""
        for named in (turns, *map(read_turns, reversed(earlier))):
            genes = set(named.genes) & pharmacogenes()
            if len(genes) == 1:
                return genes.pop()
            of_drugs = {gene for gene, drug in _pairs() if drug in named.drugs}
            if not genes and len(of_drugs & self._genes()) == 1:
                return (of_drugs & self._genes()).pop()
            if not genes and not self._genes() and len(of_drugs) == 1:
                return of_drugs.pop()
        return next(iter(self._genes())) if len(self._genes()) == 1 else ""

    def _stop(self, stopped: Sequence[str], source: str) -> None:
        for drug in stopped:
            have = self.fields.get("medications", ())
            left = tuple(one for one in have if drug not in _names(one))
            self.turned = True
            if left != have:
                self.fields["medications"] = left
                had = any(drug in _names(one) for one in self.before.get("medications", ()))
                self._tell(f"medications {drug}", f"No longer takes {drug}: {source}.", same=not had)

    def _recover(self, over: Sequence[str], source: str) -> None:
        """A failure of an organ that the record has, by whatever name, and the question denies."""
        for words in over:
            organs, have = organs_named(words), self.fields.get("conditions", ())
            gone = [entry for entry in have if organs & organs_named(entry, whole=True)]
            for entry in gone:
                had = entry in self.before.get("conditions", ())
                self._tell(f"conditions {entry}", f"Without {entry}: {source}.", same=not had)
            if gone:
                self.turned, self.fields["conditions"] = True, tuple(one for one in have if one not in gone)
            elif self.record is not None:
                said = " ".join(words.split()).strip(" ,;:")
                self.unclear += ((said, f"“{said}” ({source}) changes nothing: no condition of the case is named so."),)

    def _progress(self, turns: Turns, earlier: Sequence[str], source: str, *, stated: bool) -> None:
        """A therapy that is over: its drugs become prior, and the line that is asked about the next one."""
        prior = turns.prior
        if not prior and turns.progressed and not turns.after_line:
            prior = next((one.drugs for one in map(read_turns, reversed(earlier)) if one.drugs), ())
        have = {drug for one in self.fields.get("prior_therapies", ()) for drug in _names(one)}
        new = [drug for drug in prior if drug not in have]
        self._add("prior_therapies", new, source)
        self.turned = self.turned or bool(prior or turns.progressed)
        who = source.removeprefix("from ")
        drugs = " and ".join(prior)
        why = f"{who} says “{turns.progressed}”" if turns.progressed else f"{who} has {drugs} as given before"
        if new and turns.progressed and not turns.prior:
            why += f", of {drugs}"
        line = self.fields.get("line")
        if turns.after_line:
            self._next(turns.after_line + 1, why)
        elif stated:
            return
        elif (new or (turns.progressed and not prior)) and line is not None:
            self._next(line + 1, why)
        elif new or turns.progressed:
            self._tell("line", f"The line of therapy is not known; {why}.")

    def _next(self, line: int, why: str) -> None:
        if line > _MOST_LINES or line == self.fields.get("line"):
            return
        self.fields["line"] = line
        self._tell("line", f"Line of therapy: {line}, because {why}.")


def _shown(name: str, value: Any) -> str:
    if name in ("pregnant", "breastfeeding"):
        return name if value else f"not {name}"
    words: Mapping[str, str] = lookup("case_words")
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return words.get(name, name).replace("#", number)


def _capital(text: str) -> str:
    """A name with a capital further in (eGFR) keeps its form."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def _names(entry: str) -> set[str]:
    """The drugs of an entry, by their usual names; the entry itself where no vocabulary has one."""
    return {one.name for one in drugs_in(entry)} or {words_of(entry)}


def _notation(one: Variant) -> str:
    return one.notation.removeprefix("p.").removeprefix("c.")


def _replaces(one: Diplotype | Variant, other: Diplotype | Variant) -> bool:
    """Whether what the question says of a gene stands in place of this. A person has several HLA alleles and variants:
    only the same one is replaced."""
    if gene_symbol(one.gene) != gene_symbol(other.gene):
        return False
    if one.gene.startswith("HLA-"):
        return bool(set(_HLA.findall(str(one))) & set(_HLA.findall(f"{other} {getattr(other, 'phenotype', '')}")))
    if isinstance(one, Variant) and isinstance(other, Variant):
        return _notation(one) == _notation(other)
    return True


def _same(one: Diplotype | Variant, other: Diplotype | Variant) -> bool:
    """The other says no less."""
    if isinstance(one, Variant) or isinstance(other, Variant):
        both = isinstance(one, Variant) and isinstance(other, Variant)
        return both and getattr(one, "zygosity", "") in ("", getattr(other, "zygosity", ""))
    if one.alleles and other.alleles:
        return same_pair(one.alleles, other.alleles)
    return bool(one.phenotype) and one.phenotype == other.phenotype


def _allele(one: Diplotype | Variant) -> str:
    if isinstance(one, Diplotype):
        return one.alleles or one.phenotype
    return f"{one.notation} {one.zygosity}".strip()


def _pairs() -> Sequence[tuple[str, str]]:
    return [(row[0], row[1].lower()) for row in rows("gene_drug_pairs") if row[2] in ("A", "A/B", "B")]
