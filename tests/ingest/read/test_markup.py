"""Markup read as text: nothing fuses that would change its meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ingest.read.markup import flatten

MARKUP = [
    ("10<sup>-3</sup> mol", "10^-3 mol"),
    ("10<sup>−3</sup>", "10^−3"),
    ("2.5 × 10<sup>18</sup>cm<sup>-3</sup>for", "2.5 × 10^18 cm^-3 for"),
    ("10 <sup>6</sup> cells", "10 ^6 cells"),
    ("5.92 × 10<sup>-7</sup>-1.75 × 10<sup>-6</sup>", "5.92 × 10^-7-1.75 × 10^-6"),
    ("mg/m<sup>2</sup>", "mg/m2"),
    ("R<sup>2</sup> = 0.9 and χ<sup>2</sup>", "R2 = 0.9 and χ2"),
    ("<i>r</i><sup>2</sup>", "r2"),
    ("kg<sup>-1</sup>·min<sup>-1</sup>", "kg^-1·min^-1"),
    ("(100 g)<sup>-1</sup>", "(100 g)^-1"),
    ("Ca<sup>2+</sup> and SO<sub>4</sub><sup>2-</sup>", "Ca2+ and SO4^2-"),
    (
        "CD4<sup>+</sup> T cells, <i>Trp53</i><sup>-/-</sup> mice, Crest<sup>®</sup>",
        "CD4+ T cells, Trp53-/- mice, Crest®",
    ),
    ("BRAF<sup>V600E</sup>-mutant, KRAS<sup>G12D</sup>mice", "BRAF^V600E-mutant, KRAS^G12D mice"),
    ("CD62L<sup>high</sup> PrP<sup>Sc</sup>", "CD62L^high PrP^Sc"),
    ("<sup>18</sup>F-FDG, [<sup>177</sup>Lu], <sup>99</sup>Tc, 99<sup>m</sup>Tc", "18F-FDG, [177Lu], 99Tc, 99mTc"),
    ("5 mCi of 20 <sup>18</sup>F doses", "5 mCi of 20 18F doses"),
    ("the 2<sup>nd</sup> and 2<sup>16</sup>", "the 2nd and 2^16"),
    ("as shown.<sup>12</sup> We", "as shown.^12 We"),
    ("CO<sub>2</sub>, C<sub>max</sub>, IC<sub>50</sub>, T<sub>1/2</sub>", "CO2, Cmax, IC50, T1/2"),
    ("log<sub>2</sub>5 and 5<sub>2</sub>", "log2 5 and 5_2"),
    ("mc<sup>2</sup>155", "mc2 155"),
    ("a<b>b<i>c</i>d</b>e<unknown>f</unknown>", "abcdef"),
    ("x<sup>a<sub>2</sub></sup>", "x^a2"),
    ("", ""),
]

MATH = [
    ("<msub><mi>V</mi><mn>2</mn></msub>", "V2"),
    ("<msup><mn>10</mn><mrow><mo>-</mo><mn>3</mn></mrow></msup>", "10^-3"),
    ("<msup><mi>x</mi><mo>+</mo></msup>", "x+"),
    ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "xi^2"),
    ("<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "1/(a+b)"),
    ("<msqrt><mi>a</mi><mi>b</mi></msqrt>", "√(ab)"),
    ("<mroot><mi>a</mi><mn>3</mn></mroot>", "3√(a)"),
    ("<mover><mi>V</mi><mo>.</mo></mover><mi>O</mi>", "V.O"),
    ("<mmultiscripts><mi>He</mi><mprescripts/><none/><mn>3</mn></mmultiscripts>", "3He"),
    ("<mmultiscripts><mi>C</mi><mn>2</mn><mn>3</mn></mmultiscripts>", "C2^3"),
    ("<mn>5</mn><mn>6</mn>", "5 6"),
    ("<mi>p</mi><mo>&lt;</mo><mn>0.05</mn><mtext> </mtext><mtext>or so</mtext>", "p<0.05 or so"),
    ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
    ("<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd><mtd>4</mtd></mtr></mtable>", "1 2; 3 4"),
    ("<semantics><mi>a</mi><annotation>\\alpha</annotation></semantics>", "a"),
]


@pytest.mark.parametrize(("markup", "text"), MARKUP)
def test_reads_markup_by_the_documented_rule(markup: str, text: str) -> None:
    """A caret or an underscore where a script would fuse, plain text where that is the custom."""
    assert flatten(etree.fromstring(f"<t>{markup}</t>")) == text


@pytest.mark.parametrize(("math", "text"), MATH)
def test_reads_mathml_in_the_order_it_is_drawn(math: str, text: str) -> None:
    """Fractions, roots, scripts on either side, accents and tables become a line of text."""
    tree = etree.fromstring(f'<t><m:math xmlns:m="http://www.w3.org/1998/Math/MathML">{math}</m:math></t>')
    assert flatten(tree) == text


def test_a_number_before_a_formula_does_not_join_it() -> None:
    """ "5" and a formula that begins with "3" are two numbers, on either side."""
    tree = etree.fromstring("<t>5<math><mn>3</mn></math>7</t>")
    assert flatten(tree) == "5 3 7"


INLINE = st.recursive(
    st.text("ab10 ", max_size=4),
    lambda inner: st.lists(
        st.one_of(
            inner, st.tuples(st.sampled_from(["i", "b", "sup", "sub"]), inner).map("<{0[0]}>{0[1]}</{0[0]}>".format)
        ),
        max_size=4,
    ).map("".join),
    max_leaves=12,
)


@given(INLINE)
def test_flattening_adds_only_spaces_carets_and_underscores(markup: str) -> None:
    """Every character of the text comes through, in its order."""
    tree = etree.fromstring(f"<t>{markup}</t>")
    said = flatten(tree)
    assert [c for c in said if c not in " ^_"] == [c for c in "".join(tree.itertext()) if c != " "]
