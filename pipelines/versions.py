"""Versions of an article: a new one opens only where its title or its text differs from the last."""

from __future__ import annotations

from pipelines.items import Article
from pipelines.normalise.urls import canonical_url
from pipelines.state import PageState, State, content_key


def place(article: Article, state: State) -> bool:
    """Give an article its place among the versions of its address; False when it says what the last version said."""
    return follow(article, state.page(canonical_url(article.url)))


def follow(article: Article, known: PageState | None) -> bool:
    """The same for who knows already what the state says of the address."""
    if known is None or known.first is None:
        article.article, article.version, article.previous = article.id, 1, None
        return True
    if known.content == content_key(article):
        return False
    article.article, article.version, article.previous = known.first, known.version + 1, known.latest
    return True
