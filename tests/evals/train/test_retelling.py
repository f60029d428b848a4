"""What the model of retellings would learn from, and that its parts share no passage."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from assistant.records.judged import Statement
from evals.material.data import SETS
from evals.material.judged_rows import record_claims
from evals.material.questions import read_table
from evals.material.retold import beside, retold_claims
from evals.train.answering_pairs import part_of
from evals.train.retelling import as_read, learning_rows, retold


def test_every_passage_is_retold_truly_and_falsely() -> None:
    """A passage with one kind of retelling alone would tell its kind by itself."""
    told = defaultdict(set)
    for claim in retold_claims():
        told[claim.evidence.source].add(claim.truth)
    for row in read_table(SETS / "retold_records.tsv"):
        told[row["pmid"]].add(row["truth"])
    assert {frozenset(kinds) for kinds in told.values()} == {frozenset({"same", "change"})}


def test_the_parts_share_no_passage() -> None:
    """What is measured on was not learned from: a passage is in one part, with all that was made of it."""
    held = {row.statement.quotes for row in retold("held")}
    tuned = {row.statement.quotes for row in retold("tune")}
    learned = {row.statement.quotes for row in learning_rows()}
    assert held
    assert tuned
    assert not held & learned
    assert not tuned & learned
    assert not held & tuned


def test_no_held_near_verbatim_sentence_is_learned_from() -> None:
    """The near-verbatim rows that the checks are measured on stay unseen."""
    held = {row["sentence"] for row in read_table(SETS / "near_verbatim_sources.tsv")}
    sources = {claim.evidence.sentence for claim in retold_claims()}
    assert not held & sources


def test_passages_of_records_stand_where_their_rows_say(shared_data: Path) -> None:
    """Each row's offsets lie in a record of the corpus, and its passage is what the claim is put beside."""
    assert shared_data.is_dir()
    made = record_claims()
    assert len(made) == len(read_table(SETS / "retold_records.tsv"))
    assert all(len(row.statement.quotes[0]) > 100 for row in made)
    assert {part_of(row.pmid) for row in made} == {"train", "tune", "held"}


def test_the_quotes_own_sentence_is_read_first_and_once() -> None:
    """Then abbreviations and what stands around it, since the window cuts the end."""
    passage = "PFS was 17 months with osimertinib and 10 with gefitinib."
    statement = Statement(
        "It was longer with osimertinib.",
        ("17 months with osimertinib",),
        (f"A trial in lung cancer. {passage}",),
        (("PFS", "progression-free survival"),),
    )
    assert as_read(statement) == f"{passage} PFS: progression-free survival. A trial in lung cancer."


def test_a_claim_is_put_beside_its_passage_and_context() -> None:
    """The passage is the quote; the context can be read and gives the abbreviations."""
    claim = next(claim for claim in retold_claims() if claim.evidence.context)
    statement = beside(claim)
    assert statement.quotes == (claim.evidence.sentence,)
    assert claim.evidence.context in statement.surroundings


def test_layers_of_earlier_tries_take_the_place_of_the_embedding_models(tmp_path: Path) -> None:
    """Of several files the later count, in half precision, and a head of another form is left out."""
    from safetensors.numpy import save_file

    from evals.train.pair_training import new_network
    from evals.train.retelling import _start_from

    network = new_network(1, 2, 7)
    name = "encoder.layer.3.output.dense.bias"
    size = len(network.state()[name])
    for number, value in enumerate((1.0, 2.0)):
        layers = {f"enc.{name}": np.full(size, value, np.float16), "head.weight": np.zeros((3, 4), np.float16)}
        save_file(layers, tmp_path / f"{number}.safetensors")
    _start_from(network, [tmp_path / "0.safetensors", tmp_path / "1.safetensors"])
    assert network.state()[name] == pytest.approx(2.0)
