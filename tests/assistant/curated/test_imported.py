"""A user's newer release in a published format serves in place of what ships, and what is no release is refused."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.curated.formats import files
from assistant.curated.imported import add_release
from assistant.curated.store import facts_for, import_folder, release_dates
from assistant.errors import KnowledgeError

ROOT = Path(__file__).parents[3]
CIVIC = (
    "molecular_profile\tmolecular_profile_id\tdisease\tdoid\tphenotypes\ttherapies\ttherapy_interaction_type\t"
    "evidence_type\tevidence_direction\tevidence_level\tsignificance\tevidence_statement\tcitation_id\tsource_type\t"
    "asco_abstract_id\tcitation\tnct_ids\trating\tevidence_status\tevidence_id\tvariant_origin\tlast_review_date\n"
    "EGFR L858R OR EGFR Exon 19 Deletion\t1\tLung Non-small Cell Carcinoma\t3908\t\tBlargotinib,Osimertinib\t"
    "COMBINATION\tPredictive\tSupports\tA\tSensitivity/Response\tOurs.\t99990001\tPubMed\t\tDoe et al., 2026\t\t5\t"
    "accepted\t990001\tSomatic\t2026-06-30 10:00:00 UTC\n"
    "BRAF V600E\t2\tMelanoma\t1909\t\tBlargotinib\t\tPredictive\tDoes Not Support\tC\tResistance\tOurs.\t99990002\tASCO"
    "\t\tDoe et al., 2025\t\t\taccepted\t990002\tSomatic\t2025-01-01 10:00:00 UTC\n"
    "BRAF V600K\t3\tMelanoma\t1909\t\tBlargotinib\t\tPredictive\tSupports\tC\tResistance\tOurs.\t99990003\tPubMed"
    "\t\tDoe et al., 2025\t\t\trejected\t990003\tSomatic\t2025-01-01 10:00:00 UTC\n"
)
CIVIC_OF_2021 = (
    "gene\tvariant\tdisease\tdoid\tdrugs\tdrug_interaction_type\tevidence_type\tevidence_direction\tevidence_level\t"
    "clinical_significance\tcitation_id\tsource_type\tcitation\trating\tevidence_status\tevidence_id\n"
    "EGFR\tT790M\tLung Non-small Cell Carcinoma\t3908\tErlotinib,Gefitinib\tSubstitutes\tPredictive\tSupports\tA\t"
    "Resistance\t99990004\tPubMed\tDoe et al., 2005\t4\taccepted\t990004\n"
)


def cpic(**changed: Any) -> list[dict[str, Any]]:
    row = {
        "drugrecommendation": "Use blargotin per standard dosing guidelines",
        "classification": "Strong",
        "phenotypes": {"CYP2C19": "Normal Metabolizer"},
        "lookupkey": {"CYP2C19": "Normal Metabolizer"},
        "population": "general",
    }
    other = {**row, "drugrecommendation": "Avoid use", "lookupkey": {"CYP2C19": "Poor Metabolizer"}, "phenotypes": {}}
    return [
        {
            "drugname": "blargotin",
            "guidelinename": "CYP2C19 and Blargotin",
            "guidelinepharmgkbids": ["PA1"],
            "citations": [{"pmid": "99990005", "year": 2026}, None],
            "recommendations": [{**row, **changed}, other],
        }
    ]


def guideline(source: str = "DPWG", **parts: Any) -> dict[str, Any]:
    return {
        "guideline": {
            "id": "PA2",
            "source": source,
            "relatedChemicals": [{"id": "x", "name": "blargotin", "symbol": None}],
            "relatedGenes": [{"id": "y", "name": "cytochrome", "symbol": "CYP2D6"}],
        },
        "citations": [{"pmid": 99990006, "year": 2025}],
        **parts,
    }


RECOMMENDED = {
    "recommendations": [
        {
            "text": {"html": "<p>Use 50% of the standard dose and monitor the plasma concentration.</p>\n"},
            "lookupKey": {"CYP2D6": "0.25"},
            "classification": {"term": "Moderate"},
            "population": "general",
        }
    ]
}
GROUPED = {
    "annotationGroups": [
        {
            "name": "PM",
            "strength": {"term": "N/A"},
            "metabolizerStatus": {"html": "<p>Poor Metabolizer</p>\n"},
            "recommendation": {"html": "<p>Do what no guideline has said yet.</p>\n"},
            "activityScore": None,
        }
    ]
}


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def test_a_newer_civic_serves_in_its_place(tmp_path: Path) -> None:
    """The accepted items of a release with newer columns serve, with their date, and no older CIViC beside them."""
    file = tmp_path / "nightly-AcceptedClinicalEvidenceSummaries.tsv"
    file.write_text(CIVIC, encoding="utf-8")
    added = add_release("civic", file)
    assert (added.facts, added.dates) == (2, {"CIViC": "2026-06-30"})
    (fact,) = facts_for(genes=["EGFR"], drugs=["blargotinib"])
    assert (fact.identifier, fact.level, fact.rating, fact.year) == ("EID990001", "A", "5", 2026)
    assert (fact.direction, fact.together, fact.interaction) == ("Supports / Sensitivity/Response", True, "Combination")
    assert (fact.disease_id, fact.therapies, fact.pmids) == ("DOID:3908", ("Blargotinib", "osimertinib"), ("99990001",))
    assert len(fact.requires) == 2
    (other,) = facts_for(genes=["BRAF"], drugs=["blargotinib"])
    assert (other.direction, other.pmids) == ("Does Not Support / Resistance", ())
    assert {one.date for one in facts_for(genes=["KIT"]) if one.source == "CIViC"} == set()
    assert facts_for(genes=["KIT"], drugs=["imatinib"])[0].source in ("FDA", "EMA")


def test_civic_of_2021_is_read_and_refused_for_its_age(tmp_path: Path) -> None:
    """Older columns are read; a release older than what serves is refused, unless its user says otherwise."""
    file = tmp_path / "01-Feb-2021-ClinicalEvidenceSummaries.tsv.gz"
    file.write_bytes(gzip.compress(CIVIC_OF_2021.encode()))
    with pytest.raises(KnowledgeError, match=r"CIViC of 2021-02-01, and that of 20.* serves: add --older"):
        add_release("civic", file)
    assert not import_folder().exists()
    add_release("civic", file, older=True)
    (fact,) = (fact for fact in facts_for(genes=["EGFR"]) if fact.source == "CIViC")
    assert (fact.biomarker, fact.together, fact.date) == ("EGFR T790M", False, "2021-02-01")


def test_an_import_of_the_same_kind_is_replaced(tmp_path: Path) -> None:
    """What was imported before goes; the newer of two imports serves."""
    file = tmp_path / "civic.tsv"
    file.write_text(CIVIC, encoding="utf-8")
    add_release("civic", file)
    file.write_text(CIVIC.replace("990001", "990009"), encoding="utf-8")
    add_release("civic", file, on="2026-07-31")
    assert release_dates()["CIViC"] == "2026-07-31"
    assert facts_for(drugs=["blargotinib"])[0].identifier == "EID990009"
    assert [path.name for path in import_folder().iterdir()] == ["civic.tsv"]


def test_cpics_recommendations_say_what_was_read_and_no_more(tmp_path: Path) -> None:
    """A text that was read gives its action, a new one "see the guideline"; only CPIC's rows are replaced."""
    file = tmp_path / "cpic-2026-05-01.json"
    file.write_text(json.dumps(cpic()), encoding="utf-8")
    added = add_release("cpic", file)
    assert (added.facts, added.unread, added.dates) == (2, 1, {"CPIC": "2026-05-01"})
    actions = {fact.requires[0][0].value: fact.action for fact in facts_for(drugs=["blargotin"])}
    assert actions == {"normal metabolizer": "see the guideline", "poor metabolizer": "avoid"}
    assert {fact.source for fact in facts_for(genes=["CYP2C19"], drugs=["clopidogrel"])} == {"DPWG"}


