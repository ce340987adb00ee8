"""What an element's class and id say of it: weak hints, never needed, for class names are shuffled or made by machines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

(
    RELATED,
    PROMO,
    COMMENTS,
    SHARE,
    AD,
    CAPTION_H,
    CREDIT,
    BYLINE,
    DATE,
    TAGS,
    SUBTITLE,
    BIO,
    WALL,
    BODY,
    EMBED,
    PULL,
    CRUMBS,
    LIVE,
) = (1 << n for n in range(18))

_WORDS = {
    RELATED: "related relatedarticles relatedstories recommend recommended recommendation recommendations recirc recirculation "
    "readmore readalso readnext morefrom morestories morenews moreon mostread mostpopular mostviewed popular trending alsoread alsosee "
    "outbrain taboola bookmark similar upnext inlinelink inlinestory relatedlink relatedlinks seealso outfeed teaserlist nextarticle "
    "contentrecommendation furtherreading zumthema mehrzumthema",
    PROMO: "newsletter newsletters subscribe subscription subscriptions signup promo promotion promobox donate donation contribute "
    "contribution membership apppromo appbanner appdownload cta whatsapp telegram epaper marketing appeal supportus",
    COMMENTS: "comments comment commentlist commentform disqus respond talkback fbcomments kommentare kommentar netiquette",
    SHARE: "poll polls voting quiz survey umfrage share sharing sharebar sharebuttons social socials followus addtoany addthis printbutton toolbar sharetools",
    AD: "ad ads advert adverts advertisement advertising sponsor sponsored werbung anzeige publicidad publicite adslot adunit",
    CAPTION_H: "caption captions captiontext figcaption bildunterschrift legende imagetext imageinfo imagecaption photocaption "
    "mediacaption imagedescription wpcaption bildtext",
    CREDIT: "credit credits photocredit imagecredit picturecredit mediacredit imgcredit imagecopyright photocopyright imagesource",
    BYLINE: "byline bylines author authors authorname articleauthor writer writers reporter reporters autor autoren autores auteur "
    "auteurs contributor contributors signature firma byauthor",
    DATE: "date datetime timestamp time published pubdate postdate publishdate entrydate datum datepublished",
    TAGS: "tags taglist taglinks tagcloud keywords topics hashtags posttags articletags entrytags schlagworte tagswrapper",
    SUBTITLE: "subtitle subhead subheadline subheading standfirst deck dek lead lede leadtext summary synopsis abstract intro "
    "introduction chapo vorspann excerpt ingress sommario occhiello entradilla bajada sapo preamble strapline subhed sottotitolo",
    BIO: "authorbio authorbox authorinfo authorcard authordescription authorprofile aboutauthor bio biography postauthor abouttheauthor",
    WALL: "paywall paywalled regwall piano metered subscriberonly premiumbox plusteaser offerpage",
    BODY: "articlebody articletext articlecontent storybody storytext storycontent entrycontent postbody postcontent posttext bodytext "
    "bodycopy contentbody maincontent richtext articlemain",
    EMBED: "tweet twittertweet twitter instagrammedia fbpost embed embedded socialembed tiktokembed twitterembed",
    PULL: "pullquote pullquotes quotebox",
    CRUMBS: "breadcrumb breadcrumbs crumbs skiplink pagination pager pagenumbers languages langswitch menu navigation nav navbar navi",
    LIVE: "liveblog liveticker livefeed liveentry liveupdates",
}
_BITS: dict[str, int] = {}
for _bit, _words in _WORDS.items():
    for _word in _words.split():
        _BITS[_word] = _BITS.get(_word, 0) | _bit
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_STATE = re.compile(r"\b(?:has|no|with|without|is|js|show|hide|enabled?|tag|category|post_tag)-[\w-]+", re.I)
"""State classes (`has-related`, `no-comments`) and WordPress's `tag-x` speak of others than the element itself."""


_NUMBERED = re.compile(r"\d{3}")


@lru_cache(maxsize=8192)
def _hints(names: str) -> int:
    words = [word.lower() for word in _TOKEN.findall(_STATE.sub("", names[:300]))]
    found = 0
    for word in words:
        found |= _BITS.get(word, 0)
    for first, second in zip(words, words[1:], strict=False):
        found |= _BITS.get(first + second, 0)
    return found


def hints_of(element: Any) -> tuple[int, str]:
    """The hints of an element's class and id as bits, and its class itself."""
    names = element.get("class") or ""
    found = _hints(names) if names else 0
    own = element.get("id")
    if own and own.isascii() and not _NUMBERED.search(own):
        found |= _hints(own)
    return found, names
