"""Which opt-outs of pages are obeyed: all are recorded, the ones in WIRECOPY_OBEY_OPT_OUTS withhold the article."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from crawler.politeness.robots import PRODUCT_TOKEN

OPT_OUTS: Mapping[str, str] = {
    "noindex": "no search index is to list the page",
    "noarchive": "no copy of the page is to be shown to the public",
    "nocache": "an older spelling of noarchive",
    "nosnippet": "no part of the text is to be shown as a preview",
    "noai": "the page is not to be used to train machine learning models",
    "noimageai": "the images of the page are not to be used to train machine learning models",
    "noml": "another spelling of noai",
    "tdm-reservation": "the rights of text and data mining are reserved (TDM Reservation Protocol; EU 2019/790, article 4)",
}
"""Every opt-out that can be obeyed, and what it asks for. None is by default: they speak of uses that come later, so each
article carries its own in `opt_outs`, and whoever uses it for such a purpose can tell."""


def obeyed(names: Iterable[str]) -> frozenset[str]:
    """The opt-outs to obey, checked; `all` stands for every one. Raises ValueError with "did you mean" for an unknown one."""
    wanted = [name.strip().lower() for name in names]
    for name in wanted:
        if name not in OPT_OUTS and name != "all":
            near = difflib.get_close_matches(name, OPT_OUTS, n=1)
            raise ValueError(f"unknown opt-out {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
    return frozenset(OPT_OUTS) if "all" in wanted else frozenset(wanted)


def withheld(opt_outs: Iterable[str], obey: frozenset[str]) -> str | None:
    """The first opt-out of a page that is obeyed, so that its article is refused; None when there is none.

    `opt_outs` are as pipelines.optouts reads them; one that is addressed to another agent (`googlebot: noarchive`) is not ours.
    """
    for each in opt_outs:
        agent, _, directive = each.rpartition(": ")
        if directive in obey and agent in ("", PRODUCT_TOKEN):
            return directive
    return None