def test_clinpgx_is_read_from_its_archive(tmp_path: Path) -> None:
    """An archive is read with the date it says; recommendations and groups of phenotypes both give rows."""
    members = {
        "CREATED_2026-06-05.txt": b"CREATED_2026-06-05",
        "LICENSE.txt": b"text",
        "../../escape.json": json.dumps(guideline(**RECOMMENDED)).encode(),
        "Annotation_2.json": json.dumps(guideline(**GROUPED)).encode(),
        "bare.json": json.dumps(guideline("CPNDS")).encode(),
    }
    added = add_release("clinpgx", archive(tmp_path / "guidelineAnnotations.json.zip", members))
    assert (added.facts, added.unread, added.dates) == (2, 1, {"DPWG": "2026-06-05"})
    by_score, by_phenotype = sorted(facts_for(drugs=["blargotin"]), key=lambda fact: fact.biomarker)
    assert (by_score.action, by_score.amount, by_score.level) == ("reduce", "50 %", "Moderate")
    assert by_score.requires[0][0].phenotype == "intermediate metabolizer"
    assert (by_phenotype.biomarker, by_phenotype.action) == ("CYP2D6: poor metabolizer", "see the guideline")
    assert [path.name for path in tmp_path.rglob("*.json")] == []


def test_one_file_of_all_guidelines_is_read(tmp_path: Path) -> None:
    """PharmCAT's prescribing guidance, a list of guidelines in one file, says its own date as its version."""
    content = {"guidelines": [guideline("CPIC", **RECOMMENDED)], "version": "2026-03-25-16-13"}
    file = tmp_path / "prescribing_guidance.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert add_release("clinpgx", file).dates == {"CPIC": "2026-03-25"}


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("civic", b"", "no column"),
        ("civic", b"a\tb\n1\t2\n", "give CIViC's AcceptedClinicalEvidenceSummaries.tsv"),
        ("civic", CIVIC.split("\n")[0].encode(), "no row that reads as civic"),
        ("civic", b"<html>", "is XML or HTML"),
        ("civic", b"PK\x03\x04", "packed or binary"),
        ("civic", b"gene\xff\tvariant", "not in UTF-8"),
        ("civic", CIVIC.replace("2026-06-30", "").replace("2025-01-01", "").encode(), "add --date"),
        ("cpic", b"drug,gene", "is not JSON"),
        ("cpic", b'{"a": 1}', "not CPIC's JSON"),
        ("cpic", b"[]", "no row that reads as cpic"),
        ("cpic", json.dumps(cpic()).encode(), "add --date"),
        ("clinpgx", b"PK\x03\x04 broken", "broken or locked archive"),
        ("clinpgx", b"text", "no guideline's JSON"),
        ("clinpgx", json.dumps(guideline()).encode(), "prescribing_guidance.json"),
        ("clinpgx", b'{"guideline": 1}', "not a guideline's JSON"),
        ("vcf", b"", "it is one of civic, clinpgx, cpic"),
    ],
)
def test_what_is_no_release_is_one_clear_line(tmp_path: Path, kind: str, content: bytes, said: str) -> None:
    """A wrong file is refused with its name and the cure, and nothing is kept."""
    file = tmp_path / "release"
    file.write_bytes(content)
    with pytest.raises(KnowledgeError, match=said) as caught:
        add_release(kind, file)
    assert "\n" not in str(caught.value)
    assert kind == "vcf" or str(file) in str(caught.value)
    assert not import_folder().exists()


