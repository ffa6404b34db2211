"""
Names of places as guides write them, matched to stops: accents decide, and a guess is offered, not taken.

A text fits a name where it is the same in capital letters or small ones, with
tone marks on either vowel, with another reviewed spelling of a commune in it,
without the collector's words in brackets, or without marks: a word that bears
marks has to bear the same ones (Nậm Chảy and Nậm Chầy are two communes).
Whatever fits no name is compared by RapidFuzz; what is less like a name than
``TAKEN_FROM``, or nearly as like a second one, is only offered, and what is
less like it than ``OFFERED_FROM`` is not: any name is a little like another.
English words for a kind of place (market, waterfall) are put into Vietnamese.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

from geodata.names import Alias, search_key
from geodata.registry.placing import read_aliases
from geodata.store import Store
from geodata.tourism.name_words import (
    Aliases,
    Words,
    agrees,
    as_words,
    blind_of,
    in_vietnamese,
    may_mean,
    without_town,
    words_of,
)
from geodata.tourism.nights import Town, night_places
from geodata.tourism.places import TourPlace
from geodata.tourism.registry_places import tour_places
from geodata.view import View
from geodata.vocabulary import UnitSystem

# Similarities run from 0 to 1; 1 is the same name.
WITHOUT_MARKS = 0.97  # the same letters, some words without their marks
TAKEN_FROM = 0.92
MARGIN = 0.04  # so much less like the text any other place has to be
NOT_TAKEN = 0.89  # at most, where more than a letter differs, or only words in brackets are meant
OFFERED_FROM = 0.68
MOST_CANDIDATES = 5
# What is longer is no name of a place; more signs would only cost time.
LONGEST_NAME = 120

_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stop that may be meant; how like its name a text is (0 to 1), None where only a point is near."""

    place_id: str
    name: str
    commune: str
    similarity: float | None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a text was found to mean: one stop or none, and the stops to choose from, the likest first."""

    place_id: str | None
    similarity: float | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write the name of a place; ``whole`` False: only words that its source has in brackets."""

    place_id: str
    words: Words
    blind: str
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class PlaceNames:
    """The names of the stops of a view under the keys by which they are looked up."""

    places: Mapping[str, TourPlace]
    spellings: tuple[Spelling, ...]
    aliases: Aliases
    by_words: Mapping[str, tuple[Spelling, ...]]
    by_blind: Mapping[str, tuple[Spelling, ...]]
    regions: Mapping[str, frozenset[str]]  # key of a commune or district, old or new → its places
    towns: tuple[tuple[Words, Town], ...] = ()  # where a day may begin or end

    @classmethod
    def of(
        cls,
        places: Sequence[TourPlace],
        aliases: Iterable[Alias] = (),
        regions: Iterable[tuple[str, str]] = (),
        towns: Iterable[Town] = (),
    ) -> Self:
        """
        Index ``places``.

        Parameters
        ----------
        aliases
            Other spellings of units, which stand in names of places too.
        regions
            Names of communes and districts, each with the key of a place that lies or lay there.
        towns
            Towns, which are no stops.
        """
        listed = as_words(aliases)
        spellings = tuple(chain.from_iterable(_spellings(place, listed) for place in places))
        by_words, by_blind, where = defaultdict(list), defaultdict(list), defaultdict(set)
        for spelling in spellings:
            if spelling.whole:
                by_words["".join(spelling.words)].append(spelling)
                by_blind[spelling.blind].append(spelling)
        for name, place_id in regions:
            where["".join(words_of(name, listed))].add(place_id)
        return cls(
            {place.place_id: place for place in places},
            spellings,
            listed,
            {key: tuple(found) for key, found in by_words.items()},
            {key: tuple(found) for key, found in by_blind.items()},
            {key: frozenset(found) for key, found in where.items()},
            tuple((words_of(town.name, listed), town) for town in towns),
        )

    def same(self, text: str) -> frozenset[str]:
        """Return the places whose name ``text`` is, marks and all."""
        return frozenset(
            found.place_id for found in self.by_words.get("".join(words_of(text, self.aliases)), ())
        )

    def in_region(self, text: str) -> frozenset[str]:
        """Return the places in the commune or district that ``text`` names, of either unit system."""
        return self.regions.get("".join(words_of(text, self.aliases)), frozenset())

    def town(self, text: str) -> Town | None:
        """Return the town that ``text`` names, with its marks or without any; None where it names a stop."""
        words = without_town(words_of(text, self.aliases))
        if self.same(text):
            return None
        blind = blind_of(words)
        fits = (town for name, town in self.towns if blind_of(name) == blind and may_mean(words, name))
        return next(fits, None)

    def find(self, texts: Sequence[str]) -> list[NameMatch]:
        """Return what each of ``texts`` means; nothing is taken where two places fit equally."""
        asked = [
            (text, *(" ".join(words) for words in in_vietnamese(words_of(text, self.aliases))))
            for text in texts
        ]
        found = iter(self._find([each for ways in asked for each in ways]))
        return [self._merged([next(found) for _ in ways]) for ways in asked]

    def _merged(self, matches: Sequence[NameMatch]) -> NameMatch:
        """Return what a text means that was looked up in several ways."""
        taken = {match.place_id: match for match in matches if match.place_id is not None}
        if len(taken) == 1:
            return next(iter(taken.values()))
        if len(matches) == 1:
            return matches[0]
        best: dict[str, float] = {}
        for candidate in chain.from_iterable(match.candidates for match in matches):
            best[candidate.place_id] = max(candidate.similarity or 0.0, best.get(candidate.place_id, 0.0))
        return self._match(best)

    def _find(self, texts: Sequence[str]) -> list[NameMatch]:
        """Return what each of ``texts`` means as it stands."""
        found = [self._fitting(text) for text in texts]
        open_ = [number for number, each in enumerate(found) if each is None]
        for number, match in zip(open_, self._alike([texts[number] for number in open_]), strict=True):
            found[number] = match
        return [each for each in found if each is not None]

    def _fitting(self, text: str) -> NameMatch | None:
        """Return the place or places whose name a text is; None where there are none."""
        same = self.same(text)
        if same:
            return self._match(dict.fromkeys(same, 1.0))
        words = words_of(text, self.aliases)
        fits = {
            each.place_id for each in self.by_blind.get(blind_of(words), ()) if may_mean(words, each.words)
        }
        return self._match(dict.fromkeys(fits, WITHOUT_MARKS)) if fits else None

    def _alike(self, texts: Sequence[str]) -> list[NameMatch]:
        """Return the places whose names are like each text."""
        if not texts or not self.spellings:
            return [NameMatch(None, None, ()) for _ in texts]
        # Late: only who compares names pays for the library.
        from rapidfuzz import fuzz, process

        words = [words_of(text[:LONGEST_NAME], self.aliases) for text in texts]
        asked = [" ".join(search_key(word) for word in each) for each in words]
        names = [" ".join(search_key(word) for word in each.words) for each in self.spellings]
        # A word too many or too few counts half: once all words are compared, once those that both have.
        alike = (
            process.cdist(asked, names, scorer=fuzz.ratio)
            + process.cdist(asked, names, scorer=fuzz.token_set_ratio)
        ) / 200.0
        return [self._likest(each, row.tolist()) for each, row in zip(words, alike, strict=True)]

    def _likest(self, words: Words, alike: Sequence[float]) -> NameMatch:
        """Return the match of one text from how like each spelling is."""
        best: dict[str, float] = {}
        for spelling, value in zip(self.spellings, alike, strict=True):
            if value < OFFERED_FROM:
                continue
            known = value if spelling.whole and agrees(words, spelling.words) else min(value, NOT_TAKEN)
            best[spelling.place_id] = max(known, best.get(spelling.place_id, 0.0))
        # A town or a commune is no stop, its stops are what may be meant.
        for place_id in self.regions.get("".join(words), ()):
            best[place_id] = max(best.get(place_id, 0.0), OFFERED_FROM)
        return self._match(best)

    def _match(self, best: Mapping[str, float]) -> NameMatch:
        """Return the match of the places that a text may mean."""
        ranked = sorted(best.items(), key=lambda found: (-found[1], found[0]))
        candidates = tuple(
            Candidate(key, self.places[key].name, self.places[key].commune, round(min(1.0, value), 3))
            for key, value in ranked[:MOST_CANDIDATES]
        )
        if not ranked or ranked[0][1] < TAKEN_FROM:
            return NameMatch(None, None, candidates)
        if len(ranked) > 1 and ranked[1][1] > ranked[0][1] - MARGIN:
            return NameMatch(None, None, candidates)
        return NameMatch(candidates[0].place_id, candidates[0].similarity, candidates)


