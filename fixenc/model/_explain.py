"""By how much some misreading explains a line better than an author does: the rise of the one curve over the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.model._look import Places, ranges
from fixenc.model.codes import Codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, cheapest, commoner, costs, familiarity
from fixenc.model.score import Model

Nats = NDArray[np.float64]
# A drop deeper than any line can climb.
_DROP = -1e6


def best_rises(codes: Codes, ends: Places, bits: Codes, model: Model, least: Nats, familiar_nats: float = 0.0) -> Nats:
    """For each misreading and line, by how many nats it explains some stretch better than an author does: shape (MISREADINGS,
    lines), 0 where nothing reaches the `least` of a line.

    codes: the lines, a line feed behind each, where `ends` says.  bits: the misreadings that are asked about, for each line.
    familiar_nats: by which one misreading has to be likelier than the kind of text in which the characters are common.
    """
    result = np.zeros((MISREADINGS, len(ends)))
    # The cheapest misreading of each single character explains no stretch worse than any of them does: held first against its
    # commonness, which is cheap to know, then against the model.
    common = np.flatnonzero(highest_rises(_held(commoner().take(to_units(codes)), codes), ends) > least)
    if not len(common):
        return result
    codes, ends = _lines_of(codes, ends, common)
    if familiar_nats > 0.0:
        unfamiliar = _unfamiliar(codes, ends, bits[common], familiar_nats)
        if not len(unfamiliar):
            return result
        common, (codes, ends) = common[unfamiliar], _lines_of(codes, ends, unfamiliar)
    units = to_units(codes).astype(np.intp)
    most = cheapest().take(units)
    spent = most + _held(-model.running(codes) - most, codes)
    rising = np.flatnonzero(highest_rises(spent - most, ends) > least[common])
    if not len(rising):
        return result
    lines = common[rising]
    which, columns = _named(bits[lines])
    index, prices, ends = _prices(units, ends, rising[which], columns)
    result[columns, lines[which]] = highest_rises(spent[index] - prices / STEPS_A_NAT, ends)
    return result


def highest_rises(values: Nats, ends: Places) -> Nats:
    """For each line, which ends where `ends` says, the greatest sum of values that stand together. `values` is overwritten."""
    if not len(ends):
        return np.zeros(0)
    # Each line begins anew: behind the drop the running minimum starts over.
    values[ends] = _DROP
    total = np.cumsum(values)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], total[:-1])))
    rise = total - lowest
    rise[ends] = 0.0
    highest: Nats = np.maximum.reduceat(rise, np.concatenate(([0], ends[:-1] + 1)))
    return highest


def _unfamiliar(codes: Codes, ends: Places, bits: Codes, familiar_nats: float) -> Places:
    """The lines of which one of the misreadings that are asked about explains some stretch so much better than the kind of text
    in which its characters are common."""
    which, columns = _named(bits)
    units = to_units(codes).astype(np.intp)
    index, prices, stops = _prices(units, ends, which, columns)
    rises = highest_rises(_held(familiarity().take(units[index]).astype(np.float64) - prices, codes[index]), stops)
    return np.unique(which[rises > familiar_nats * STEPS_A_NAT])


def _named(bits: Codes) -> tuple[Places, Places]:
    """The line and the column of each misreading that is asked about."""
    which, columns = (bits[:, np.newaxis] >> np.arange(MISREADINGS, dtype=np.uint32) & np.uint32(1)).nonzero()
    return which, columns


def _prices(units: Places, ends: Places, wanted: Places, columns: Places) -> tuple[Places, NDArray[np.uint8], Places]:
    """The places of the units of some lines, one line behind the other, what each costs in the misreading of its line (quarters
    of a nat), and where each line ends now."""
    index, stops = _places_of(ends, wanted)
    return index, costs().ravel().take(units[index] * MISREADINGS + np.repeat(columns, np.diff(stops, prepend=-1))), stops


def _held(nats: Nats, codes: Codes) -> Nats:
    """The evidence of each code point, none where it stands once more: rare characters come in rows, U+FFFD only by damage."""
    again = np.flatnonzero((codes[1:] == codes[:-1]) & (codes[1:] != 0xFFFD)) + 1
    nats[again] = np.minimum(nats[again], 0.0)
    return nats


def _lines_of(codes: Codes, ends: Places, wanted: Places) -> tuple[Codes, Places]:
    """The codes of some of the lines that end at `ends`, and where these lines end now."""
    index, ends = _places_of(ends, wanted)
    return codes[index], ends


def _places_of(ends: Places, wanted: Places) -> tuple[Places, Places]:
    """The places of the codes of some lines, one line behind the other, and where each ends now."""
    lengths = np.diff(ends, prepend=-1)[wanted]
    return ranges(ends[wanted] + 1 - lengths, lengths)
