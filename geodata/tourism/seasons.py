"""The months in which a sight is best or a product is fresh, assumed by the words of its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.errors import N_


@dataclass(frozen=True, slots=True)
class SeasonAssumption:
    """
    The months (1 to 12) in which something is best, for names that hold one of ``words`` whole.

    A season never closes a stop: weather moves it by weeks, and no source here gives its days.
    """

    key: str
    title: str
    words: tuple[str, ...]  # in lower case
    months: frozenset[int]
    reason: str


def seasons_of(seasons: Iterable[SeasonAssumption], texts: Iterable[str]) -> tuple[SeasonAssumption, ...]:
    """Return the seasons of which a word stands whole in one of ``texts``, in their order."""
    plain = [f" {_letters(text)} " for text in texts]
    return tuple(
        season for season in seasons if any(f" {word} " in text for word in season.words for text in plain)
    )


def _letters(text: str) -> str:
    """Return a text in lower case with one space between its words."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


_GUIDES = N_("General knowledge, not from a source of ours; weather moves it by weeks")
_FARMERS = N_("General knowledge, not from a source of ours; ask the producer")


def _season(key: str, title: str, words: tuple[str, ...], *months: int) -> SeasonAssumption:
    """Return a season of sights."""
    return SeasonAssumption(key, title, words, frozenset(months), _GUIDES)


def _harvest(key: str, title: str, words: tuple[str, ...], *months: int) -> SeasonAssumption:
    """Return a harvest of products."""
    return SeasonAssumption(key, title, words, frozenset(months), _FARMERS)


DEFAULT_SEASONS: tuple[SeasonAssumption, ...] = (
    _season(
        "rice",
        N_("terraces hold water in May and June and ripe rice in September and October"),
        ("ruộng bậc thang", "terraces"),
        *(5, 6, 9, 10),
    ),
    _season("plum_picking", N_("plums are picked from May to July"), ("hái mận",), 5, 6, 7),
    _season(
        "plum_blossom",
        N_("plum trees blossom from January to March"),
        ("rừng mận", "plum blossom"),
        *(1, 2, 3),
    ),
    _season("buckwheat", N_("buckwheat flowers from October to December"), ("tam giác mạch",), 10, 11, 12),
    _season("tea", N_("tea is picked from March to November"), ("chè", "tea"), *range(3, 12)),
    _season("pineapple", N_("pineapples are picked from March to June"), ("dứa",), 3, 4, 5, 6),
    _season(
        "clouds",
        N_("seas of clouds are seen mostly from September to April"),
        ("săn mây", "cloud hunting"),
        *(9, 10, 11, 12, 1, 2, 3, 4),
    ),
)

# Only what is sold fresh; what is dried, smoked, brewed or pressed is there all year.
DEFAULT_HARVESTS: tuple[SeasonAssumption, ...] = (
    _harvest("pineapple", N_("pineapples are fresh from March to June"), ("quả dứa",), 3, 4, 5, 6),
    _harvest("plum", N_("plums are fresh from May to July"), ("quả mận",), 5, 6, 7),
    _harvest("longan", N_("longans are fresh in July and August"), ("quả nhãn",), 7, 8),
    _harvest("custard_apple", N_("custard apples are fresh in August and September"), ("quả na",), 8, 9),
    _harvest("pear", N_("pears are fresh from July to September"), ("quả lê", "lê nậm pung"), 7, 8, 9),
    _harvest(
        "dragon_fruit", N_("dragon fruits are fresh from June to November"), ("thanh long",), *range(6, 12)
    ),
    _harvest(
        "young_rice",
        N_("young rice is pounded from September to November"),
        ("cốm na lo", "cốm việt đan"),
        9,
        10,
        11,
    ),
    _harvest(
        "persimmon",
        N_("persimmons are fresh from September to November"),
        ("hồng không hạt", "hồng ngâm"),
        *(9, 10, 11),
    ),
    _harvest("pomelo", N_("pomelos are fresh from October to December"), ("quả bưởi",), 10, 11, 12),
    _harvest(
        "mandarin",
        N_("mandarins and oranges are fresh from November to January"),
        ("quýt", "cam khánh yên"),
        *(11, 12, 1),
    ),
)
