"""Captions as other programs write them: read by one reader, and written as plain WebVTT."""

from pathlib import Path

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from video.services.cue_reader import Reading, read_cues
from video.services.cues import Cue, write_cues
from video.services.tracks import read_file
from video.services.tracks.telling import told_of

CASES = Path(__file__).parents[1] / "cases"
TIMED = "00:00:01.000 --> 00:00:02.000\n"


def case(name: str) -> tuple[Reading, str]:
    """Return what is read of a case, and what is told about it."""
    file = read_file((CASES / name).read_bytes())
    reading = read_cues(file.text)
    return reading, told_of(reading, file)


def said(text: str) -> list[str]:
    return ["|".join(cue.lines) for cue in read_cues(text).cues]


SEPSIS = [
    (0.5, 8.2, "Welcome to early recognition of sepsis"),
    (8.0, 20.0, "Dr. Muñoz: “Sepsis” is life-threatening – act fast"),
    (19.5, 40.0, "Check the patient’s respiratory rate"),
    (40.5, 65.0, "Send to the ED without delay & document"),
    (65.5, 89.0, "Thank you…"),
]
SEPSIS_TOLD = (
    "Taken out: colors and type styles. 1 short time was written in full."
    " At the top of the picture, as before: 1 caption. Caption 4 is missing from the numbering."
)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("captions-bom.srt", f"Read as SubRip. {SEPSIS_TOLD}"),
        (
            "captions-cp1252.srt",
            f"Read as SubRip in Windows-1252. Check accented letters. {SEPSIS_TOLD}",
        ),
    ],
)
def test_subrip_of_other_programs_is_read_and_one_notice_says_what_was_changed(
    name: str, told: str
) -> None:
    reading, notice = case(name)
    assert [(cue.start, cue.end, cue.text) for cue in reading.cues] == SEPSIS
    assert notice == told


def test_only_an_empty_line_ends_a_caption() -> None:
    reading, told = case("captions-space-line.vtt")
    assert [cue.lines for cue in reading.cues] == [
        ("Welcome to the course.",),
        ("Welcome to the course.", "It has two parts."),
    ]
    assert told == ""


