"""Variants and diplotypes from a VCF: what was called counts, what was not is never normal."""

from __future__ import annotations

import gzip
import io
import time

import pytest

from assistant.errors import PatientError
from assistant.knowledge.tables import records
from assistant.patient.vcf import read_vcf
from assistant.records.patient import Diplotype, Variant
from assistant.records.reading import PatientReading

HEADER = (
    "##fileformat=VCFv4.2\n##reference={build}\n"
    '##FILTER=<ID=PASS,Description="passed">\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
PLACES = {row["rsid"]: row for row in records("known_positions") if row["build"] == "GRCh38" and not row["notation"]}
MARKERS = tuple(dict.fromkeys(row["marker"] for row in records("star_markers")))


def vcf(lines: str, build: str = "GRCh38", samples: str = "S1", more: str = "") -> str:
    return HEADER.format(build=build) + more + COLUMNS + samples + "\n" + lines


def line(chromosome: str, position: int | str, ref: str, alt: str, genotype: str = "0/1", **more: str) -> str:
    told = {"rsid": ".", "filter": "PASS", "info": "."} | more
    return (
        f"{chromosome}\t{position}\t{told['rsid']}\t{ref}\t{alt}\t.\t{told['filter']}\t{told['info']}\tGT\t{genotype}\n"
    )


def panel(named: bool = True, **genotypes: str) -> str:
    """All markers, as reference but for these; "" leaves a line out."""
    made = ""
    for rsid in MARKERS:
        row = PLACES[rsid]
        genotype = genotypes.get(rsid, "0/0")
        if genotype:
            alts = row["alt"].replace("|", ",")
            made += line(
                f"chr{row['chromosome']}", row["position"], row["ref"], alts, genotype, rsid=rsid if named else "."
            )
    return vcf(made)


def read(text: str | bytes, sample: str = "") -> PatientReading:
    return read_vcf(io.BytesIO(text if isinstance(text, bytes) else text.encode()), sample)


def of(gene: str, reading: PatientReading) -> Diplotype | None:
    return next((one for one in reading.patient.diplotypes if one.gene == gene), None)


@pytest.mark.parametrize(
    ("genotypes", "expected"),
    [
        ({}, Diplotype("CYP2C19", "*1/*1", by_default=True)),
        ({"rs4244285": "0/1", "rs12769205": "0/1"}, Diplotype("CYP2C19", "*1/*2", by_default=True)),
        ({"rs4244285": "1/1", "rs12769205": "1/1"}, Diplotype("CYP2C19", "*2/*2")),
        ({"rs12769205": "0/1"}, Diplotype("CYP2C19", "*1/*35", by_default=True)),
        ({"rs4244285": "0/1", "rs12769205": "0/1", "rs12248560": "0/1"}, Diplotype("CYP2C19", "*2/*17")),
        ({"rs4244285": "0/1", "rs12769205": "0/1", "rs4986893": "0/1"}, Diplotype("CYP2C19", "*2/*3")),
        ({"rs4244285": "0/1", "rs12769205": "1/1"}, Diplotype("CYP2C19", "*2/*35")),
        ({"rs4244285": "0/1"}, Diplotype("CYP2C19")),
        ({"rs4244285": "./."}, Diplotype("CYP2C19", not_called=("rs4244285",))),
        ({"rs4244285": ""}, Diplotype("CYP2C19", not_called=("rs4244285",))),
        ({"rs4244285": "./1"}, Diplotype("CYP2C19", not_called=("rs4244285",))),
        ({"rs12248560": "1/1", "rs4986893": "./."}, Diplotype("CYP2C19", "*17/*17", not_called=("rs4986893",))),
        (
            {"rs12248560": "0/1", "rs4986893": ""},
            Diplotype("CYP2C19", "*1/*17", by_default=True, not_called=("rs4986893",)),
        ),
        ({"rs1800460": "0/1", "rs1142345": "0/1"}, Diplotype("TPMT")),
        ({"rs1800460": "0|1", "rs1142345": "0|1"}, Diplotype("TPMT", "*1/*3A", by_default=True)),
        ({"rs1800460": "0|1", "rs1142345": "1|0"}, Diplotype("TPMT", "*3B/*3C")),
        ({"rs1800460": "1/1", "rs1142345": "1/1"}, Diplotype("TPMT", "*3A/*3A")),
        ({"rs3064744": "0/2"}, Diplotype("UGT1A1", "*1/*28", by_default=True)),
        ({"rs3064744": "2/2"}, Diplotype("UGT1A1", "*28/*28")),
        ({"rs776746": "1/1"}, Diplotype("CYP3A5", "*3/*3")),
        ({"rs3918290": "0/1"}, Diplotype("DPYD", "*1/*2A", by_default=True)),
        ({"rs67376798": "0/1"}, Diplotype("DPYD", "*1/c.2846A>T", by_default=True)),
        ({"rs4149056": "0/1"}, Diplotype("SLCO1B1", "*1/*5", by_default=True)),
        ({"rs4149056": "0/1", "rs2306283": "0/1"}, Diplotype("SLCO1B1")),
        ({"rs116855232": "1/1"}, Diplotype("NUDT15", "*3/*3")),
        ({"rs3892097": "1/1"}, Diplotype("CYP2D6", not_called=("copy number",))),
    ],
)
def test_a_diplotype_where_the_positions_allow(genotypes: dict[str, str], expected: Diplotype) -> None:
    """One pair of alleles that fits exactly; none, several, or a position without a call leave the alleles open."""
    assert of(expected.gene, read(panel(**genotypes))) == expected
    assert of(expected.gene, read(panel(named=False, **genotypes))) == expected


def test_what_was_found_is_told_where_no_diplotype_is() -> None:
    """Each change for itself, with its zygosity, and why there is no diplotype."""
    reading = read(panel(rs3918290="0/1", rs67376798="1/1", rs3892097="0/1", rs9923231="0/1"))
    assert set(reading.patient.variants) == {
        Variant("DPYD", "*2A", "heterozygous", "germline"),
        Variant("DPYD", "c.2846A>T", "homozygous", "germline"),
        Variant("CYP2D6", "*4", "heterozygous", "germline"),
        Variant("VKORC1", "c.-1639G>A", "heterozygous", "germline"),
    }
    assert any(note.startswith("DPYD: no diplotype") for note in reading.notes)
    assert any("copies" in note for note in reading.notes if note.startswith("CYP2D6"))


def test_a_variant_that_no_allele_explains_leaves_the_alleles_open() -> None:
    """Another listed position of the gene that is not as the reference: "*1" would be a guess."""
    other = next(row for row in PLACES.values() if row["gene"] == "CYP2C9" and row["rsid"] not in MARKERS)
    text = panel() + line(f"chr{other['chromosome']}", other["position"], other["ref"], other["alt"].split("|")[0])
    reading = read(text)
    assert of("CYP2C9", reading) == Diplotype("CYP2C9")
    assert Variant("CYP2C9", other["rsid"], "heterozygous", "germline") in reading.patient.variants


def test_a_gene_that_was_not_tested_is_not_there() -> None:
    """Without a line of its own a gene has no diplotype, and so no normal one."""
    row = PLACES["rs4149056"]
    reading = read(vcf(line("12", row["position"], row["ref"], row["alt"], "0/0")))
    assert [one.gene for one in reading.patient.diplotypes] == ["SLCO1B1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (vcf(line("chr7", 140453136, "A", "T"), "hg19"), Variant("BRAF", "V600E", "heterozygous")),
        (vcf(line("7", 140453136, "A", "T", "1/1"), "GRCh37"), Variant("BRAF", "V600E", "homozygous")),
        (vcf(line("7", 55259515, "T", "G", info="SOMATIC"), "b37"), Variant("EGFR", "L858R", "", "somatic")),
        (vcf(line("7", 140753336, "A", "T"), more="##tumor_sample=S1\n"), Variant("BRAF", "V600E", "", "somatic")),
        (
            vcf(line("7", 140453136, "A", "T"), "none", more="##contig=<ID=chr1,length=249250621>\n"),
            Variant("BRAF", "V600E", "heterozygous"),
        ),
        (vcf(line("7", 140453136, "A", "T", "0/0"), "hg19"), None),
        (vcf(line("7", 140453136, "A", "G"), "hg19"), None),
        (vcf(line("7", 140453136, "A", "T", filter="LowQual"), "hg19"), None),
        (vcf(line("7", 140453136, "A", "T"), "hg38"), None),
        (vcf(line("7", 140453136, "A", "T"), "unknown"), None),
    ],
)
def test_a_known_variant_by_its_place(text: str, expected: Variant | None) -> None:
    """Build, chromosome, position and both bases agree; what failed the file's filters, or is of another build, is not
    read."""
    assert read(text).patient.variants == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("info", "value"),
    [
        (
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL|HGVSc|HGVSp">\n',
            "CSQ=G|missense_variant|EGFR|ENST1:c.2573T>G|ENSP1:p.Leu858Arg",
        ),
        (
            "##INFO=<ID=ANN,Number=.,Type=String,"
            "Description=\"Annotations: 'Allele | Annotation | Gene_Name | HGVS.c | HGVS.p'\">\n",
            "ANN=G|missense_variant|EGFR|c.2573T>G|p.Leu858Arg",
        ),
    ],
)
def test_a_known_change_by_the_file_s_own_annotation(info: str, value: str) -> None:
    """VEP's and SnpEff's, on a build whose positions no table has; a change that no table knows is not read."""
    text = vcf(line("7", 55191822, "T", "G", info=value), more=info)
    assert read(text).patient.variants == (Variant("EGFR", "L858R", "heterozygous"),)
    assert read(text.replace("Leu858Arg", "Leu857Arg")).patient.variants == ()


