"""Page furniture goes, the article stays, and every offset leads back."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.ingest.clean import clean

BODY = (
    "The industry ministry said on Monday that exports of steel pipes rose 5 percent in April, "
    "helped by demand from shipyards abroad."
)


def blocks(raw: str) -> list[tuple[str, str]]:
    cleaned = clean(raw)
    return [(kind, cleaned.text[start:end]) for start, end, kind in cleaned.blocks]


FURNITURE = [
    "Views : 33",
    "Update time : 2023-04-25 10:27:40",
    "Published : Nov. 1, 2015 - 18:08",
    "Updated: July 31, 2019",
    "24(Tue), Sep, 2019",
    "20:01, 18 February 2026",
    "Published : Nov. 14, 2025 - 17:42   Updated : Nov. 14, 2025 - 19:05",
    "2025.11.18  조회 2,318",
    "• Registration date 2025-02-10   • Division Ships & Plants   • Hits 1,204",
    "VISTULA MONITOR  |  4 August 2025  |  Read: 3 min.  |  Comments (7)",
    "Share on Facebook | Share on X | Copy link | Font size + -",
    "Tweet  Print  Listen",
    "    • Link copied",
    "Skip to main content",
    "HOME      ABOUT US      NW 기획정보",
    "본문 바로가기",
    "bar_progress",
    "(END)",
    "Photo : HANBIT TV",
    "Photo credit: Yonhap",
    "[Hanbit TV News]",
    "Source: Reuters (Reporting by A. Writer; Editing by B. Editor)",
    "(jwnoh@hanamdaily.example)",
    "https://www.example.com/news/1",
    "Copyright (c) 2023 Hanam Daily. All rights reserved.",
    "ⓒ Hanam Daily, unauthorized reproduction prohibited",
    "Reproduced by machine translation.",
    "We use cookies to improve your experience on this site.",
    "Sign up for a free preview to unlock the rest of this article",
    "Advertisement",
    "FOR IMMEDIATE RELEASE | Thursday, April 4, 2024 | Media Contact: [email protected]",
    "Contact: Export Policy Division (+82-44-000-0000)",
    ">> Lithium prices: see page 7",
    "▶ Won slides past 1,430",
    "[Related] Timeline: eight months of tariff talks",
    "(20.05.12)수출규제 브리핑01.JPG 1",
    "---",
    "12 comments",
    "Posted April 25, 2023 by admin",
    "April 25, 2023 10:27 am by Kim Min-a",
    "News > Business > Industry",
    "REUTERS/Kim Hong-ji",
    "This article was translated by AI.",
    "Listen to this article · 5:12 min",
    "5 min read",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_left_out(line):
    assert blocks(f"{BODY}\n\n{line}\n\n{BODY}") == [("paragraph", BODY)] * 2


TEXT = [
    "Exports rose 5 percent in April.",
    "Shares of POSCO fell 2 percent.",
    "Source materials are scarce.",
    "Print media lost jobs in 2020.",
    "Views of the ministry differ on 3 points.",
    "By 2030, Korea will have 16 gigawatts.",
    "Updated rules take effect on July 1, 2019.",
    "It was published on July 31, 2019, the ministry said.",
    "Home sales in Seoul fell 3 percent.",
    "Semiconductors | 25% | 50% in 2025",
    "Semiconductors: 4.18 trillion won",
    "Next: an agreement with the Gulf states was concluded",
    "July 4, 2019 Japan curbs exports",
    "K-SURE: ceiling to rise by KRW 30 trillion",
    "Duties on steel, aluminum and copper",
    "Subsidies worth 3 trillion won for chip makers in Korea",
]


@pytest.mark.parametrize("line", TEXT)
def test_text_that_looks_like_furniture_stays(line):
    assert line in clean(f"{BODY}\n\n{line}\n\n{BODY}").text


DATELINES = [
    ("SEOUL, April 25 (Yonhap) -- ", None),
    ("SEOUL, 22nd August, 2025 (WAM) -- ", "2025-08-22"),
    ("WASHINGTON, March 26 - ", None),
    ("WASHINGTON, D.C. – ", None),
    ("Washington, D.C.—", None),
    ("TOKYO — ", None),
    ("HÀ NỘI — ", None),
    ("SEOUL– ", None),
    ("8 March 2024 (Lloyd's List) - ", "2024-03-08"),
    ("Gulf Commerce Daily - RIYADH: ", None),
    ("[Sejong=Asia Economy Reporter Kwon Haeyoung] ", None),
    ("SEOUL (Reuters) - ", None),
    ("(Bloomberg) -- ", None),
    ("SEOUL, South Korea (AP) — ", None),
    ("April 25 (Reuters) - ", None),
    ("[Seoul, 25 April 2023] ", "2023-04-25"),
    ("GENEVA (25 April 2023) – ", "2023-04-25"),
    ("SEOUL, KOREA – April 25, 2023 – ", "2023-04-25"),
    ("April 25, 2023, Seoul – ", "2023-04-25"),
    ("SEOUL, South Korea, April 25, 2023 /PRNewswire/ -- ", "2023-04-25"),
]


@pytest.mark.parametrize(("dateline", "day"), DATELINES)
def test_a_dateline_is_cut_off_and_tells_the_day(dateline, day):
    cleaned = clean(dateline + BODY)
    assert cleaned.text == BODY
    assert cleaned.metadata.get("published") == day


NO_DATELINES = [
    "Seoul, Washington and Tokyo will hold talks next month, the ministry said on Monday.",
    "KEXIM: the bank will lend 3 trillion won to makers of batteries, it said on Monday.",
    "Samsung Electronics (005930) - the largest chip maker - fell 2 percent on Monday.",
    "U.S. Trade Representative (USTR) -- the office in charge -- opened a probe on Monday.",
    "Korea - the fourth-largest importer of crude - will cut its purchases next year.",
    "KEXIM (Exim Bank) - a state lender - will lend 3 trillion won to makers of batteries.",
    "On April 25 (Tuesday), the ministry met makers of chips, it said in a release.",
]


@pytest.mark.parametrize("sentence", NO_DATELINES)
def test_what_only_looks_like_a_dateline_stays(sentence):
    assert clean(sentence).text == sentence


def test_a_dateline_without_year_is_warned_of():
    raw = f"SEOUL, April 25 (Yonhap) -- {BODY}"
    (warning,) = clean(raw).warnings
    assert warning["code"] == "dateline_without_year"
    assert raw[warning["start"] : warning["end"]] == "April 25"
    assert not clean("Published: 2023-04-25\n" + raw).warnings


SIGN_OFFS = [
    " (END)",
    " — KTM",
    " Source: Yonhap News Agency",
    " (reporter@example.com)",
    " (Yonhap)",
]


@pytest.mark.parametrize("sign_off", SIGN_OFFS)
def test_a_sign_off_is_cut_off(sign_off):
    assert clean(f"{BODY}\n\n{BODY}{sign_off}").text == f"{BODY} {BODY}"


CAPTIONS = [
    ("The two shake hands in Prague on Feb. 16. [YONHAP]", "on Feb. 16."),
    ("Steel coils at the port of Pohang. (Photo: MOTIE)", "of Pohang."),
    ("Cars stand in line at Pyeongtaek on Nov. 14. (Staff photo)", "on Nov. 14."),
    ("The ministers meet in Seoul. (Image courtesy of Yonhap)", "in Seoul."),
    ("[Photo: Officials meet in Seoul on Thursday. Courtesy of MOTIE]", "on Thursday."),
]


@pytest.mark.parametrize(("line", "end"), CAPTIONS)
def test_a_caption_keeps_its_words_and_loses_its_credit(line, end):
    kind, text = blocks(f"{line}\n\n{BODY}")[0]
    assert kind == "caption"
    assert text.endswith(end)
    assert not text.startswith("[")


ITEMS = [
    ("○ Green ships: KRW 171.6 billion.", "item", "Green ships: KRW 171.6 billion."),
    ("  • A BIS license is required.", "item", "A BIS license is required."),
    ("(2) Chips made up 31.2% of exports.", "item", "Chips made up 31.2% of exports."),
    ("- Exports rose.", "item", "Exports rose."),
    ("→ The EU opened a dispute.", "item", "The EU opened a dispute."),
    ("▶ Exports rose 5 percent.", "item", "Exports rose 5 percent."),
    ("2. Trade insurance", "headline", "Trade insurance"),
    ("Q: What has Seoul done?", "paragraph", "What has Seoul done?"),
    ("Q2. Who gets cash grants?", "paragraph", "Who gets cash grants?"),
    ("Q2 exports rose.", "paragraph", "Q2 exports rose."),
    ("2.5 percent was the rate.", "paragraph", "2.5 percent was the rate."),
    ("-0.4 percent was the rate.", "paragraph", "-0.4 percent was the rate."),
]


@pytest.mark.parametrize(("line", "kind", "text"), ITEMS)
def test_bullets_make_items(line, kind, text):
    assert blocks(f"{BODY}\n\n{line}\n\n{BODY}")[1] == (kind, text)


WORDS = [
    ("defense and hy drogen, it said", "defense and hydrogen, it said"),
    ("the optical fi ber market", "the optical fiber market"),
    ("new tech nologies for chips", "new technologies for chips"),
    ("the dis plays of LG", "the dis plays of LG"),
    ("a part of it went in to effect", "a part of it went in to effect"),
    ("on line sales and may be more", "on line sales and may be more"),
    ("ten per cent of the pro forma sum", "ten per cent of the pro forma sum"),
    ("anti dumping and non profit", "anti dumping and non profit"),
    ("Kim Jin a said so to al Arabiya", "Kim Jin a said so to al Arabiya"),
    ("an ad just ran", "an ad just ran"),
    ("semi\u00adcon\u00adductors", "semiconductors"),
    ("in July 2019.The items are", "in July 2019. The items are"),
    ("J.P.Morgan and the U.S.Trade office", "J.P.Morgan and the U.S.Trade office"),
    ("version 2.The", "version 2.The"),
]


@pytest.mark.parametrize(("raw", "expected"), WORDS)
def test_words_are_mended_but_never_falsely(raw, expected):
    assert clean(raw).text == expected


CHARACTERS = [
    ("Koreaâ€™s exports", "Korea's exports"),
    ("Korea‘s exports", "Korea's exports"),
    ("Korea’s exports", "Korea's exports"),
    ("Korea&#39;s exports", "Korea's exports"),
    ("Korea&rsquo;s exports", "Korea's exports"),
    ("Korea?s exports", "Korea's exports"),
    ("Korea\ufffds exports", "Korea's exports"),
    ("Korea\x92s exports", "Korea's exports"),
    ("is that Korea? so it seems", "is that Korea? so it seems"),
    ("â€œWe willâ€\x9d they", "“We will” they"),
    ("¡°We will¡± they", "“We will” they"),
    ("&quot;We will&quot; they", '"We will" they'),
    ("R&amp;D and R&D", "R&D and R&D"),
    ("AT&T; then", "AT&T; then"),
    ("3\u00a0percent\u2009of\u3000it", "3 percent of it"),
    ("a\tb\u200bc\ufeff", "a bc"),
    ("１２．５ percent", "12.5 percent"),
    ("cafe\u0301s", "cafés"),
    ("ﬁber", "fiber"),
    ("a\r\nb\rc\u2028d", "a b c d"),
    ("“alchemy” – program", "“alchemy” – program"),
    ("chips 😀 rose", "chips 😀 rose"),
    ("bad \ud800 half", "bad \ufffd half"),
    ("zero\x00byte", "zero byte"),
    ("&#xD800; &nosuch;", "\ufffd &nosuch;"),
]


@pytest.mark.parametrize(("raw", "expected"), CHARACTERS)
def test_characters_are_mended(raw, expected):
    assert clean(raw).text == expected


WRAPPED = """\
    SEJONG, Aug 5 - The country will spend 7.8 trillion won over
