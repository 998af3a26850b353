"""The figures that a sentence says, each with the group, the answer and the test that it is said of."""

import re
from decimal import ROUND_HALF_UP, Decimal

NUMBER = r"(−?\d+(?:\.\d+)?)"
P = r"p ([<=]) (\d+\.\d+)"
GROUP = r"group ‘([^’]+)’"
OF_WHICH_TEST = {  # the words before a p -> what `analyse` calls it
    "Mann-Whitney ": "mann_whitney_p",
    "Kruskal-Wallis ": "kruskal_wallis_p",
    "Breslow-Day ": "breslow_day_p",
    "it may be chance (": "p_holm",
    "after Holm ": "p_holm",
    "of the whole table (": "p",
}


def rounded(value, places=1):
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)).replace("-", "−")


def plain(sentence):
    return sentence.replace("\u00a0", " ")


def shares(sentence):
    """[(group, per cent, how many, of how many)], two of each comparison; a group in a stratum is 'early, female'."""
    found = []
    more_often = f"The {GROUP} said yes more often than the {GROUP}: {NUMBER} % against {NUMBER} %"
    for higher, lower, high, low in re.findall(more_often, sentence):
        found += [(higher, high, "", ""), (lower, low, "", "")]
    within = f"Within ‘([^’]+)’, {NUMBER} % of the {GROUP} said yes, {NUMBER} % of the {GROUP}"
    for outer, *two in re.findall(within, sentence):
        found += [(f"{outer}, {two[i + 1].lower()}", two[i], "", "") for i in (0, 2)]
    rest = re.sub(within, "", sentence)
    plainly = f"{NUMBER} % of the {GROUP}(?: \\((\\d+) of (\\d+)\\))?"
    for percent, group, *people in re.findall(plainly, rest):
        found.append((group, percent, *people))
    assert len(found) == len(re.findall(r"[\d.]+ %(?! CI)", sentence)), sentence  # none is left over
    return found


def answer(sentence):
    """The one that shares are said of, where it is not yes."""
    named = re.search(
        r"largest gap: ‘([^’]+)’|‘([^’]+)’ differs most clearly|‘([^’]+)’: [\d.]+ % of the group", sentence
    )
    return named and next(filter(None, named.groups()))


def ps(sentence):
    """[(which, sign, figure)]: `which` is '' where no test is named."""
    found = [
        (next((of for words, of in OF_WHICH_TEST.items() if before.endswith(words)), ""), sign, figure)
        for before, sign, figure in re.findall(f"(.*?){P}", sentence)
    ]
    assert len(found) == len(re.findall(r"\bp [<=]", sentence)), sentence
    return found


def is_p(sign, figure, value):
    """Two significant digits, and below 0.001 no more than that."""
    return float(value) < 0.001 if sign == "<" else float(figure) == float(f"{float(value):.1e}")


def difference(sentence):
    """(points, low, high), or None."""
    found = re.search(f"{NUMBER} points \\(95 % CI {NUMBER} to {NUMBER}", sentence)
    assert bool(found) == ("points" in sentence), sentence
    return found and found.groups()


def common_odds(sentence):
    """(higher, lower, ratio, low, high) over strata, or None."""
    clear = re.search(
        f"a yes were {NUMBER} times as high in the {GROUP} as in the {GROUP} "
        f"\\(Mantel-Haenszel, 95 % CI {NUMBER} to {NUMBER}",
        sentence,
    )
    if clear:
        ratio, higher, lower, *limits = clear.groups()
        return higher, lower, ratio, *limits
    unclear = re.search(
        f"between the groups ‘([^’]+)’ and ‘([^’]+)’.*Mantel-Haenszel odds ratio {NUMBER}, "
        f"95 % CI {NUMBER} to {NUMBER}",
        sentence,
    )
    return unclear and unclear.groups()


def sizes(sentence):
    """What `analyse` calls an effect size -> what is said of it: a figure, or 'under 0.01'."""
    named = {"Cramér’s V": "cramers_v", "rank-biserial correlation": "rank_biserial", "ε²": "epsilon_squared"}
    said = f"(?:= )?((?:under )?{NUMBER})"
    return {of: found[1] for words, of in named.items() if (found := re.search(f"{words} {said}", sentence))}


def is_size(said, value):
    if said.startswith("under "):
        return abs(value) < float(said.removeprefix("under "))
    return said == rounded(abs(value), 2)


def medians(sentence):
    """[(group, (median, lower quartile, upper quartile))]."""
    middle = f"{NUMBER} \\(middle half {NUMBER} to {NUMBER}\\)"
    found = [(group, tuple(three)) for *three, group in re.findall(f"{middle} in the {GROUP}", sentence)]
    two = f"in the {GROUP} than in the {GROUP}: median {middle} against {middle}"
    for one, other, *six in re.findall(two, sentence):
        found += [(one, tuple(six[:3])), (other, tuple(six[3:]))]
    assert len(found) == sentence.count("middle half"), sentence
    return found