def test_a_block_of_a_gvcf_calls_what_it_covers() -> None:
    """A stretch that is as the reference calls the markers in it, and no others."""
    block = line("chr10", 94750000, "A", "<NON_REF>", "0/0", filter=".", info="END=94790000")
    more = '##ALT=<ID=NON_REF,Description="any">\n##INFO=<ID=END,Number=1,Type=Integer,Description="end">\n'
    assert of("CYP2C19", read(vcf(block, more=more))) == Diplotype("CYP2C19", "*1/*1", by_default=True)


def test_several_samples_are_named_and_one_is_chosen() -> None:
    """Without a choice an error that names them and says how; with one its genotypes."""
    text = vcf("7\t140453136\t.\tA\tT\t.\tPASS\t.\tGT\t0/0\t0/1\n", "hg19", "NORMAL\tTUMOR")
    with pytest.raises(PatientError, match="2 samples: 'NORMAL', 'TUMOR'; choose one with --sample NAME"):
        read(text)
    with pytest.raises(PatientError, match="no sample 'X'"):
        read(text, "X")
    assert read(text, "TUMOR").patient.variants == (Variant("BRAF", "V600E", "heterozygous"),)
    assert read(text, "NORMAL").patient.variants == ()


def test_packed_is_as_plain() -> None:
    """A gzip of the file gives the same reading."""
    assert read(gzip.compress(panel(rs4244285="./.").encode())) == read(panel(rs4244285="./."))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (COLUMNS.encode(), "no VCF"),
        (b"##fileformat=VCFv4.2\n1\t2\n", "#CHROM"),
        (b"##fileformat=VCFv4.2\n", "#CHROM"),
        (vcf("7\t1\n").encode(), "line 6 of the VCF has 2 columns"),
        (vcf(line("7", "abc", "A", "T", rsid="rs4244285")).encode(), "line 6"),
        (
            (HEADER.format(build="hg19") + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n").encode(),
            "says nothing of a",
        ),
        (gzip.compress(panel().encode(), mtime=0)[:400], "cannot be read"),
        (vcf("1\t1\t.\t" + "A" * (1 << 21)).encode(), "1,048,576 bytes"),
        (vcf(line("1", 1, "A", "T") * 1_000_001).encode(), "1,000,000 lines"),
    ],
)
def test_a_file_that_is_broken_or_too_large(content: bytes, names: str) -> None:
    """One line of error that says what is wrong with which value, and what to do."""
    with pytest.raises(PatientError) as refused:
        read(content)
    assert names in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_large_file_takes_time_that_grows_with_it() -> None:
    """Ten times the lines take no more than some twenty times the time."""
    spent = []
    for number in (20_000, 200_000):
        content = vcf(line("1", 1, "A", "T") * number).encode()
        start = time.process_time()
        read(content)
        spent.append(time.process_time() - start)
    assert spent[1] < 20 * max(spent[0], 0.01)