@pytest.mark.parametrize(
    ("name", "lines", "told"),
    [
        (
            "captions-own-youtube.vtt",
            ["good morning and welcome"] * 2 + ["good morning and welcome|ask before you touch"],
            "Taken out: colors and type styles and the times of single words.",
        ),
        (
            "captions-own-meeting.vtt",
            [
                "Dr. Ann Lee: A & B are < 5\xa0mg",
                "Ask first, then examine.",
                "Ben Oak: And|document it.",
            ],
            (
                "Taken out: colors and type styles, positions that WebVTT does not have, the captions’ own names,"
                " notes, style sheets and regions."
                " Speakers’ names now come before what they say."
            ),
        ),
        (
            "captions-own-utf16.srt",
            [
                "No numbers here, only times",
                "- ¿Dónde duele?|- Aquí, 5 < 7 & más",
                "Gracias",
            ],
            (
                "Read as SubRip in UTF-16. Taken out: colors and type styles and positions that WebVTT does not have."
                " Left out: 1 caption without words."
            ),
        ),
        (
            "captions-own-cr.srt",
            ["Carriage returns alone", "The year was|2024", "and so on"],
            (
                "Read as SubRip. Empty lines inside captions were closed: 1."
                " Caption 2 is missing from the numbering."
            ),
        ),
    ],
)
def test_what_other_programs_export_is_read(name: str, lines: list[str], told: str) -> None:
    reading, notice = case(name)
    assert ["|".join(cue.lines) for cue in reading.cues] == lines
    assert notice == told


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT\n\n{TIMED}Hello",
        f"webvtt\nKind: captions\n{TIMED}Hello",
        f"\n\nWEBVTT - a title\n\nNOTE\nnothing\n\nmore of it\n\n{TIMED}Hello\n",
        f"WEBVTT\n\nNOTE {TIMED}Not said.\n\n{TIMED}Hello",
        f"WEBVTT\n\nSTYLE\n::cue {{}}\n/* {TIMED[:-1]} */\n\n{TIMED}Hello",
        f"WEBVTT\n\nintro\n{TIMED}Hello",
        f"WEBVTT\r\n\r\n{TIMED}Hello\r\n".replace("\n", "\r"),
        "WEBVTT\n\n0:01.0 --> 00:2,000 line:0\nHello",
        f"{TIMED}Hello",
        f"7\n{TIMED}Hello",
        f"7\n\n{TIMED}Hello",
        "1\n00: 00: 01,000 -> 00: 00: 02,000\nHello",
        "1\n00:00:01,000 –> 00:00:02,000\nHello",
        "1\n0:0:1 --> 0:0:2 X1:3 X2:4 Y1:1 Y2:2\nHello",
    ],
)
def test_one_caption_in_many_forms(text: str) -> None:
    [cue] = read_cues(text).cues
    assert (cue.start, cue.end, cue.lines) == (1.0, 2.0, ("Hello",))
    assert not read_cues(text).faults


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("<i>Hel</i>lo <b.loud>you</b>", "Hello you"),
        ('<font color="#ff0">Red</font> and <FONT face=Arial>blue</FONT>', "Red and blue"),
        ("{\\an8}{\\pos(1,2)}Up", "Up"),
        ("{\\an8 unclosed", "unclosed"),
        ("{\\{\\b1}an8}Up", "Up"),
        ("{\\an8{\\i1}}x", "x"),
        ("{\\i1 Hello {you} and {\\b1}me", "Hello {you} and me"),
        ("{{\\b1}\\b0}x", "x"),
        ("{y:i}{C:$00ff}One {two}", "One {two}"),
        ("\\hOne\\hword\\Ntwo\\nthree", "One word|two|three"),
        ("<o:p>A</o:p> <yellow>B <00:01>C<00:01.500>", "A B C"),
        ("<!-- c -->One <!-- two", "One <!-- two"),
        ("a<b and c>d <i = 3> <u.loud>e", "a<b and c>d <i = 3> e"),
        ("One<br>two<br/>three", "One|two|three"),
        ("<lang en>A<ruby>b<rt>c</rt></ruby></lang>", "Abc"),
        ("<yellow>Told</yellow>", "Told"),
        ("<v Ann Lee>Hello", "Ann Lee: Hello"),
        ("<v.first.loud Ann>\nHello</v>\n<v Ben>Hi", "Ann: Hello|Ben: Hi"),
        ("<v>Hello", "Hello"),
        ("A & B < C > D", "A & B < C > D"),
        ("A &amp; B &lt; C &gt; D &quot;&#39;&#x41;", "A & B < C > D \"'A"),
        ("&amp;lt; AT&T; &copy &unknown;", "&lt; AT&T; &copy &unknown;"),
        ("<laughs> <5 mg <ann@example.org>", "<laughs> <5 mg <ann@example.org>"),
        ("a&nbsp;b \t c", "a\xa0b c"),
        ("one\u2028two &#10; three &#8203;", "one two|three"),
        ("Water --&gt; steam -> ice", "Water --> steam -> ice"),
        ("“Smart” – quotes’ stay…", "“Smart” – quotes’ stay…"),
    ],
)
def test_no_markup_is_left_and_no_word_is_lost(words: str, lines: str) -> None:
    assert said(f"WEBVTT\n\n{TIMED}{words}\n") == [lines]


def test_a_speaker_is_named_where_another_spoke_before() -> None:
    cues = "".join(f"\n{TIMED}<v {who}>Words\n" for who in ("Ann", "Ann", "Ben", "Ann"))
    assert said(f"WEBVTT\n{cues}") == ["Ann: Words", "Words", "Ben: Words", "Ann: Words"]


