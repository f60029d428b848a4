"""Two things that changed places."""

from __future__ import annotations

import pytest

from assistant.verify.checks.exchanges import places_exchanged
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Neurons fed by glial cells released zinc, which in the glial cells lowered glutamate.",
            "Neurons fed by glial cells released zinc, which lowered glutamate in the glial cells.",
            False,
        ),
        (
            "Iron levels were low in most HFE nonexpressers, while rejection was as frequent as in expressers.",
            "Iron levels were low in most HFE expressers, while rejection was as frequent as in nonexpressers.",
            True,
        ),
        (
            "They assumed that midazolam would raise exposure to ritonavir ninefold.",
            "They assumed that ritonavir would raise exposure to midazolam ninefold.",
            True,
        ),
        (
            "Glucose released by the liver was taken up by muscle through GLUT2.",
            "Glucose released by muscle was taken up by the liver through GLUT2.",
            True,
        ),
        (
            "Shanging from oral to inhaled salbutamol was safe in men.",
            "Shanging from inhaled to oral salbutamol was safe in men.",
            True,
        ),
        (
            "In men, shanging from inhaled to oral salbutamol was safe.",
            "Shanging from inhaled to oral salbutamol was safe in men.",
            False,
        ),
        (
            "The microRNA lowered the transcript without changing the protein.",
            "The microRNA lowered the protein without changing the transcript.",
            True,
        ),
        (
            "After adjustment for tea, the link between sugar and cancer disappeared.",
            "After adjustment for sugar, the link between tea and cancer disappeared.",
            True,
        ),
        (
            "After adjustment for sugar, the link between cancer and tea disappeared.",
            "After adjustment for sugar, the link between tea and cancer disappeared.",
            False,
        ),
        (
            "The link between tea and cancer disappeared after adjustment for sugar.",
            "After adjustment for sugar, the link between tea and cancer disappeared.",
            False,
        ),
        (
            "Late wheezing appeared in nonatopic mothers with atopic sons.",
            "Late wheezing appeared in atopic mothers with nonatopic sons.",
            True,
        ),
        (
            "Exposure to amiodarone was doubled by digoxin coadministration.",
            "Exposure to digoxin was doubled by amiodarone coadministration.",
            True,
        ),
        (
            "Amiodarone coadministration doubled exposure to digoxin.",
            "Exposure to digoxin was doubled by amiodarone coadministration.",
            False,
        ),
        (
            "In contrast to what was reported for warfarin, stopping aspirin for a week did not raise risk.",
            "Stopping warfarin for a week did not raise risk, in contrast to what was reported for aspirin.",
            True,
        ),
        (
            "In contrast to what was reported for aspirin, stopping warfarin for a week did not raise risk.",
            "Stopping warfarin for a week did not raise risk, in contrast to what was reported for aspirin.",
            False,
        ),
        ("Clopidogrel and aspirin were given to men.", "Aspirin and clopidogrel were given to men.", False),
        ("Fever, nausea and rash were common in men.", "Rash, fever and nausea were common in men.", False),
        (
            "Recipients of tacrolimus needed withdrawal of ritonavir within a week.",
            "Recipients of ritonavir needed withdrawal of tacrolimus within a week.",
            True,
        ),
    ],
)
def test_two_things_that_changed_places_are_told(claim: str, evidence: str, wrong: bool) -> None:
    """Things that hang on each other's words are exchanged; in a list, a mutual tie or as adjuncts they may move."""
    assert bool(places_exchanged(sides(claim, evidence))) is wrong
