"""The patient as a frozen record: the only form in which a patient reaches the road.

Built from a form, JSON or YAML (`Patient.from_dict`, `Patient.load`). An unknown field, a wrong type or an impossible
value is a PatientError that names the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from assistant.errors import PatientError
from assistant.records.sizes import check_patient
from assistant.records.strict import check_plain, read_record, read_record_file
from ingest.errors import BadValue, shown

__all__ = ["Diplotype", "Patient", "Variant"]

Source = TypeVar("Source", str, Path)


class Variant(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A variant of a gene: `notation` is HGVS, a legacy name or a class ("p.Val600Glu", "V600E", "amplification")."""

    gene: str
    notation: str
    zygosity: Literal["heterozygous", "homozygous", "hemizygous", ""] = ""
    origin: Literal["somatic", "germline", ""] = ""

    def __str__(self) -> str:
        return f"{self.gene} {self.notation}".strip()


class Diplotype(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Two star alleles of a pharmacogene ("CYP2C19", "*2/*2"); `phenotype` and `activity_score` when the report gives
    them, with or without the alleles."""

    gene: str
    alleles: str = ""
    phenotype: str = ""
    activity_score: Annotated[float, Meta(ge=0, le=20)] | None = None
    by_default: bool = False
    """"*1" stands there because no tested variant was found."""
    not_called: tuple[str, ...] = ()
    """Positions of the gene that the test could not call or did not cover ("rs3892097"): they are not normal."""

    def __str__(self) -> str:
        score = "" if self.activity_score is None else f"activity score {self.activity_score:g}"
        return f"{self.gene} {self.alleles or self.phenotype or score}".strip()


class Patient(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of a patient. Empty means not known, never normal.

    A list has at most 200 entries, and the record at most 20,000 characters; beyond that it raises PatientError.
    """

    age: Annotated[float, Meta(ge=0, le=130)] | None = None
    """Years."""
    sex: Literal["female", "male", "other", ""] = ""
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    conditions: tuple[str, ...] = ()
    """Diagnoses; the first is the one treated."""
    stage: str = ""
    line: Annotated[int, Meta(ge=1, le=20)] | None = None
    """Line of therapy now asked about: 1 is untreated."""
    prior_therapies: tuple[str, ...] = ()
    performance_status: Annotated[int, Meta(ge=0, le=5)] | None = None
    """ECOG."""
    egfr: Annotated[float, Meta(ge=0, le=300)] | None = None
    """Estimated glomerular filtration rate, mL/min/1.73 m2."""
    creatinine_clearance: Annotated[float, Meta(ge=0, le=300)] | None = None
    """mL/min, by whatever formula the record used."""
    hepatic_impairment: Literal["none", "mild", "moderate", "severe", ""] = ""
    variants: tuple[Variant, ...] = ()
    diplotypes: tuple[Diplotype, ...] = ()
    medications: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    ancestry: str = ""
    lifestyle: tuple[str, ...] = ()
    imaging: tuple[str, ...] = ()
    pathology: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        held: dict[str, list[str]] = {}
        for name in self.__struct_fields__:
            value = getattr(self, name)
            held[name] = [_text(item) for item in (value if isinstance(value, tuple) else (value,))]
        check_patient(held)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Patient:
        """Raises PatientError with the field's path and what it should be."""
        try:
            check_plain(data)
            return msgspec.convert(data, cls)
        except BadValue as error:
            raise PatientError(f"the patient's record is not usable: {error}") from error
        except msgspec.ValidationError as error:
            raise PatientError(f"the patient's record is not usable: {error}{_given(data, str(error))}") from error

    @classmethod
    def load(cls, path: str | Path) -> Patient:
        """Reads a JSON or YAML file of at most 256 KiB. Raises PatientError."""
        return cls.from_dict(_named(read_record_file, Path(path), str(path)))

    @classmethod
    def parse(cls, text: str, name: str) -> Patient:
        """Reads JSON or YAML; `name` is what an error calls it. Raises PatientError."""
        return cls.from_dict(_named(read_record, text, name))

    def to_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    def facts(self) -> tuple[tuple[str, str], ...]:
        """(field, value as a person would say it) of everything known, in the order of the record."""
        said: list[tuple[str, str]] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value in (None, "", ()):
                continue
            values = value if isinstance(value, tuple) else (value,)
            said += [(name, _say(name, item)) for item in values]
        return tuple(said)


def _text(value: object) -> str:
    """All that a value of the record holds as text."""
    if isinstance(value, msgspec.Struct):
        return " ".join(str(getattr(value, name)) for name in value.__struct_fields__)
    return value if isinstance(value, str) else ""


def _say(name: str, value: object) -> str:
    if name == "age" and isinstance(value, int | float):
        return f"{value:g} years"
    if name in ("pregnant", "breastfeeding"):
        return name if value else f"not {name}"
    return f"ECOG {value}" if name == "performance_status" else str(value)


def _given(data: Any, said: str) -> str:
    """What stands at the place that a message of msgspec names ("… - at `$.variants[0].gene`"), when it is short."""
    path = re.search(r"at `\$([^`]*)`", said)
    for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", path[1] if path else ""):
        try:
            data = data[name] if name else data[int(number)]
        except (KeyError, IndexError, TypeError):
            return ""
    return f", not {shown(data)}" if path and isinstance(data, str | int | float | bool) else ""


def _named(read: Callable[[Source], Any], source: Source, name: str) -> dict[str, Any]:
    """What a reader of files or texts finds, its errors told by the record's name."""
    try:
        data = read(source)
    except BadValue as error:
        raise PatientError(f"the patient's record {name} is not usable: {error}") from error
    except (OSError, ValueError) as error:  # a zero byte in a path is a ValueError
        said = getattr(error, "strerror", None) or error
        raise PatientError(f"{name} cannot be read: {said}; name a file that holds the patient's record") from error
    if not isinstance(data, dict):
        raise PatientError(f"{name} should hold one record with named fields, not {type(data).__name__}")
    return data
