"""The words by which a text says who says so, how sure that is, or that something is not so; in both languages."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.domain.text import Lang


def _words(*listed: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'’])(?:{'|'.join(' '.join(listed).split())})(?!\w)".replace("_", r"\s+"), re.IGNORECASE
    )


# Somebody who says, writes, asks, rules, or a report that says so. An underscore stands for a space.
ATTRIBUTION: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: _words(
        r"volgens aldus naar_verluidt naar_eigen_zeggen zegs\w+ zei(?:den)? zeg(?:t|gen) schree?f schrij\w+ schreven",
        r"(?:ver)?meld(?:t|de|den|en)? gemeld noem(?:t|de|den|en)? genoemd vond(?:en)? vind(?:t|en)",
        r"verklaar(?:t|de|den)? verklaring betoog(?:t|de|den)? betogen stel(?:t|de|den|len) beweer(?:t|de|den)?",
        r"waarschuw(?:t|de|den)? antwoord(?:t|de|den)? ontken(?:t|de|den|nen)? erken(?:t|de|den|nen)? vertel(?:t|de|den|len)?",
        r"oordeel(?:t|de|den)? laten_weten liet(?:en)? weten maakte\w* bekend dreig(?:t|de|den)? eis(?:t|te|ten)? vroeg(?:en)?",
        r"vraagt vragen beloof(?:t|de|den)? verweet verweten verwijt\w* beschuldig(?:t|de|den|ing)? benadruk(?:t|te|ten)?",
        r"herhaal(?:t|de|den)? bevestig(?:t|de|den)? blijkt bleek citeer\w+ aangehaald bericht\w* media bron(?:nen)? waarnemers",
        r"vrees(?:t|de|den)? vrezen verwacht(?:te|ten|en)? wil(?:de|den|len)? wees wijst zag zagen ziet acht(?:te|ten)?",
        r"bepleit(?:te)? pleit(?:te|ten)? claim(?:t|de|den)? schat(?:te|ten)? raam(?:t|de|den)? gaf geeft gaven vergeleek",
        r"kondig(?:t|de|den)? aangekondigd spra(?:k|ken) spree?k\w* beroept beriep voer(?:t|de|den) omschree?f opvatting standpunt",
        r"prees prijst bekritiseer\w+ kritiek klaag\w+ klacht hekel\w+ verwierp verwerp\w+ bezwaar vergoelijk\w+ meen(?:t|de|den)?",
        r"rekent rekende rekenden telling dreigement uitspraak gebruikte betwist\w* weersp\w+ suggereer\w+ onderstreep\w+",
    ),
    Lang.EN: _words(
        r"according_to reported(?:ly)? reports? said says? saying wrote writes? written call(?:ed|s|ing)? told tells?",
        r"state[ds]? statement argue[ds]? arguing argument claim(?:ed|s|ing)? warn(?:ed|s|ing)? repl(?:y|ied|ies)",
        r"answer(?:ed|s)? den(?:y|ied|ies|ying) accept(?:ed|s)? acknowledge[ds]? conced\w+ held holds? rul(?:ed|es|ing)",
        r"announc\w+ threaten(?:ed|s)? threat demand(?:ed|s)? ask(?:ed|s|ing)? promise[ds]? accus\w+ stress(?:ed|es)?",
        r"insist(?:ed|s)? repeat(?:ed|s)? confirm(?:ed|s)? quot\w+ cite[ds]? media sources? fear(?:ed|s)? expect(?:ed|s)?",
        r"want(?:ed|s)? contend(?:ed|s)? maintain(?:ed|s)? found finds? saw sees? view(?:ed|s)? consider(?:ed|s)? alleg\w+",
        r"estimat\w+ declare[ds]? declaration describ\w+ spoke(?:n)? speaks? criticis\w+ criticiz\w+ prais\w+ urg(?:ed|es)",
        r"named? names charged speaking pointed shown thought thinks? believ\w+ object(?:ed|s|ion)? dismiss\w+ reject\w+ complain\w+ account(?:s|ing)? position put_it",
        r"warning counted compar\w+ posted post invok\w+ assert\w+ suggest\w+ advis\w+ agree(?:d|s)? disput\w+ used",
    ),
}  # fmt: skip

# What says by itself that a thing is not certain.
DOUBT: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: _words(
        r"mogelijk misschien wellicht waarschijnlijk vermoedelijk kennelijk zou(?:den)? kan kunnen kon(?:den)? onduidelijk",
        r"onbekend onzeker schijnt lijkt leek leken niet_bekend weten_we_niet weten_wij_niet",
    ),
    Lang.EN: _words(
        r"may might could possibl[ey] perhaps probabl[ey] likely apparently unclear unknown uncertain seem(?:s|ed)?",
        r"appear(?:s|ed)? potential(?:ly)? not_known do_not_know would can",
    ),
}  # fmt: skip

# A report that we saw only as others relay or reproduce it.
MARK: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: _words(
        r"weergeven weergegeven weergaf weergave overgenomen doorgegeven als_kopie een_kopie via_anderen via_andere"
    ),
    Lang.EN: _words(r"relay(?:ed|s|ing)? reproduced second[- ]hand as_a_copy a_copy in_copy via_others"),
}

# Not, and words that leave no doubt that something is not so.
NEGATION: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: _words(r"niet geen nee nooit niemand niets noch nergens"),
    Lang.EN: _words(r"not never no(?!\.\s?\d) none nobody nothing neither nor cannot nowhere \w+n['’]t"),
}
# By which the other language may say the same without a "not".
_NEGATIVE: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"(?<!\w)(?:on[a-z]{4,}|weiger\w*|ontken\w*|verb(?:ied|od|ood)\w*|zonder|alleen|enkel|slechts|pas|behalve|uitsluit\w*|uitgeslot\w*|buiten|tenzij"
        r"|voordat|voor|tot|af|afge\w+|weg|tegen\w*|betwijfel\w*|twijfel\w*|ontbr\w+|mis\w*|faal\w*|tekort\w*|beperk\w*|hooguit|eind\w*|laatste|verlo\w+"
        r"|stop\w*|gestopt|verwierp\w*|verwerp\w*|verworpen|afwij\w+|blokk\w+|geblokk\w+|wantrouw\w*|staak\w*|stak\w*|kwijt\w*|vrij\w*|los|beletten?"
        r"|belet\w*|houd\w*|hield\w*|weinig|nauwelijks|leeg|vernietig\w*|opge\w+|dood\w*|anders\w*|meer|minder|in plaats|eerder|afhaak\w*|\w+loos|\w+loze)(?!\w)",
        re.IGNORECASE,
    ),
    Lang.EN: re.compile(
        r"(?<!\w)(?:un[a-z]{3,}|in(?:valid|capable|correct|complete|definite)\w*|il(?:legal|licit)\w*|im(?:possible|plausible)\w*|refus\w*|den(?:y|ied|ies|ial)\w*"
        r"|reject\w*|without|lack\w*|fail\w*|only|except\w*|unless|before|until|up to|out|ban\w*|bar|barred|bars|stop\w*|end\w*|against|doubt\w*|last|limit\w*"
        r"|at most|avoid\w*|prevent\w*|block\w*|ke(?:ep|pt)\w*|with(?:hold|held|draw|drew|drawn)\w*|declin\w*|miss\w*|los[st]\w*|rather|instead|few|little|hardly|any\w*"
        r"|free\w*|drop\w*|omit\w*|absent|absence|forb\w+|prohibit\w*|exclud\w*|off|away|still|even|other\w*|yet|void|distrust|less|more|too|disagree\w*|set aside"
        r"|oppos\w*|dissent\w*|alone|reluctan\w*|rul\w+ out|false|wrong|disput\w*|apart|different\w*|far from|\w+less|turn\w* down|restrict\w*|halt\w*|no longer)(?!\w)",
        re.IGNORECASE,
    ),
}


@lru_cache(maxsize=1 << 15)
def is_attributed(text: str, lang: Lang) -> bool:
    """Whether it says who says so."""
    return ATTRIBUTION[lang].search(text) is not None


@lru_cache(maxsize=1 << 15)
def is_hedged(text: str, lang: Lang) -> bool:
    """Whether it says who says so, that it is not certain, or that we saw only a relay."""
    return is_attributed(text, lang) or any(words[lang].search(text) is not None for words in (DOUBT, MARK))


@lru_cache(maxsize=1 << 15)
def is_marked(text: str, lang: Lang) -> bool:
    """Whether it says that a report was seen only as others relay or reproduce it."""
    return MARK[lang].search(text) is not None


@lru_cache(maxsize=1 << 15)
def may_negate(text: str, lang: Lang) -> bool:
    """Whether anything in it can say that something is not so."""
    return NEGATION[lang].search(text) is not None or _NEGATIVE[lang].search(text) is not None
