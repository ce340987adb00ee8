"""What an element's class and id say of it: weak hints, never needed, for class names are shuffled or made by machines."""

from __future__ import annotations

import re

(RELATED, PROMO, COMMENTS, SHARE, AD, CAPTION_H, CREDIT, BYLINE, DATE, TAGS) = (1 << n for n in range(10))
(SUBTITLE, BIO, WALL, BODY, EMBED, PULL, CRUMBS, LIVE, INTRO) = (1 << n for n in range(10, 19))

_WORDS = {
    RELATED: "related relatedarticles relatedstories recommend recommended recommendation recommendations recirc "
    "recirculation readmore readalso readnext morefrom morestories morenews moreon mostread mostpopular "
    "mostviewed popular trending alsoread alsosee outbrain taboola bookmark similar upnext inlinelink "
    "inlinestory relatedlink relatedlinks seealso outfeed teaserlist nextarticle contentrecommendation "
    "furtherreading zumthema mehrzumthema",
    PROMO: "newsletter newsletters subscribe subscription subscriptions signup promo promotion promobox donate "
    "donation contribute contribution membership apppromo appbanner appdownload cta whatsapp telegram epaper "
    "marketing appeal supportus",
    COMMENTS: "comments comment commentlist commentform disqus respond talkback fbcomments kommentare kommentar "
    "netiquette",
    SHARE: "poll polls voting quiz survey umfrage share sharing sharebar sharebuttons social socials followus "
    "addtoany addthis printbutton toolbar sharetools",
    AD: "ad ads advert adverts advertisement advertising sponsor sponsored werbung anzeige publicidad publicite "
    "adslot adunit",
    CAPTION_H: "caption captions captiontext figcaption bildunterschrift legende imagetext imageinfo imagecaption "
    "photocaption mediacaption imagedescription wpcaption bildtext",
    CREDIT: "credit credits photocredit imagecredit picturecredit mediacredit imgcredit imagecopyright photocopyright "
    "imagesource",
    BYLINE: "byline bylines author authors authorname articleauthor writer writers reporter reporters autor autoren "
    "autores auteur auteurs contributor contributors signature firma byauthor journalist journalists journalistname redacteur "
    "redaktor redaktion muhabir yazar penulis escritor",
    DATE: "date datetime timestamp time published pubdate postdate publishdate entrydate datum datepublished",
    TAGS: "tags taggroup tagslist hashtag tagbox keyword taglist taglinks tagcloud keywords topics hashtags posttags "
    "articletags entrytags schlagworte tagswrapper",
    INTRO: "lead lede leadtext intro introduction einleitung",
    SUBTITLE: "subtitle subhead subheadline subheading standfirst deck dek summary synopsis abstract preface chapo "
    "vorspann excerpt ingress sommario occhiello entradilla bajada sapo preamble strapline subhed sottotitolo",
    BIO: "authorbio authorbox authorinfo authorcard authordescription authorprofile aboutauthor bio biography "
    "postauthor abouttheauthor",
    WALL: "paywall paywalled regwall piano metered subscriberonly premiumbox plusteaser offerpage",
    BODY: "articlebody articletext articlecontent storybody storytext storycontent entrycontent postbody postcontent "
    "posttext bodytext bodycopy contentbody maincontent richtext articlemain",
    EMBED: "tweet twittertweet twitter instagrammedia fbpost embed embedded socialembed tiktokembed twitterembed "
    "video videoplayer videowrapper audio audioplayer",
    PULL: "pullquote pullquotes quotebox",
    CRUMBS: "breadcrumb breadcrumbs crumbs skiplink pagination pager pagenumbers languages langswitch menu navigation "
    "nav navbar navi",
    LIVE: "liveblog liveticker livefeed liveentry liveupdates",
}
BITS: dict[str, int] = {}
"""By a telling word: its hints."""
for _bit, _words in _WORDS.items():
    for _word in _words.split():
        BITS[_word] = BITS.get(_word, 0) | _bit
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
STATE = frozenset({"has", "no", "with", "without", "is", "js", "show", "hide", "enabled", "enable"})
"""Words of state classes (`has-related`, `no-comments`), which speak of others than the element itself."""


_ENDS = frozenset(word[at:] for word in BITS for at in range(len(word)))
"""What a telling word, or its second half, may be: a class with none of these says nothing."""
_KNOWN: dict[str, int] = {}
_MOST_KNOWN = 10_000


def _read(names: str) -> int:
    tokens = names.replace("-", " ").replace("_", " ").split()
    if not names.islower():
        tokens = [
            token.lower()
            for word in tokens
            for token in ((word,) if word.islower() else _TOKEN.findall(word))
        ]
    if _ENDS.isdisjoint(tokens):
        return 0
    found, before, state = 0, "", False
    for token in tokens:
        if not state:
            found |= BITS.get(token, 0) | BITS.get(before + token, 0)
        before, state = token, token in STATE
    return found


def hints_in(names: str) -> int:
    """The hints of a class attribute, as bits."""
    found = _KNOWN.get(names)
    if found is None:
        found = _read(names[:300])
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[names] = found
    return found


def hints_in_id(name: str) -> int:
    """The hints of an id that is nothing but a telling word, as bits."""
    return BITS.get(name.lower().replace("-", "").replace("_", ""), 0)
