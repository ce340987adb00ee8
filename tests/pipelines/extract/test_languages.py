"""The noise of five site families around stories in Persian, Russian and Arabic, with class names that say nothing."""

from __future__ import annotations

import pytest

from pipelines.extract import extract

STORIES = {
    "fa": (
        "بندر گلهاون دوباره ساخته می‌شود",
        (
            "وزیر بنادر روز دوشنبه گفت که بندر گلهاون در مدت دو سال دوباره ساخته خواهد شد و کشتی‌ها به آن بازمی‌گردند.",
            "توفان زمستانی نیمی از اسکله قدیمی را ویران کرده بود و کشتی مسافربری از آن زمان به جزیره‌ها نرفته است.",
            "ماهیگیران از این برنامه استقبال کردند اما خواستند که تاریخ آغاز کار روشن شود، چون فصل صید نزدیک است.",
            "شورای شهر هفته آینده درباره مرحله نخست این طرح رأی می‌دهد و کار می‌تواند پایان ماه آغاز شود.",
        ),
        ("بیشتر بخوانید", "انتهای پیام", "نظر شما", "کد خبر: 84375102", "اشتراک گذاری", "پربازدیدترین"),
    ),
    "ru": (
        "Гавань Чайкино отстроят за два года",
        (
            "Гавань Чайкино будет отстроена за два года, заявил в понедельник министр портов после встречи с рыбаками.",
            "Зимний шторм разрушил половину старого причала, и паром с тех пор не ходил к дальним островам.",
            "Рыбаки одобрили план, но попросили назвать дату начала работ, потому что сезон начинается уже в октябре.",
            "Городской совет проголосует по первому этапу на следующей неделе, работы могут начаться в конце месяца.",
        ),
        (
            "Читайте также",
            "Поделиться",
            "Комментарии",
            "Загрузка новости...",
            "Реклама",
            "Подписывайтесь на наш Telegram",
        ),
    ),
    "ar": (
        "إعادة بناء ميناء غولهافن خلال عامين",
        (
            "قال وزير الموانئ يوم الاثنين إن ميناء غولهافن سيعاد بناؤه خلال عامين بعد لقاء مع الصيادين في المدينة.",
            "وكانت العاصفة الشتوية قد دمرت نصف الرصيف القديم ولم تصل العبارة إلى الجزر البعيدة منذ ذلك الحين.",
            "ورحب الصيادون بالخطة لكنهم طلبوا تحديد موعد لبدء العمل لأن موسم الصيد يبدأ في شهر أكتوبر المقبل.",
            "ويصوت مجلس المدينة على المرحلة الأولى الأسبوع المقبل ويمكن أن يبدأ العمل في نهاية الشهر الجاري.",
        ),
        ("اقرأ أيضا", "شارك", "التعليقات", "إعلان", "تابعنا", "كلمات دلالية"),
    ),
}


def page(language: str) -> bytes:
    title, story, noise = STORIES[language]
    link = '<a href="/1">{}</a>'
    middle = f"<div>{noise[0]}: {link.format(title[::-1])}</div><div>{noise[4]}</div>"
    cards = "".join(
        f'<li><div><a href="/{n}"><span>{title} {n}</span></a> <b>{noise[5]}</b></div></li>' for n in range(4)
    )
    return (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<div class="x1"><a href="/">{noise[3]}</a></div><div class="x2"><h1>{title}</h1><div>{noise[1]}</div>'
        f'<div class="x3"><p>{story[0]}</p><p>{story[1]}</p>{middle}<p>{story[2]}</p><p>{story[3]}</p></div></div>'
        f'<div class="x4"><h3>{noise[2]}</h3><p>{story[0]} {story[1]}</p></div><ul>{cards}</ul><ul>{cards}</ul></body></html>'
    ).encode()


@pytest.mark.parametrize("language", STORIES)
def test_no_noise_in_any_body(language: str) -> None:
    title, story, noise = STORIES[language]
    found = extract(page(language))
    assert found.title == title
    assert found.text == "\n".join(story)
    assert found.language == language
    assert not any(word in found.text for word in noise)
