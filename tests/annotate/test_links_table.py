# ruff: noqa: E501
"""Who is meant: one row a case, near misses included.

A row is the text, the day of publication, the name asked for, and its id; a dash says that
the name is found and has no id, a star that it is not found at all.
"""

import pytest
import spacy
from spacy.tokens import Doc

ROWS = """
# ministries by the day
South Korea's industry ministry said so. | 2014-05-01 | industry ministry | KR-MOTIE
South Korea's industry ministry said so. | 2025-09-30 | industry ministry | KR-MOTIE
South Korea's industry ministry said so. | 2025-10-02 | industry ministry | KR-MOTIR
South Korea's trade ministry said so. | 2023-05-01 | trade ministry | KR-MOTIE
South Korea's trade ministry said so. | 1987-05-01 | trade ministry | KR-MOTIE
South Korea's energy ministry said so. | 2023-05-01 | energy ministry | KR-MOTIE
South Korea's energy ministry said so. | 2026-05-01 | energy ministry | KR-MCEE
South Korea's environment ministry said so. | 2023-05-01 | environment ministry | KR-ME
South Korea's finance ministry said so. | 2023-05-01 | finance ministry | KR-MOEF
South Korea's finance ministry said so. | 2026-05-01 | finance ministry | KR-MOFE
South Korea's finance ministry said so. | 1987-05-01 | finance ministry | KR-MOEF
South Korea's budget ministry said so. | 2026-05-01 | budget ministry | KR-MPB
South Korea's science ministry said so. | 2023-05-01 | science ministry | KR-MSIT
South Korea's foreign ministry said so. | 2023-05-01 | foreign ministry | KR-MOFA
South Korea's agriculture ministry said so. | 2023-05-01 | agriculture ministry | KR-MAFRA
South Korea's land ministry said so. | 2023-05-01 | land ministry | KR-MOLIT
South Korea's oceans ministry said so. | 2023-05-01 | oceans ministry | KR-OCEANS
South Korea's labor ministry said so. | 2023-05-01 | labor ministry | KR-MOEL
South Korea's SMEs ministry said so. | 2023-05-01 | SMEs ministry | KR-MSS
South Korea's defense ministry said so. | 2023-05-01 | defense ministry | KR-MND
# the same words in other countries
Japan's industry ministry said so. | 2023-05-01 | industry ministry | JP-METI
Japan's trade ministry said so. | 2019-07-01 | trade ministry | JP-METI
Japan's finance ministry said so. | 2019-07-01 | finance ministry | JP-MOF
Japan's foreign ministry said so. | 2019-07-01 | foreign ministry | JP-MOFA
China's commerce ministry said so. | 2023-05-01 | commerce ministry | CN-MOFCOM
China's finance ministry said so. | 2023-05-01 | finance ministry | -
India's finance ministry said so. | 2023-05-01 | finance ministry | -
Thailand's industry ministry said so. | 2023-05-01 | industry ministry | -
The Danish foreign ministry said so. | 2023-05-01 | foreign ministry | -
The German environment ministry said so. | 2023-05-01 | environment ministry | -
The finance ministry in Tokyo said so. | 2023-05-01 | finance ministry | JP-MOF
The finance ministry in Seoul said so. | 2023-05-01 | finance ministry | KR-MOEF
The Finance Ministry of Japan said so. | 2023-05-01 | Finance Ministry | JP-MOF
Tokyo acted. The finance ministry said so. | 2023-05-01 | finance ministry | JP-MOF
Beijing acted. The commerce ministry said so. | 2023-05-01 | commerce ministry | CN-MOFCOM
U.S. anger grew. Japan will act, the finance ministry said. | 1987-03-01 | finance ministry | JP-MOF
# full names
the Ministry of Trade, Industry and Energy said | 2020-01-01 | Ministry of Trade, Industry and Energy | KR-MOTIE
the Ministry of Trade, Industry, and Energy said | 2020-01-01 | Ministry of Trade, Industry, and Energy | KR-MOTIE
the Ministry of Trade, Industry and Resources said | 2026-01-01 | Ministry of Trade, Industry and Resources | KR-MOTIR
the Ministry of Science and ICT said | 2020-01-01 | Ministry of Science and ICT | KR-MSIT
South Korea's Ministry of Economy and Finance said | 2020-01-01 | Ministry of Economy and Finance | KR-MOEF
the Ministry of SMEs and Startups said | 2020-01-01 | Ministry of SMEs and Startups | KR-MSS
Japan's Ministry of Economy, Trade and Industry said | 2020-01-01 | Ministry of Economy, Trade and Industry | JP-METI
Japan's Ministry of International Trade and Industry said | 1987-01-01 | Ministry of International Trade and Industry | JP-METI
Japan's Ministry of Finance said | 2020-01-01 | Ministry of Finance | JP-MOF
China's Ministry of Commerce said | 2020-01-01 | Ministry of Commerce | CN-MOFCOM
Vietnam's Ministry of Industry and Trade said | 2023-01-01 | Ministry of Industry and Trade | VN-MOIT
Thailand's Ministry of Commerce said | 2020-01-01 | Ministry of Commerce | -
Peru's Ministry of Economy and Finance said | 2020-01-01 | Ministry of Economy and Finance | -
# abbreviations, safe and dangerous
MOTIE said so. | 2023-05-01 | MOTIE | KR-MOTIE
METI said so. | 2023-05-01 | METI | JP-METI
MITI said so. | 1987-05-01 | MITI | JP-METI
USTR said so. | 2023-05-01 | USTR | US-USTR
WTO members agreed. | 2023-05-01 | WTO | WTO
IMF staff agreed. | 2023-05-01 | IMF | IMF
OECD data show it. | 2023-05-01 | OECD | OECD
GATT rules forbid it. | 1987-05-01 | GATT | GATT
KOTRA helps exporters. | 2023-05-01 | KOTRA | KR-KOTRA
KEXIM lends to them. | 2023-05-01 | KEXIM | KR-KEXIM
KITA said so. | 2023-05-01 | KITA | KR-KITA
They signed an MOU on chips. | 2023-05-01 | MOU | *
The FTC said so. | 2023-05-01 | FTC | *
ME and MOF are short. | 2023-05-01 | ME | *
The Korea Fair Trade Commission (KFTC) said so. | 2023-05-01 | KFTC | KR-KFTC
The Financial Services Commission (FSC) acted. FSC said so. | 2023-05-01 | FSC | KR-FSC
The U.S. Bureau of Industry and Security (BIS) acted. | 2023-05-01 | BIS | US-BIS
The U.S. International Trade Commission (ITC) ruled. | 2023-05-01 | ITC | US-ITC
The Korea Trade Commission (KTC) ruled. KTC said so. | 2023-05-01 | KTC | KR-KTC
# other Korean bodies
Korea Customs Service data show it. | 2023-05-01 | Korea Customs Service | KR-KCS
The Bank of Korea said so. | 2023-05-01 | Bank of Korea | KR-BOK
South Korea's National Assembly passed it. | 2023-05-01 | National Assembly | KR-NA
France's National Assembly passed it. | 2023-05-01 | National Assembly | -
Seoul's presidential office said so. | 2023-05-01 | presidential office | KR-PRES
The Export-Import Bank of Korea lends. | 2023-05-01 | Export-Import Bank of Korea | KR-KEXIM
The Korea Development Bank lends. | 2023-05-01 | Korea Development Bank | KR-KDB
# governments
The South Korean government said so. | 2023-05-01 | South Korean government | KR-GOV
The Korean government said so. | 2023-05-01 | Korean government | KR-GOV
The Seoul government said so. | 1987-05-01 | Seoul government | KR-GOV
The government of South Korea said so. | 2023-05-01 | government of South Korea | KR-GOV
The Czech government said so. | 2023-05-01 | Czech government | -
The Reagan administration said so. | 1987-05-01 | Reagan administration | -
# the United States
The Commerce Department said so. | 2023-05-01 | Commerce Department | US-DOC
U.S. tariffs rose, the Department of Commerce said. | 2023-05-01 | Department of Commerce | US-DOC
The Federal Reserve said so. | 2023-05-01 | Federal Reserve | US-FED
The Fed said so. | 2023-05-01 | Fed | US-FED
The U.S. Congress passed it. | 2023-05-01 | U.S. Congress | US-CONGRESS
President Reagan told Congress so. | 1987-05-01 | Congress | US-CONGRESS
The office of Commerce Secretary Howard Lutnick said so. | 2025-05-01 | Commerce | *
# Europe and the world
The European Commission said so. | 2023-05-01 | European Commission | EU-COM
The World Trade Organization ruled. | 2023-05-01 | World Trade Organization | WTO
The World Trade Organisation ruled. | 2023-05-01 | World Trade Organisation | WTO
The General Agreement on Tariffs and Trade rules. | 1987-05-01 | General Agreement on Tariffs and Trade | GATT
The International Monetary Fund said so. | 2023-05-01 | International Monetary Fund | IMF
# countries
South Korea acted. | 2023-05-01 | South Korea | KR
S. Korea acted. | 2023-05-01 | S. Korea | KR
ROK exports rose. | 2023-05-01 | ROK | KR
North Korean exports rose. | 2023-05-01 | North Korean | KP
The Republic of Korea acted. | 2023-05-01 | Republic of Korea | KR
Korean exports rose. | 2023-05-01 | Korean | KR
The PRC acted. | 2023-05-01 | PRC | CN
The People's Republic of China acted. | 2023-05-01 | People's Republic of China | CN
Dutch exports rose. | 2023-05-01 | Dutch | NL
UK exports rose. | 2023-05-01 | UK | GB
West German exports rose. | 1987-05-01 | West German | DE
Soviet exports rose. | 1987-05-01 | Soviet | SU
Russian exports rose. | 1987-05-01 | Russian | SU
Russian exports rose. | 2023-05-01 | Russian | RU
EC exports rose. | 1987-05-01 | EC | EU
The European Union acted. | 2023-05-01 | European Union | EU
ASEAN exports rose. | 2023-05-01 | ASEAN | ASEAN
The Group of Seven met. | 1987-05-01 | Group of Seven | G7
Turkish exports rose. | 2023-05-01 | Turkish | TR
Taiwanese exports rose. | 2023-05-01 | Taiwanese | TW
European exports rose. | 2023-05-01 | European | place.european
# capitals as powers and as cities
Seoul rejected the offer. | 2023-05-01 | Seoul | KR
Washington rejected the offer. | 2023-05-01 | Washington | US
Tokyo rejected the offer. | 2023-05-01 | Tokyo | JP
Beijing rejected the offer. | 2023-05-01 | Beijing | CN
Brussels rejected the offer. | 2023-05-01 | Brussels | EU
The Hague rejected the offer. | 2023-05-01 | The Hague | NL
Moscow rejected the offer. | 1987-05-01 | Moscow | SU
Moscow rejected the offer. | 2023-05-01 | Moscow | RU
The Kremlin rejected the offer. | 2023-05-01 | Kremlin | RU
Talks were held in Seoul. | 2023-05-01 | Seoul | -
He visited Washington. | 2023-05-01 | Washington | -
The Tokyo summit ended. | 2023-05-01 | Tokyo | -
Pressure from Washington grew. | 2023-05-01 | Washington | US
They fled from Washington by train and travelled on. | 2023-05-01 | Washington | -
Talks between Ankara and Baghdad stalled. | 2023-05-01 | Baghdad | IQ
A flight from London to Bangkok was late. | 2023-05-01 | Bangkok | -
Quito citizens voted. | 2023-05-01 | Quito | -
Quito rejected the offer. | 2023-05-01 | Quito | EC
The firm moved to the capital, Manila, in May. | 2023-05-01 | Manila | -
Manila also rejected it. Relations with Manila cooled. | 2023-05-01 | Manila | PH
Tokyo Gov. Koike spoke. | 2023-05-01 | Tokyo | -
Banks in Tokyo's old town closed. | 2023-05-01 | Tokyo | -
Fans came from Miami, Tampa and Buenos Aires. | 2023-05-01 | Buenos Aires | -
# bodies of one name in several countries
Kuwait's emir dissolved the National Assembly after South Korea's envoy left. | 2023-05-01 | National Assembly | -
South Korea acted and the National Assembly agreed. | 2023-05-01 | National Assembly | KR-NA
Mauritius has a plan. The Prime Minister's Office (PMO) said so. | 2023-05-01 | PMO | -
India voted, and Congress leaders lost. | 2023-05-01 | Congress | -
U.S. tariffs rose. Congress agreed. | 2023-05-01 | Congress | US-CONGRESS
Kenyan Labour Congress chiefs met. | 2023-05-01 | Congress | *
# countries that share a name, other peoples, languages
Kinshasa and the DRC gained. Congolese exports rose. | 2023-05-01 | Congolese | CD
Congolese exports rose. | 2023-05-01 | Congolese | -
The paper appears in an English-speaking country. | 2023-05-01 | English | *
The Pan-American Highway is long. | 2023-05-01 | American | *
Trade with Latin America rose. | 2023-05-01 | America | *
# laws that do not exist yet
The Inflation Reduction Act (IRA) passed. | 2023-05-01 | IRA | fm.ira
The IRA was blamed. | 1988-05-01 | IRA | -
# people
Minister Lee Chang-yang spoke. | 2023-04-25 | Lee Chang-yang | kr.per.lee_changyang
Minister Lee Chang-yang spoke. Lee left. | 2023-04-25 | Lee | kr.per.lee_changyang
Finance Minister Chew Kyung-ho spoke. | 2023-04-25 | Chew Kyung-ho | kr.per.choo_kyungho
Finance Minister Choo Kyung-ho spoke. | 2023-04-25 | Choo Kyung-ho | kr.per.choo_kyungho
Finance Minister Choo Kyeong-ho spoke. | 2023-04-25 | Choo Kyeong-ho | kr.per.choo_kyungho
A farmer, Choo Kyeong-ho, spoke. | 2023-04-25 | Choo Kyeong-ho | -
Industry Minister Kim Jung-kwan spoke. | 2025-08-01 | Kim Jung-kwan | kr.per.kim_jungkwan
Trade Minister Yeo Han-koo spoke. | 2025-08-01 | Yeo Han-koo | kr.per.yeo_hankoo
Commerce Secretary Howard Lutnick spoke. | 2025-08-01 | Howard Lutnick | us.per.lutnick
Minister Goran Vukic spoke. | 2025-08-01 | Goran Vukic | -
# companies, media
SK hynix rose. | 2023-05-01 | SK hynix | co.skhynix
Samsung Electronics Co. rose. | 2023-05-01 | Samsung Electronics Co. | co.samsung
Toyota Motor Corp said so. | 2023-05-01 | Toyota Motor Corp | org.toyota
General Motors Corp said so. | 1987-05-01 | General Motors Corp | org.general_motors
He lives in Toyota, Japan. | 2023-05-01 | Toyota | *
The NEC met its members. | 2023-05-01 | NEC | *
Yonhap News Agency reported. | 2023-05-01 | Yonhap News Agency | media.yonhap
He told Reuters so. | 1987-05-01 | Reuters | media.reuters
Daesung Precision Co. rose. | 2023-05-01 | Daesung Precision Co. | -
"""
CASES = [
    tuple(cell.strip() for cell in row.split(" | "))
    for row in ROWS.splitlines()
    if row and not row.startswith("#")
]


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names")
    pipeline.add_pipe("kr_links")
    if not Doc.has_extension("kr_document"):
        Doc.set_extension("kr_document", default={})
    return pipeline


def test_there_are_enough_cases():
    assert len(CASES) >= 120


@pytest.mark.parametrize(("text", "day", "name", "expected"), CASES)
def test_link(nlp, text, day, name, expected):
    doc = nlp.make_doc(text)
    doc._.kr_document = {"published": day}
    doc = nlp(doc)
    found = {
        span._.kr_link["kb_id"] or "-"
        for span in doc.spans["kr_names"]
        if doc.text[span._.kr_name["start"] : span._.kr_name["end"]] == name
    }
    assert (found or {"*"}) == {expected}