def place_names(store: Store, view: View) -> PlaceNames:
    """Return the names of the stops of ``view``; read once per revision."""
    return store.remembered(("place_names", view), lambda: _read(store, view))


def _read(store: Store, view: View) -> PlaceNames:
    """Return the names of the stops of ``view`` with the communes and districts of both systems."""
    places = tour_places(store, view).items
    known = {place.place_id for place in places}
    both = [
        *places,
        *chain.from_iterable(
            tour_places(store, View(units=units, on=view.on, today=view.today)).items
            for units in (UnitSystem.Y2024, UnitSystem.Y2025)
            if units is not view.units
        ),
    ]
    regions = [
        (name, place.place_id)
        for place in both
        for name in (place.commune, place.district)
        if name is not None and place.place_id in known
    ]
    towns = (town for town in night_places(store, view) if town.seat)
    return PlaceNames.of(places, read_aliases(), regions, towns)


def without_brackets(text: str) -> str:
    """Return a text without what it has in brackets."""
    return _BRACKETS.sub(" ", text).strip()


def _spellings(place: TourPlace, aliases: Aliases) -> list[Spelling]:
    """Return the ways to write the name of one place, each once."""
    whole = [text for name in (place.name, *place.also) for text in (name, without_brackets(name))]
    part = [
        text
        for name in (place.name, *place.also)
        for inside in _BRACKETS.findall(name)
        for text in re.split("[;,]", inside)
    ]
    found: dict[Words, Spelling] = {}
    for text, is_whole in (*((text, True) for text in whole), *((text, False) for text in part)):
        words = words_of(text, aliases)
        if words:
            found.setdefault(words, Spelling(place.place_id, words, blind_of(words), is_whole))
    return list(found.values())