def test_a_date_is_a_day_that_has_been(tmp_path: Path) -> None:
    """A date that is none, or in the future, is refused."""
    file = tmp_path / "cpic.json"
    file.write_text(json.dumps(cpic()), encoding="utf-8")
    for on in ("2026-13-01", "April", "2999-01-01"):
        with pytest.raises(KnowledgeError, match=on):
            add_release("cpic", file, on=on)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the limit, in one member or in all, is refused, and so are too many members."""
    monkeypatch.setattr(files, "MOST_BYTES", 4096)
    one = archive(tmp_path / "one.zip", {"a.json": b" " * 5000})
    many = archive(tmp_path / "many.zip", {f"{number}.json": b" " * 1000 for number in range(5)})
    for file in (one, many):
        with pytest.raises(KnowledgeError, match="4,096 bytes unpacked"):
            add_release("clinpgx", file)
    monkeypatch.setattr(files, "_MOST_MEMBERS", 3)
    with pytest.raises(KnowledgeError, match="over 3 files"):
        add_release("clinpgx", many)
    packed = tmp_path / "civic.tsv.gz"
    packed.write_bytes(gzip.compress(b"x" * 5000))
    with pytest.raises(KnowledgeError, match="4,096 bytes"):
        add_release("civic", packed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(kind=st.sampled_from(["civic", "cpic", "clinpgx"]), content=st.binary(max_size=300), data=st.data())
def test_whatever_is_given_is_read_or_refused(tmp_path: Path, kind: str, content: bytes, data: st.DataObject) -> None:
    """Bytes, cells and JSON of any kind end in facts or in one clear line, and the tables stay readable."""
    cell = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=20)
    if kind == "civic" and data.draw(st.booleans()):
        head, *rows = CIVIC.strip().split("\n")
        cells = [data.draw(cell) if data.draw(st.booleans()) else kept for kept in rows[0].split("\t")]
        content = "\n".join([head, "\t".join(cells)]).encode()
    elif kind == "cpic" and data.draw(st.booleans()):
        content = json.dumps(
            cpic(drugrecommendation=data.draw(cell), lookupkey={data.draw(cell): data.draw(cell)})
        ).encode()
    file = tmp_path / "release"
    file.write_bytes(content)
    told = ""
    try:
        added = add_release(kind, file, on="2026-10-01", older=True)
    except KnowledgeError as error:
        told = str(error)
    assert str(file) in told if told else set(added.dates) <= set(release_dates())
    assert facts_for(genes=["BRAF"], drugs=["vemurafenib"])


def test_the_command_adds_and_says_what_serves(tmp_path: Path) -> None:
    """`vouch knowledge add` takes a release, `vouch knowledge` and `vouch doctor` say its date, an old one fails."""

    def vouch(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)

    file = tmp_path / "nightly.tsv"
    file.write_text(CIVIC, encoding="utf-8")
    done = vouch("knowledge", "add", "civic", str(file))
    assert (done.returncode, done.stdout.split(" in ")[0]) == (0, "2 facts of CIViC of 2026-06-30")
    assert "CIViC of 2026-06-30: 2 facts, imported" in vouch("knowledge").stdout
    assert "ships with Vouch" in vouch("knowledge").stdout
    told = {row["source"]: row for row in json.loads(vouch("knowledge", "--json").stdout)}
    assert told["CIViC"]["origin"] == "imported"
    assert "CIViC of 2026-06-30" in vouch("doctor").stdout
    old = vouch("knowledge", "add", "civic", str(file), "--date", "2026-01-01")
    assert (old.returncode, old.stderr.count("\n")) == (1, 1)
    assert "add --older" in old.stderr
