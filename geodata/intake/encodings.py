"""
In which letters a text file is written: found out, with samples for a person to decide.

CP1258 and TCVN3 are both one byte a letter and can read each other's files;
what tells them apart is which of the readings is Vietnamese
(``geodata.intake.syllables``). No library knows TCVN3.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_, DataProblem
from geodata.intake.syllables import vietnamese_share

SAMPLE_LINES = 5
LONGEST_SAMPLE = 160
LOOKED_AT = 200_000  # bytes of a file by which its letters are judged

# Bytes 80 to FF of TCVN 5712:1993 (VN1), whose lower-case letters are those of the fonts of the ABC
# programme (.VnTime, "TCVN3"); its capital letters with tones are another font there. Checked against
# glibc's TCVN5712-1.
TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"
    "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_ASCII = "".join(map(chr, range(128)))


class Encoding(StrEnum):
    """The letters that a text file may be written in."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"


LABELS = {
    Encoding.UTF_8: N_("Unicode (UTF-8)"),
    Encoding.UTF_16_LE: N_("Unicode (UTF-16)"),
    Encoding.UTF_16_BE: N_("Unicode (UTF-16, big end first)"),
    Encoding.CP1258: N_("Vietnamese of Windows (CP1258)"),
    Encoding.TCVN3: N_("TCVN3 (ABC fonts such as .VnTime)"),
}

NOT_READ = N_("The file cannot be read as %(encoding)s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read a file: its first lines, the share (0 – 1) of Vietnamese words (None: it has none)."""

    encoding: Encoding
    share: float | None
    sample: tuple[str, ...]


def decode(content: bytes, encoding: Encoding) -> str:
    """
    Return the text of a file in NFC, without its byte order mark.

    Raises
    ------
    DataProblem
        A byte means nothing in ``encoding``.
    """
    try:
        text = _decoded(content, encoding)
    except UnicodeDecodeError as error:
        raise DataProblem(NOT_READ, encoding=encoding.value) from error
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def from_tcvn3(text: str) -> str:
    """Return in NFC a text that was typed in ABC fonts, from what shows without them (``B¶o Th¾ng``)."""
    signs = [_abc_letter(sign) for sign in text]
    return unicodedata.normalize("NFC", "".join(signs))


def candidates(content: bytes) -> tuple[Candidate, ...]:
    """Return every way in which a text file can be read, the likeliest first; there is always one."""
    found = [one for encoding in _ordered(content) if (one := _candidate(content, encoding)) is not None]
    sure = _sure(content)
    found.sort(key=lambda one: (one.encoding is not sure, -(-1.0 if one.share is None else one.share)))
    # Every byte is some letter of TCVN3.
    return tuple(found) or (Candidate(Encoding.TCVN3, None, _sample(decode(content, Encoding.TCVN3))),)


def _candidate(content: bytes, encoding: Encoding) -> Candidate | None:
    """Return what a file says in ``encoding``, None where it cannot be read so."""
    try:
        text = decode(_start(content, encoding), encoding)
    except DataProblem:
        return None
    return Candidate(encoding, vietnamese_share(text), _sample(text))


def detect(content: bytes) -> Encoding:
    """Return the encoding in which a text file is most likely written."""
    return candidates(content)[0].encoding


def looks_like_tcvn3(text: str) -> bool:
    """Tell whether cells of a workbook were typed in ABC fonts: only read so they are Vietnamese."""
    plain = vietnamese_share(text)
    if plain is None or plain > 0.5:
        return False
    converted = vietnamese_share(from_tcvn3(text))
    return converted is not None and converted > 0.8


def _abc_letter(sign: str) -> str:
    """Return the letter that a sign stands for in an ABC font."""
    try:
        byte = sign.encode("cp1252")
    except UnicodeEncodeError:
        # Windows has no sign for these bytes, and programs keep them as they are.
        byte = bytes([ord(sign)]) if ord(sign) < 256 else b""
    return TCVN3[byte[0] - 128] if byte and byte[0] >= 128 else sign


def _decoded(content: bytes, encoding: Encoding) -> str:
    """Return the text of a file, as it is."""
    if encoding is Encoding.TCVN3:
        return codecs.charmap_decode(content, "strict", _ASCII + TCVN3)[0]
    return content.decode(encoding.value)


def _start(content: bytes, encoding: Encoding) -> bytes:
    """Return the beginning of a file, to the end of a line, or of a letter where a line is very long."""
    if len(content) <= LOOKED_AT:
        return content
    feed = b"\n\x00" if encoding is Encoding.UTF_16_LE else b"\x00\n" if "16" in encoding else b"\n"
    end = content.rfind(feed, 0, LOOKED_AT)
    while end > 0 and "16" in encoding and end % 2:
        end = content.rfind(feed, 0, end)
    return content[: end + len(feed)] if end > 0 else content


def _sure(content: bytes) -> Encoding | None:
    """Return the encoding that bytes alone decide: a mark, the zeros of UTF-16, or valid UTF-8."""
    if content.startswith(codecs.BOM_UTF16_LE):
        return Encoding.UTF_16_LE
    if content.startswith(codecs.BOM_UTF16_BE):
        return Encoding.UTF_16_BE
    head = content[:4096]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if max(zeros) > len(head) // 8:
        return Encoding.UTF_16_LE if zeros[1] > zeros[0] else Encoding.UTF_16_BE
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Encoding.UTF_8


def _ordered(content: bytes) -> list[Encoding]:
    """Return the encodings to try: UTF-16 only where the bytes speak for it."""
    sure = _sure(content)
    if sure in (Encoding.UTF_16_LE, Encoding.UTF_16_BE):
        return [sure]
    return [Encoding.UTF_8, Encoding.CP1258, Encoding.TCVN3]


def _sample(text: str) -> tuple[str, ...]:
    """Return the first lines that say something, those with letters beyond ASCII before others."""
    lines = [line.strip()[:LONGEST_SAMPLE] for line in text.splitlines() if line.strip()]
    first, rest = lines[:1], lines[1:]
    rest.sort(key=str.isascii)
    return tuple(first + rest[: SAMPLE_LINES - 1])