seven years on research into materials, parts and equipment to
reduce its dependence on others.
    The money is meant to secure 100 items used in semi-
conductors, cars and machinery. Supplies of some are safe.
    Others are not, and anti-
dumping duties are likely.
"""


def test_line_wraps_are_undone():
    assert blocks(WRAPPED) == [
        (
            "paragraph",
            "The country will spend 7.8 trillion won over seven years on research into "
            "materials, parts and equipment to reduce its dependence on others.",
        ),
        (
            "paragraph",
            "The money is meant to secure 100 items used in semiconductors, cars and "
            "machinery. Supplies of some are safe.",
        ),
        ("paragraph", "Others are not, and anti-dumping duties are likely."),
    ]


def test_wraps_that_blank_lines_part_are_undone():
    raw = (
        "China, which refines about 70 percent of the world's\n"
        "graphite, is to require permits for exports of natural and\n"
        "artificial graphite from Dec. 1.\n\n"
        "* CARS. The country abolishes its 5 percent duty on Korean\n"
        "  cars with combustion engines at once.\n"
        "* BANANAS. The tariff falls by 6 percentage points\n"
    )
    assert [kind for kind, _ in blocks(raw)] == ["paragraph", "item", "item"]
    assert "natural and artificial graphite" in clean(raw).text
    assert "Korean cars with" in clean(raw).text


def test_lines_that_are_paragraphs_stay_apart():
    assert len(blocks(f"{BODY}\n{BODY}\nExports rose.\nImports fell.")) == 4


TITLE = "Seoul to widen its list of key technologies"
TITLES = [
    f"{TITLE}\nViews : 3\n{BODY}",
    f"The Hanam Daily\n\n{TITLE}\nBy Kim Min-a\n\n{BODY}",
    f" date 2019-07-01 {TITLE}\n{BODY}",
    f"Technology policy and materials\n{TITLE} 2019-07-01\n{BODY}",
    f"Home > World > Trade\n{TITLE}\nKim Min-a\n{BODY}",
    f"News\n\n{TITLE}\nTokyo protests at WTO\n\n{BODY}",
]


@pytest.mark.parametrize("raw", TITLES)
def test_the_headline_is_the_title(raw):
    assert clean(raw).metadata["title"] == TITLE
    assert ("headline", TITLE) in blocks(raw)


def test_running_text_has_no_title():
    assert "title" not in clean(BODY).metadata
    assert "title" not in clean(f"{BODY}\n\n{BODY}").metadata


def test_the_title_is_as_the_page_prints_it():
    assert clean(f"Korea’s  list grows again\n\n{BODY}").metadata["title"] == (
        "Korea’s list grows again"
    )


def test_a_page_title_that_stands_again_below_is_dropped():
    raw = f" date 2026-02-18  Seoul vows support\nHanam Daily\n\nSeoul vows support\n\n{BODY}"
    assert blocks(raw) == [("headline", "Seoul vows support"), ("paragraph", BODY)]
    assert clean(raw).metadata["published"] == "2026-02-18"


PUBLISHED = [
    ("Views : 33\nUpdate time : 2023-04-25 10:27:40", "2023-04-25"),
    ("Published : Nov. 1, 2015 - 18:08", "2015-11-01"),
    ("Updated: July 31, 2019", "2019-07-31"),
    ("Updated: 2019-08-02\nPublished: 2019-07-31", "2019-07-31"),
    ("Write: 2022-10-21 09:41:17 / Update: 2022-10-22 14:02:55", "2022-10-21"),
    ("24(Tue), Sep, 2019", "2019-09-24"),
    ("The Tozai Shimbun  12:00 JST, March 24, 2023", "2023-03-24"),
    ("For immediate release: September 3, 2025", "2025-09-03"),
    ("입력 2025.11.18 10:00", "2025-11-18"),
    ("Published: 25/04/2023", "2023-04-25"),
    ("Published: 04/05/2023", None),
    ("Published: 2023-02-30", None),
    ("Published: 2 hours ago", None),
    ("Published: April 25", None),
]


@pytest.mark.parametrize(("stamp", "day"), PUBLISHED)
def test_the_day_of_publication_is_read(stamp, day):
    assert clean(f"{stamp}\n\n{BODY}").metadata.get("published") == day


def test_lists_of_other_articles_go_with_their_heading():
    raw = f"{BODY}\n\nRelated articles\n- Battery makers welcome permits\n- Ships sail again\n"
    assert blocks(raw) == [("paragraph", BODY)]
    inside = f"{BODY}\n\nRelated Article\n\n{BODY}"
    assert blocks(inside) == [("paragraph", BODY)] * 2


def test_names_above_and_below_the_text_go():
    raw = f"Seoul widens its list of chips\nGlobal News Network\nRyu Sang-il\n{BODY}\n\nKim Min-a\n"
    assert [text for _, text in blocks(raw)] == ["Seoul widens its list of chips", BODY]


@pytest.mark.parametrize("raw", ["Seoul", "News", "Japan lifted export curbs", "US", "Print"])
def test_a_text_of_one_line_is_never_furniture(raw):
    assert clean(raw).text == raw


@pytest.mark.parametrize("raw", ["", " ", "\n\n\n", "\u200b", "\ufeff\n", "Views : 33\n(END)\n"])
def test_nothing_to_read_is_no_error(raw):
    assert clean(raw).text == ""
    assert clean(raw).blocks == ()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([*FURNITURE, *TEXT, BODY, WRAPPED, "hy drogen", "Korea’s"]),
            st.text(max_size=30),
        ),
        max_size=8,
    ),
    st.sampled_from(["\n", "\n\n", "\r\n", " ", "\t", "\u2028"]),
)
def test_any_text_keeps_the_contract(parts, glue):
    raw = glue.join(parts)
    cleaned = clean(raw)
    assert "  " not in cleaned.text
    assert cleaned.text == cleaned.text.strip()
    assert not any(char.isspace() and char != " " for char in cleaned.text)
    ends = [-1, *(end for _, end, _ in cleaned.blocks)]
    starts = [start for start, _, _ in cleaned.blocks]
    assert starts == [end + 1 for end in ends[:-1]]
    assert ends[-1] == len(cleaned.text) or not cleaned.text
    offsets = cleaned.offsets
    for start, end, _ in cleaned.blocks:
        raw_start, raw_end = offsets.to_raw(start, end)
        assert 0 <= raw_start < raw_end <= len(raw)
        assert offsets.to_clean(raw_start, raw_end) == (start, end)
    assert clean(raw) == cleaned


HOSTILE = {
    "one line": "Exports rose 3 percent. " * 42_000,
    "line feeds": "\n" * 1_000_000,
    "spaces": " " * 1_000_000,
    "one word": "x" * 1_000_000,
    "short lines": "a b\n" * 100_000,
    "furniture": "Views : 33\n" * 50_000,
    "broken words": "hy drogen " * 50_000,
    "entities": "&quot;" * 100_000,
    "mojibake": "â€™" * 100_000,
    "combining": "e" + "\u0301" * 500_000,
    "surrogates": "\ud800" * 200_000,
    "brackets": ("(" * 300 + "\n") * 2_000,
    "dots": ("a." * 150 + "\n") * 2_000,
    "pipes": ("| " * 150 + "\n") * 2_000,
    "capitals": ("ABC " * 75 + "\n") * 2_000,
    "hyphens": "semi-\n" * 100_000,
    "questions": "Q: " * 200_000,
    "bullets": "- " * 200_000,
    "datelines": "SEOUL, " * 100_000,
    "credits": "(Yonhap) " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_linear_time(name):
    started = time.process_time()
    clean(HOSTILE[name])
    assert time.process_time() - started < 8
