"""The patient's form on the page: what is asked of most patients in sight, the rest folded, and two ways to fill it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.doors.chat.form import CHOICES, NOT_GIVEN
from assistant.doors.chat.opened import MAX_RECORD
from assistant.records.sizes import NOTE

__all__ = ["FOLDED", "patient_fields"]

FOLDED = ("lifestyle", "imaging", "pathology")
"""Fields that are folded away until something stands in them."""
_HERE = Path(__file__).parent
_LABELS = {
    "age": "Age (years)",
    "sex": "Sex",
    "pregnant": "Pregnant",
    "breastfeeding": "Breastfeeding",
    "ancestry": "Ancestry",
    "conditions": "Conditions, the treated one first",
    "stage": "Stage",
    "line": "Line of therapy asked about",
    "performance_status": "ECOG (0 to 5)",
    "prior_therapies": "Prior therapies, one a line",
    "medications": "Medications, one a line",
    "allergies": "Allergies, one a line",
    "variants": "Variants, one a line",
    "diplotypes": "Diplotypes, one a line",
    "egfr": "eGFR (mL/min/1.73 m²)",
    "creatinine_clearance": "CrCl (mL/min)",
    "hepatic_impairment": "Liver impairment",
    "lifestyle": "Lifestyle, one a line",
    "imaging": "Imaging, one finding a line",
    "pathology": "Pathology, one finding a line",
}
_EXAMPLES = {
    "variants": "for example: EGFR exon 19 deletion",
    "diplotypes": "for example: CYP2C19 *2/*2",
    "lifestyle": "for example: smoker",
    "ancestry": "as the patient states it",
}
_GROUPS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("Person", (("age", "sex", "ancestry"), ("pregnant", "breastfeeding"))),
    ("Disease and treatment", (("stage", "line", "performance_status"), ("conditions", "prior_therapies"))),
    ("Medicines and allergies", (("medications", "allergies"),)),
    ("Genes", (("variants", "diplotypes"),)),
    ("Kidney and liver", (("egfr", "creatinine_clearance", "hepatic_impairment"),)),
)
_LISTS = (
    "conditions",
    "prior_therapies",
    "medications",
    "allergies",
    "variants",
    "diplotypes",
    "lifestyle",
    "imaging",
    "pathology",
)


def patient_fields(gr: Any, host: str) -> dict[str, Any]:
    """The form by name. Texts, also for numbers: an empty number would show as 0."""
    where = f"before you ask, see what of them is sent to {host}" if host else "they stay on this machine"
    at: dict[str, Any] = {}
    folder = f"Patient facts (optional; {where})"
    with gr.Accordion(folder, open=False, elem_id="vouch-patient") as at["form"]:
        at |= _ways_in(gr)
        for name, rows in _GROUPS:
            _heading(gr, name)
            for row in rows:
                with gr.Row(elem_classes="vouch-fields"):
                    at |= {field: _made(gr, field) for field in row}
        with gr.Accordion("Lifestyle, imaging, pathology", open=False, elem_id="vouch-more-facts") as at["more"]:
            at |= {field: _made(gr, field) for field in FOLDED}
    return at


def _ways_in(gr: Any) -> dict[str, Any]:
    """A file and a note, what was read of either, and the buttons that take it over."""
    at: dict[str, Any] = {}
    at["file"] = gr.HTML(
        "",
        html_template="<label class='vouch-file'>Open a record (JSON, YAML, FHIR bundle or VCF; at most "
        f"{MAX_RECORD // 1_000_000} million characters) "
        "<input type='file' accept='.json,.yaml,.yml,.vcf,.txt,.fhir'></label>",
        js_on_load=(_HERE / "record_file.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        most=MAX_RECORD,
    )
    with gr.Accordion("Paste a note", open=False, elem_id="vouch-paste"):
        at["note"] = gr.Textbox(
            label="Note, without name, number or address",
            placeholder="for example: 61-year-old woman with metastatic lung adenocarcinoma, EGFR L858R, allergic to …",
            lines=5,
            max_lines=14,
            max_length=NOTE,
            elem_id="vouch-note",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
        )
        at["read"] = gr.Button("Read the note", size="sm", elem_id="vouch-read")
    at["told"] = gr.HTML("", elem_id="vouch-record", apply_default_css=False, js_on_load=None)
    with gr.Row(visible=False, elem_id="vouch-confirm") as at["confirm"]:
        at["use"] = gr.Button("Fill the form with this", variant="primary", size="sm", elem_id="vouch-use")
        at["add"] = gr.Button("Add it to the form", size="sm", elem_id="vouch-add")
        at["leave"] = gr.Button("Leave it", size="sm", elem_id="vouch-leave")
    return at


def _heading(gr: Any, name: str) -> None:
    gr.HTML(f"<h3 class='vouch-group'>{name}</h3>", apply_default_css=False, js_on_load=None, padding=False)


def _made(gr: Any, name: str) -> Any:
    if name in CHOICES:
        return gr.Dropdown(list(CHOICES[name]), value=NOT_GIVEN, label=_LABELS[name], min_width=110)
    return gr.Textbox(
        label=_LABELS[name],
        placeholder=_EXAMPLES.get(name),
        lines=2 if name in _LISTS else 1,
        max_lines=8,
        max_length=20_000,
        min_width=110,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
    )
