"""The measure of answers: what a key, and what a label, makes of findings that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.api import Assistant
from evals.material.answer_keys import Extension, Key, Keyed, extended, extensions, keyed_questions
from evals.measure.answer import answers_dev, answers_ours
from evals.measure.answer.answer_scores import Scored, figures, row_of
from evals.measure.answer.answer_shown import Finding, Shown, ask, nearest
from evals.measure.answer.answers_ours import Ours, label_of, our_questions
from evals.train.answering_pairs import Span, spans_labeled


def finding(text: str, pmid: str = "11111111", start: int = 0) -> Finding:
    return Finding(text, ((pmid, start, start + len(text)),))


def answered(*texts: str) -> Shown:
    return Shown("answered", tuple(finding(text) for text in texts))


def key(must: str = "halved", never: str = "placebo arm", expect: str = "answer") -> Key:
    return Key("answer" if expect == "answer" else "abstain", ((must,), ("tremor",)), (never,))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Drug A halved relapses.", "Tremor was rare."), (1.0, True, False)),
        (("Drug A halved relapses.",), (0.8, True, False)),
        (("One.", "Two.", "Drug A halved relapses."), (0.2, False, False)),
        (("Drug A halved relapses.", "The placebo arm relapsed."), (0.3, True, True)),
        (("Drug A halved relapses.", "Two.", "The placebo arm relapsed."), (0.8, True, False)),
        (("The placebo arm relapsed.",), (0.0, False, True)),
    ],
)
def test_a_keyed_answer_scores_by_its_facets(texts: tuple[str, ...], expected: tuple[float, bool, bool]) -> None:
    """A facet in the first two gives .6, the share of facets .4, and what must not come first takes .5."""
    score, direct, never = answers_dev.marks(key(), answered(*texts))
    assert (round(score, 6), direct, never) == expected


def test_a_marked_never_counts_wherever_it_stands() -> None:
    """With "!" in front, the third finding fails, too."""
    shown = answered("Drug A halved relapses.", "Tremor was rare.", "The placebo arm relapsed.")
    assert answers_dev.marks(key(never="!placebo arm"), shown)[2]
    assert not answers_dev.marks(key(), shown)[2]


def test_a_refusal_is_right_only_of_what_cannot_be_answered() -> None:
    """Refused, an unanswerable question scores 1 and an answerable one 0; answered, an unanswerable one scores 0."""
    assert answers_dev.marks(key(expect="abstain"), Shown("redirected"))[0] == 1.0
    assert answers_dev.marks(key(), Shown("abstained"))[0] == 0.0
    assert answers_dev.marks(key(expect="abstain"), answered("Drug A halved relapses."))[0] == 0.0


def test_a_pattern_of_records_matches_only_those() -> None:
    """PMID:expression holds for that record alone; a "|" within an expression divides the expression."""
    named = "11111111:halved|22222222:tremor"
    one, other = Finding("Tremor", (("11111111", 0, 6),)), Finding("Tremor", (("22222222", 0, 6),))
    assert answers_dev.marks(Key("answer", ((named,),)), Shown("answered", (other,)))[1]
    assert not answers_dev.marks(Key("answer", ((named,),)), Shown("answered", (one,)))[1]
    assert answers_dev.marks(Key("answer", (("halved|tremor",),)), Shown("answered", (one,)))[1]
    assert answers_dev.marks(Key("answer", (("11111111:halved|tremor",),)), Shown("answered", (one,)))[1]
    assert not answers_dev.marks(Key("answer", (("11111111:halved|tremor",),)), Shown("answered", (other,)))[1]


def test_an_extended_key_is_met_in_another_way_and_the_old_one_is_not() -> None:
    """A row adds a pattern to one facet of one question of one library."""
    asked = Keyed("Q1", "corpus", "safety", "Does it?", None, key(), {})
    row = Extension("Q1", "corpus", 1, "by half", "the record says so in other words")
    shown = answered("Drug A cut relapses by half.")
    assert not answers_dev.scored(asked, shown).direct
    assert answers_dev.scored(extended(asked, [row]), shown).direct
    elsewhere = Extension("Q1", "starter", 1, "by half", "another library")
    assert not answers_dev.scored(extended(asked, [elsewhere]), shown).direct


@pytest.mark.data
def test_each_extension_names_a_facet_of_a_question_and_says_why(shared_data: Path) -> None:
    """Rows of our own file belong to questions of the shared set; none lacks its reason."""
    assert (shared_data / "gold" / "answers_dev.jsonl").is_file()
    facets = {(asked.id, asked.library): len(asked.key.must) for asked in keyed_questions()}
    assert all(1 <= row.facet <= facets[row.id, row.library] and row.reason for row in extensions())
    assert len(facets) == 56


def question(answerable: str = "yes") -> Ours:
    return Ours("QX1", "starter", "Does it?", None, "efficacy", answerable, ("11111111",), ("22222222",))


SPANS = {"11111111": [Span(0, 40, 2), Span(41, 80, 1)], "22222222": [Span(0, 40, 0), Span(41, 80, 1)]}


def test_a_finding_has_the_label_of_the_sentences_it_quotes() -> None:
    """The best of those it overlaps; none where nobody read the place, or the record for this question."""
    assert label_of(finding("Drug A halved relapses.", "11111111", 10), SPANS) == 2
    assert label_of(finding("Drug A halved relapses.", "11111111", 30), SPANS) == 2
    assert label_of(finding("Drug A halved relapses.", "11111111", 41), SPANS) == 1
    assert label_of(finding("Drug A halved relapses.", "11111111", 80), SPANS) is None
    assert label_of(finding("Drug A halved relapses.", "33333333"), SPANS) is None


def test_a_labeled_answer_is_direct_in_its_first_two_findings() -> None:
    """The third finding is read by few."""
    right, other = finding("Drug A halved relapses."), finding("Other.", "11111111", 41)
    assert answers_ours.scored(question(), Shown("answered", (other, right)), SPANS).score == 1.0
    late = answers_ours.scored(question(), Shown("answered", (other, other, right)), SPANS)
    assert (late.direct, late.score, late.labels) == (False, 0.0, (1, 1, 2))


def test_an_unlabeled_finding_of_the_best_paper_is_counted_apart() -> None:
    """It may answer, and nobody knows: it is no direct answer, and not the same as another paper's."""
    unread, elsewhere = finding("Drug A.", "11111111", 200), finding("Drug A.", "33333333")
    apart = answers_ours.scored(question(), Shown("answered", (unread,)), SPANS)
    assert (apart.direct, apart.best_unlabeled) == (False, True)
    assert not answers_ours.scored(question(), Shown("answered", (elsewhere,)), SPANS).best_unlabeled