def test_every_marker_has_its_position_and_its_base() -> None:
    """Each base of the table is one that the position is listed with, and each row names its source."""
    for row in records("star_markers"):
        place = PLACES[row["marker"]]
        assert row["base"] in ([place["ref"]] if row["kind"] == "genome" else place["alt"].split("|"))
        assert PLACES[row["marker"]]["gene"] == row["gene"]
        assert "PMID" in row["source"] or row["kind"] == "genome"


@pytest.mark.parametrize(
    ("rsid", "genotype", "zygosity"),
    [
        ("rs1050828", "1", "hemizygous"),
        ("rs5030868", "1", "hemizygous"),
        ("rs1050829", "1", "hemizygous"),
        ("rs137852348", "1", "hemizygous"),
        ("rs5030868", "1/1", "homozygous"),
        ("rs1050828", "0/1", "heterozygous"),
        ("rs5030868", "0", ""),
        ("rs1050828", ".", ""),
    ],
)
def test_a_man_s_one_x_chromosome_is_called_by_one_base(rsid: str, genotype: str, zygosity: str) -> None:
    """What stands there is hemizygous; the reference base is no variant, and a point is no call."""
    place = PLACES[rsid]
    made = vcf(line("chrX", place["position"], place["ref"], place["alt"].split("|")[0], genotype, rsid=rsid))
    found = read(made)
    names = {"rs1050828": "c.202G>A", "rs1050829": "c.376A>G", "rs5030868": "c.563C>T"}
    expected = [(names.get(rsid, rsid), zygosity)] if zygosity else []
    assert [(one.notation, one.zygosity) for one in found.patient.variants] == expected
    assert any("has no call" in one for one in found.not_understood) == (genotype == ".")


def test_one_base_of_a_chromosome_that_has_two_copies_is_no_call() -> None:
    """The other copy is not known."""
    place = PLACES["rs4244285"]
    made = vcf(line("chr10", place["position"], place["ref"], place["alt"], "1", rsid="rs4244285"))
    found = of("CYP2C19", read(made))
    assert found is not None
    assert not found.alleles
    assert "rs4244285" in found.not_called
