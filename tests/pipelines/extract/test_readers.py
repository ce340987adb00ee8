"""What a page says to its readers is no part of the story; what the story says in like words is."""

from __future__ import annotations

import pytest

from pipelines.extract import extract
from pipelines.extract.noise import folded
from pipelines.extract.readers import asks_reader, is_note, presents, speaks_to_reader, tells_of_itself
from tests.pipelines.extract.test_languages import STORIES

ASKED = [
    "Were you on board? Send your photos to desk@gullpost.example.",
    "Tell us what you make of it in the comments below.",
    "Our newsletter is free. Sign up and read it before you get out of bed.",
    "Вы были на борту? Пришлите нам свои фото в телеграм-бот.",
    "Если вам нравится наша работа, оформите подписку.",
    "Ви були на борту? Надсилайте нам свої фото в телеграм.",
    "Якщо вам подобається наша робота, оформіть підписку.",
    "اگر این خبر برای شما مهم است، در خبرنامه ما عضو شوید.",
    "Понравилось? Перешлите другу.",
    "Were you there? We'd like to hear from you: desk@gullpost.example",
    "إذا أعجبتك تقاريرنا فاشترك في النشرة ليصلك المزيد من الأخبار.",
]
TOLD = [
    "Anyone with information is asked to call 555 0100 or email tips@police.example.",
    "Whose harbour is it?",
    "We owe you a better pier.",
    "— Вы читаете наш телеграм-канал? — Нет, мы его закрыли.",
    "Нашли ли виновных?",
    "The union asked its members to join its Telegram channel, which 40,000 people read.",
    '"If you like our newsletter, subscribe to our channel and support us," the leaflet ran.',
    "Вступайте в наш телеграм-канал, призвала участников председатель профсоюза.",
    "Профспілка закликала підписатися на її телеграм-канал, повідомили нам у пресслужбі.",
    "اتحادیه از اعضا خواست به کانال تلگرام آن بپیوندند و از ما حمایت کنند.",
    "ودعت النقابة أعضاءها إلى متابعة قناتنا على تلغرام.",
]


@pytest.mark.parametrize("text", ASKED)
def test_what_is_asked_of_the_reader(text: str) -> None:
    assert asks_reader(text, folded(text))


@pytest.mark.parametrize("text", TOLD)
def test_what_the_story_tells_of_others_who_ask(text: str) -> None:
    assert not asks_reader(text, folded(text))
    assert not asks_reader(text, folded(text), apart=True)


@pytest.mark.parametrize(
    "text",
    [
        "Correction, 6 May: The pier is 310 metres long, not 130.",
        "Уточнение от 6 мая: длина причала — 310 метров.",
        "اصلاحیه: طول اسکله ۳۱۰ متر است.",
        "Poll: Should the pier be rebuilt? Yes No",
        "Продовження після реклами",
        "The story continues below this film",
        "Вопрос дня: стоит ли паром этих денег? Да Нет",
    ],
)
def test_notes(text: str) -> None:
    assert is_note(text, folded(text))


def test_the_article_speaks_of_itself_and_the_story_of_another() -> None:
    own = "Материал подготовлен при поддержке фонда «Прилив»."
    other = "Материалы дела подготовлены и переданы в суд."
    assert tells_of_itself(own, folded(own))
    note = "От редакции: гавань названа неверно."
    assert tells_of_itself(note, folded(note))
    assert not tells_of_itself(other, folded(other))


def test_a_presentation_is_of_somebody_unknown_to_the_story() -> None:
    bio = "Ada Brink is the Gull Post's ports correspondent."
    assert presents(bio, folded(bio), "the pier was closed on monday")
    assert not presents(bio, folded(bio), "ada brink was on the pier when it broke")


def test_an_interview_speaks_to_its_reader() -> None:
    assert speaks_to_reader(["You moved here in 2009.", "Would your father have liked it?", "He would."])
    assert not speaks_to_reader(
        ["The pier broke.", "Do you know more? Email us at a@b.example.", "It rained."]
    )


@pytest.mark.parametrize("language", STORIES)
def test_no_line_to_the_reader_is_left_of_a_page(language: str) -> None:
    title, story, _ = STORIES[language]
    asked = {"fa": ASKED[7], "ar": ASKED[-1], "ru": ASKED[3]}[language]
    link = '<p>{}: <a href="/x">{}</a></p>'.format(
        {"fa": "در پرونده", "ar": "في الملف", "ru": "Досье"}[language], title[::-1]
    )
    body = (
        "".join(f"<p>{x}</p>" for x in (story[0], asked, *story[1:-1]))
        + link
        + f"<p>{story[-1]}</p><p>{asked}</p>"
    )
    page = (
        f"<html lang={language}><title>{title}</title><body><h1>{title}</h1><div>{body}</div></body></html>"
    )
    assert extract(page.encode(), "https://x.example/1").text == "\n".join(story)


def test_what_a_page_says_of_the_article_is_no_subtitle() -> None:
    title, story, _ = STORIES["ru"]
    own = "Этот материал вышел благодаря поддержке наших читателей."
    page = f"<title>{title}</title><h1>{title}</h1><div><p>{own}</p>{''.join(f'<p>{x}</p>' for x in story)}</div>"
    found = extract(f"<html lang=ru><body>{page}</body></html>".encode(), "https://x.example/1")
    assert (found.subtitle, found.text) == (None, "\n".join(story))


@pytest.mark.parametrize(
    "text",
    [
        "From the archives: When the ice closed the sound",
        "Другие новости: вторую пристань закрыли",
        "من الأرشيف: حين أغلق الجليد المضيق",
        "Divers at the broken pier. Lena Holt / Bay Chronicle",
        "Водолазы у сломанной пристани. Снимок Лены Холт",
    ],
)
def test_labelled_headlines_and_signed_captions_of_plain_texts(text: str) -> None:
    _, story, _ = STORIES["ru"]
    lines = [STORIES["ru"][0], *story[:2], text, *story[2:]]
    found = extract("\n\n".join(lines).encode(), "https://x.example/1", content_type="text/plain")
    assert found.text == "\n".join(story)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("© Skarv Verlag, alle Rechte", True),
        ("Text und Bild © Skarv Verlag", True),
        ("Die 1998 gebaute „Sea Lark“ ist die älteste von fünf Fähren auf der Strecke. © Skarv", False),
    ],
)
def test_a_sign_of_rights_behind_a_sentence_is_the_credit_of_the_story(text: str, own: bool) -> None:
    assert tells_of_itself(text, folded(text)) is own
