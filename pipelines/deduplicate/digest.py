"""Titles of pages that hold several stories: briefs, digests, round-ups, newsletters; data, by language."""

from __future__ import annotations

import re

_PHRASES = """in brief|in briefs|news briefs|round-up|roundup|digest|morning briefing|evening briefing|daily briefing|newsletter
the week in [a-z]+|week in review|things to know|things you need to know|news wrap|at a glance
(?:three|four|five|six|seven|eight|nine|ten|[3-9]|10) things|top (?:five|ten|[5-9]|10) (?:stories|news|headlines)
kurz gemeldet|kurznachrichten|kurz und knapp|nachrichtenüberblick|nachrichten des tages|wochenrückblick|das wichtigste
en bref|l'essentiel de l'actu\\w*|revue de presse|l'actualité en|résumé de la semaine|ce qu'il faut retenir
en breve|breves|boletín|resumen (?:del día|de la semana|de noticias|semanal)|las noticias del día|titulares
in breve|rassegna stampa|le notizie del giorno|notícias do dia|resumo (?:do dia|da semana)|em resumo
kort nieuws|nieuwsoverzicht|krótko|przegląd prasy|skrót wiadomości|günün özeti|haftanın özeti|kısa kısa|haber turu
дайджест|коротко|кратко|главное за (?:день|неделю|сутки|ночь)|главные новости|итоги (?:дня|недели)|новости к этому часу
головне за (?:день|тиждень|добу|ніч)|головні новини|підсумки (?:дня|тижня)|тиждень (?:у|в) новинах
موجز|نشرة|حصاد|أبرز (?:الأخبار|الأنباء|عناوين)|خلاصه اخبار|مرور (?:اخبار|هفته)|گزیده اخبار|مهم‌ترین اخبار|اہم خبریں"""
_UNSPACED = "要闻|早报|晚报|速览|一览|简讯|ニュースまとめ|ダイジェスト|短信|주요 ?뉴스|간추린 ?뉴스"
_DIGEST = re.compile(
    rf"(?<!\w)(?:{'|'.join(line.strip() for line in _PHRASES.splitlines())})(?!\w)|{_UNSPACED}", re.IGNORECASE
)


def is_digest(title: str) -> bool:
    """Return whether a title says that its page holds several stories."""
    return _DIGEST.search(title) is not None