def test_the_opposite_first_is_never_right() -> None:
    """A misleading sentence of an opposite paper in the first two spoils the answer; one on topic does not."""
    right, wrong = finding("Drug A halved relapses."), finding("Drug B did.", "22222222")
    spoiled = answers_ours.scored(question(), Shown("answered", (right, wrong)), SPANS)
    assert (spoiled.direct, spoiled.never, spoiled.score) == (True, True, 0.0)
    near = finding("Drug B.", "22222222", 41)
    assert not answers_ours.scored(question(), Shown("answered", (right, near)), SPANS).never


def test_a_question_that_nobody_could_settle_counts_for_neither_kind_of_refusal() -> None:
    """Of "unseen" questions it is not known whether they can be answered."""
    shown = Shown("abstained")
    rows = [answers_ours.scored(question(answerable), shown, SPANS) for answerable in ("yes", "no", "unseen")]
    found = {figure.measure: figure.value for figure in figures("ours", "held", rows)}
    assert (found["refused, answerable"].n, found["refused, unanswerable"].n) == (1, 1)
    assert (found["score"].value, found["score"].n) == (0.5, 2)


def test_judged_shares_are_of_the_findings_that_somebody_read() -> None:
    """Two of four findings were labeled, one of these answers; the number of questions is what is compared."""
    shown = Shown("answered", (finding("A."), finding("B.", "22222222"), *[finding("C.", "33333333")] * 2))
    found = {figure.measure: figure.value for figure in figures("x", "y", [scored(shown), scored(Shown("abstained"))])}
    assert (found["answers (2)"].value, found["off target (0)"].value, found["judged"].value) == (0.5, 0.5, 0.5)
    assert found["answers (2)"].n == 2


def test_a_row_tells_who_stands_first_and_no_text() -> None:
    """PMID, place and label of the first two, for whoever goes through the failures."""
    shown = Shown("answered", (finding("Secret words."), finding("B.", "33333333", 7)))
    row = row_of(scored(shown), "answers")
    assert row["first two"] == [
        {"pmid": "11111111", "start": 0, "label": 2},
        {"pmid": "33333333", "start": 7, "label": None},
    ]
    assert "Secret" not in str(row)


def scored(shown: Shown) -> Scored:
    return answers_ours.scored(question(), shown, SPANS)


def test_our_questions_on_the_digests_are_asked_and_found_in_the_labels(starter_library: Path) -> None:
    """The digests give an answer or a refusal, and eight nearest sentences that the labels partly know."""
    asked = next(one for one in our_questions() if one.library == "starter" and one.answerable == "yes")
    with Assistant.open(library=starter_library, model="extractive", audit=False) as assistant:
        shown = ask(assistant, asked.question, asked.patient)
        simple = nearest(assistant, asked.question)
    labels = answers_ours.scored(asked, simple, spans_labeled()[asked.id]).labels
    assert shown.status in ("answered", "abstained")
    assert len(labels) == 8
    assert any(label is not None for label in labels)
