"""What of a patient's record may leave: parsed values, and nothing that was typed around them."""

from __future__ import annotations

import msgspec
import pytest

from assistant.knowledge.tables import rows
from assistant.leaving.leaving import what_leaves
from assistant.leaving.sharing import shareable
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.settings import Settings

TYPED = "report of Mrs Thatcherson born 12.03.1961, Guðrún, 王小明, Prinzenallee 7"
"""Free text of a person, as it gets pasted behind a value."""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("variants", Variant("BRAF", f"V600E, {TYPED}"), "BRAF V600E"),
        ("variants", Variant("EGFR", f"exon 19 deletion ({TYPED})"), "EGFR exon 19 deletion"),
        ("variants", Variant("MET", "amplification"), "MET amplification"),
        ("variants", Variant("Thatcherson", "V600E"), None),
        ("variants", Variant("TP53", TYPED), "TP53"),
        ("variants", Variant("EML4-ALK", "fusion"), "EML4::ALK fusion"),
        ("diplotypes", Diplotype("CYP2C19", f"*2 homozygous, {TYPED}"), "CYP2C19 *2/*2 homozygous"),
        ("diplotypes", Diplotype("CYP2C19", "*2/*2", phenotype=TYPED), "CYP2C19 *2/*2"),
        ("diplotypes", Diplotype("CYP2C19", "*2/*2", phenotype="poor metabolizer"), "CYP2C19 *2/*2 poor metabolizer"),
        ("diplotypes", Diplotype("HLA-B", "*57:01"), "HLA-B*57:01"),
        ("diplotypes", Diplotype("CYP2D6", phenotype="poor metabolizer"), "CYP2D6 poor metabolizer"),
        ("diplotypes", Diplotype("CYP2D6", "*4/*41", activity_score=0.5), "CYP2D6 *4/*41 activity score 0.5"),
        ("diplotypes", Diplotype("CYP2C19", not_called=("rs4244285",)), "CYP2C19 not called: rs4244285"),
        ("diplotypes", Diplotype("CYP2C19", "*1/*1", by_default=True), "CYP2C19 *1/*1 by default"),
        ("diplotypes", Diplotype("CYP2C19", "*1/*2", not_called=(TYPED,)), "CYP2C19 *1/*2"),
        ("variants", Variant("ALK", f"THATCHERSON::ALK, {TYPED}"), "ALK"),
        ("diplotypes", Diplotype(f"CYP2C19 {TYPED}", "*2/*2"), None),
        ("conditions", f"lung adenocarcinoma, {TYPED}", "lung adenocarcinoma"),
        ("conditions", "cousin Sigrid's wedding trouble", None),
        ("medications", f"osimertinib 80 mg, {TYPED}", "osimertinib"),
        ("medications", "Thatcherson's own mixture", None),
        ("prior_therapies", f"carboplatin/pemetrexed by Dr. Quux, {TYPED}", "carboplatin pemetrexed"),
        ("allergies", f"clopidogrel ({TYPED})", "clopidogrel"),
        ("stage", f"IVB, {TYPED}", "IVB"),
        ("stage", "T2aN1M0", "T2aN1M0"),
        ("stage", "locally advanced", "locally advanced"),
        ("stage", TYPED, None),
    ],
)
def test_a_field_leaves_as_parsed_values_only(field: str, value: object, said: str | None) -> None:
    """What a vocabulary or a notation knows leaves by its usual name; other words stay, and the field says so."""
    shared = shareable(Patient(**{field: value if field == "stage" else (value,)}))  # type: ignore[arg-type]
    assert shared.facts == (((field, said),) if said else ())
    assert (field in shared.withheld) == (said is None or TYPED in str(msgspec.to_builtins(value)))


def test_numbers_and_choices_leave_as_they_are() -> None:
    """An age, a sex, a line or a rate cannot carry free text, and is told as the record has it."""
    patient = Patient(
        age=61,
        sex="male",
        breastfeeding=False,
        line=2,
        performance_status=1,
        egfr=38.0,
        creatinine_clearance=41.5,
        hepatic_impairment="mild",
    )
    assert shareable(patient).withheld == ()
    facts = dict(shareable(patient).facts)
    assert (facts["performance_status"], facts["creatinine_clearance"]) == ("ECOG 1", "41.5")
    assert facts["breastfeeding"] == "not breastfeeding"


@pytest.mark.parametrize("field", ["ancestry", "lifestyle", "imaging", "pathology"])
def test_fields_of_free_text_stay(field: str) -> None:
    """Nothing of them leaves, whatever they hold, and the field is named as withheld."""
    value = "osimertinib" if field == "ancestry" else ("osimertinib", "BRAF V600E")
    shared = shareable(Patient(**{field: value}))  # type: ignore[arg-type]
    assert (shared.facts, shared.withheld) == ((), (field,))


def test_every_field_of_a_patient_has_a_policy() -> None:
    """A field that the record gains is shared or kept by a row of its own, not by chance."""
    assert {row[0] for row in rows("patient_fields")} == set(Patient.__struct_fields__)


def test_every_shared_field_has_a_form() -> None:
    """A field that leaves says in which form; one that stays has none."""
    for _, shared, form, _ in rows("patient_fields"):
        assert bool(form) == (shared == "yes")
        assert form in ("", "value", "names", "stage", "genotype")


@pytest.mark.parametrize(
    ("model", "url", "host"),
    [
        ("extractive", "", ""),
        ("openai:m", "http://127.0.0.1:9/v1", ""),
        ("openai:m", "https://model.example/v1", "model.example"),
        ("openai:m", "", "openai"),
        ("nobody:m", "", "nobody"),
    ],
)
def test_a_door_can_say_what_leaves_and_where_to(model: str, url: str, host: str) -> None:
    """The host is named before anything is sent, and fields only when there is one."""
    patient = Patient(age=61, medications=("osimertinib",), lifestyle=("sails",))
    leaving = what_leaves(patient, Settings(model=model, model_url=url))
    assert leaving.host == host
    assert leaving.fields == (("age", "medications") if host else ())
    assert leaving.withheld == (("lifestyle",) if host else ())


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({"model": "local:folder", "judge": "openai:j", "judge_url": "https://judge.example/v1"}, "judge.example"),
        ({"model": "local:folder", "judge": "openai:j", "judge_url": "http://127.0.0.1:9/v1"}, ""),
        ({"model": "local:folder", "judge": "cross-encoder/nli-deberta-v3-base"}, ""),
        ({"model": "extractive", "judge": "openai:j", "judge_url": "https://judge.example/v1"}, ""),
        ({"model": "openai:m", "model_url": "https://model.example/v1", "judge": "openai:j"}, ""),
        (
            {
                "model": "openai:m",
                "model_url": "https://model.example/v1",
                "judge": "openai:j",
                "judge_url": "https://judge.example/v1",
            },
            "judge.example",
        ),
    ],
)
def test_a_door_can_say_where_sentences_go_to_be_judged(settings: dict[str, str], host: str) -> None:
    """A judge on another host than the writer's is named; one on this machine, or that is never asked, is not."""
    assert what_leaves(None, Settings(**settings)).judge == host