def test_a_place_at_the_top_stays_and_one_that_players_do_not_know_goes() -> None:
    texts = f"1\n{TIMED}{{\\an8}}Up\n\n2\n{TIMED}{{\\an2}}Down\n"
    assert [cue.settings for cue in read_cues(texts).cues] == ["line:0", ""]
    settings = "line:-1 position:10%,line-left size:150% align:left align:right region:x"
    [cue] = read_cues(f"WEBVTT\n\n{TIMED[:-1]} {settings}\nHello").cues
    assert cue.settings == "line:-1 position:10%,line-left align:left"


def test_words_after_an_empty_line_go_on_and_a_number_within_is_kept() -> None:
    text = f"1\n{TIMED}One\n\ntwo\n\n2\n{TIMED}Room\n12\n3\n{TIMED}Three\n"
    assert said(text) == ["One|two", "Room|12", "Three"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{TIMED}Call\n\n911\n\n{TIMED}Now\n", ["Call|911", "Now"]),
        (f"{TIMED}Call\n911\n{TIMED}Now\n", ["Call|911", "Now"]),
        (f"WEBVTT\n\n{TIMED}Call\n\n911\n\n{TIMED}Now\n", ["Call|911", "Now"]),
        (f"1\n{TIMED}Call\n\n911\n\n2\n{TIMED}Now\n", ["Call|911", "Now"]),
        (f"1\n\n{TIMED}\nCall\n\n2\n\n{TIMED}\nNow\n", ["Call", "Now"]),
        (f"WEBVTT\n\n1\n{TIMED}Call\n2\n{TIMED}Now\n3\n{TIMED}on", ["Call", "Now", "on"]),
        (f"{TIMED[:-1]} hello there: you\nagain\n", ["hello there: you|again"]),
        (f"WEBVTT\n\n{TIMED[:-1]} line:0 hello\n", ["hello"]),
    ],
)
def test_only_what_numbers_most_captions_is_a_number(text: str, lines: list[str]) -> None:
    assert said(text) == lines


@pytest.mark.parametrize(
    ("time", "is_subrip"),
    [
        ("00:00:03 --> 00:00:99,000", True),
        ("00:61:03,000 --> 01:00:00,000", True),
        ("00:00:03,000 -->", True),
        ("3 --> 4", True),
        ("00:00:03:12 -> 00:00:04:12", True),
        ("Hello --> 00:00:04.000", False),
    ],
)
def test_what_looks_like_a_time_and_is_none_is_named_by_its_line(
    time: str, is_subrip: bool
) -> None:
    head = "" if is_subrip else "WEBVTT\n\n"
    reading = read_cues(f"{head}{TIMED}Hello\n\n{time}\nLost?\n")
    assert reading.faults == (6 if not is_subrip else 4,)
    assert [cue.text for cue in reading.cues] == ["Hello"]


@given(st.text(alphabet=st.sampled_from("a1 \n\t<>/iv.=&;#{}\\-:,W→\u2028\xa0é"), max_size=40))
def test_what_is_written_is_read_back_and_nothing_is_changed(words: str) -> None:
    reading = read_cues(f"WEBVTT\n\n{TIMED}{words}")
    text = write_cues(reading.cues)
    again = read_cues(text)
    assert again.cues == reading.cues
    assert not +again.changes
    assert not again.faults
    assert write_cues(again.cues) == text


@given(
    st.lists(
        st.tuples(
            st.integers(0, 360_000_000),
            st.integers(0, 9_000),
            st.text(alphabet="aé& <>-5", min_size=1, max_size=20).filter(str.strip),
        ),
        max_size=5,
    )
)
def test_another_reader_reads_what_is_written(rows: list[tuple[int, int, str]]) -> None:
    cues = [
        Cue(start / 1000, (start + length) / 1000, (" ".join(words.split()),))
        for start, length, words in rows
    ]
    found = webvtt.from_string(write_cues(cues), strict=True).captions
    assert [
        (each.start_time.in_milliseconds(), each.end_time.in_milliseconds()) for each in found
    ] == [(round(1000 * cue.start), round(1000 * cue.end)) for cue in cues]
