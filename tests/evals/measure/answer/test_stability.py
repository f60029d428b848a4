"""The stability set is whole, and its figures compare each form with its base question."""

from __future__ import annotations

from collections import Counter

from evals.measure.answer.stability import figures, forms


def test_every_base_question_has_its_forms() -> None:
    """150 base questions, a third for the starter library, each with two rewordings and one or two incidental forms."""
    made = forms()
    kinds = {form.id: Counter(other.kind for other in made if other.id == form.id) for form in made}
    assert len(kinds) == 150
    assert sum(form.kind == "base" and form.library == "starter" for form in made) >= 50
    assert all((counts["base"], counts["rewording"]) == (1, 2) for counts in kinds.values())
    assert all(counts["incidental"] in (1, 2) for counts in kinds.values())
    assert all((form.number == 0) == (form.kind == "base") for form in made)


def test_no_two_forms_are_written_alike() -> None:
    """Each form of a question is another text."""
    texts = [form.text.casefold() for form in forms()]
    assert len(set(texts)) == len(texts)


def test_a_form_counts_against_its_base() -> None:
    """Status over all forms; the first paper where the base has one, and a refused form has not the same."""
    base = {"set": "starter", "fold": "tune", "kind": "base", "status": "answered", "first": "1"}
    told = {**base, "base_status": "answered", "base_first": "1"}
    rows = [
        told,
        {**told, "kind": "rewording"},
        {**told, "kind": "rewording", "first": "2"},
        {**told, "kind": "incidental", "status": "abstained", "first": ""},
        {
            **told,
            "kind": "incidental",
            "base_status": "abstained",
            "base_first": "",
            "status": "abstained",
            "first": "",
        },
    ]
    found = {(figure.leg, figure.measure): figure.value for figure in figures(rows)}
    assert (found["all, tune", "same status"].value, found["all, tune", "same status"].n) == (0.75, 4)
    assert (found["all, tune", "same first paper"].n, found["rewording, tune", "same first paper"].value) == (3, 0.5)
    assert found["base, tune", "answered"].value == 1
