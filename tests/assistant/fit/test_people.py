"""What a record says of the people it studied."""

from __future__ import annotations

import msgspec

from assistant.fit.age import age_item
from assistant.fit.ancestry import ancestry_item
from assistant.fit.groups import age_groups, ancestries, countries, sexes
from assistant.fit.people import people_of
from assistant.fit.sex import breastfeeding_item, pregnancy_item, sex_item
from ingest.records.article import Article, MeshHeading
from tests.assistant.made_records import article


def tagged(text: str, *tags: str) -> Article:
    return msgspec.structs.replace(article("1", "A study", text), mesh=tuple(MeshHeading(tag) for tag in tags))


def test_the_background_counts_only_where_the_study_is_silent() -> None:
    """A labeled background tells of others as long as the study itself tells of its people."""
    both = article("1", "A trial", [("BACKGROUND", "Children fare badly."), ("METHODS", "Adults took part.")])
    alone = article("1", "A trial", [("BACKGROUND", "Children fare badly."), ("METHODS", "People took part.")])
    assert age_groups(people_of(both)) == ("adults",)
    assert age_item(people_of(both), 40).status == "match"
    assert age_item(people_of(alone), 8).status == "match"
    assert age_groups(people_of(alone)) == ()


def test_a_line_that_is_labeled_as_background_is_one() -> None:
    """Records without sections write the label into the text."""
    made = article("1", "A trial", "Background: Women are at risk.\nMethods: Men took part.")
    assert sexes(people_of(made)) == ("men",)


def test_check_tags_tell_where_words_are_silent() -> None:
    """Sex, age and pregnancy come from MeSH, shown as such, and a missing tag of a full set is a mismatch."""
    people = people_of(tagged("Nothing is said.", "Humans", "Female", "Aged", "Pregnancy"))
    assert sex_item(people, "female").study == "MeSH: Female"
    assert sex_item(people, "male").status == "mismatch"
    assert age_item(people, 70).study == "MeSH: Aged"
    assert age_item(people, 30).status == "mismatch"
    found = pregnancy_item(people, True)
    assert found is not None
    assert (found.status, found.study) == ("match", "MeSH: Pregnancy")
    assert (sexes(people), age_groups(people)) == (("women",), ("65 and older",))


def test_newborns_of_mothers_are_no_age_of_the_study() -> None:
    """A study of mothers and their infants is no study of children."""
    people = people_of(article("1", "Drugs in breast milk", "Nursing mothers and their infants were seen."))
    found = breastfeeding_item(people, True)
    assert found is not None
    assert found.status == "match"
    assert age_item(people, 30).status == "unknown"
    assert age_groups(people) == ()


def test_populations_of_the_title_stand_alone() -> None:
    """What the abstract says of others does not make a study one of them."""
    people = people_of(article("1", "Warfarin in Korean patients", "Doses were higher than in African Americans."))
    assert ancestry_item(people, "African American").status == "mismatch"
    assert ancestry_item(people, "Japanese").status == "match"


def test_places_are_countries_and_no_ancestry_of_the_people() -> None:
    """A city or a state tells the country; who lives there is compared, and not counted as an ancestry."""
    people = people_of(article("1", "A trial", "Patients of two hospitals in Tokyo took part. It told us little."))
    assert (countries(people), ancestries(people)) == (("Japan",), ())
    assert ancestry_item(people, "Japanese").status == "match"


def test_a_word_for_all_of_asia_is_named_so() -> None:
    """ "Asian" is no single population, but every one of them matches."""
    people = people_of(article("1", "A trial", "Asian patients took part."))
    assert ancestries(people) == ("Asian",)
    assert {ancestry_item(people, who).status for who in ("Chinese", "Thai", "Indian")} == {"match"}


def test_an_unknown_ancestry_is_compared_with_nothing() -> None:
    """A word that no table knows says nothing of whom a study is like."""
    people = people_of(article("1", "A trial", "Polish patients took part."))
    assert ancestry_item(people, "Atlantean").status == "unknown"
