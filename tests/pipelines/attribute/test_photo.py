"""Photo credits: told apart from captions, in the ways of agencies and languages, with captions that only look like credits."""

from __future__ import annotations

import pytest

from pipelines.attribute.photo import parse_caption

CAPTION = "Boats lie in the old harbour on Sunday."

CREDITS = [
    ("EPA / TASS", None, "EPA TASS"),
    ("© Ina Sample / SPUTNIK / AFP", "Ina Sample", "Sputnik AFP"),
    ("(Ina Sample/Getty Images)", "Ina Sample", "Getty Images"),
    ("| Photo Credit: AFP", None, "AFP"),
    ("Photo Credit: AFP/Getty Images", None, "AFP Getty Images"),
    ("(AP Photo/Ina Sample)", "Ina Sample", "AP"),
    ("- AP Photo/Ina Sample", "Ina Sample", "AP"),
    ("(photo credit: INA SAMPLE/WANA/REUTERS)", "INA SAMPLE", "WANA Reuters"),
    ("Ina Sample/WANA (West Asia News Agency)", "Ina Sample", "WANA"),
    ("Photo: Peruvian defence ministry via dpa", None, "dpa"),
    ("(Photo by Ina Sample/Anadolu via Getty Images)", "Ina Sample", "Anadolu Getty Images"),
    ("(Photo by Ina Sample / AFP)", "Ina Sample", "AFP"),
    ("REUTERS/Ina Sample", "Ina Sample", "Reuters"),
    ("REUTERS/Ina Sample/File Photo", "Ina Sample", "Reuters"),
    ("| REUTERS", None, "Reuters"),
    ("(Xinhua/Ina Sample)", "Ina Sample", "Xinhua"),
    ("[Photo/Xinhua]", None, "Xinhua"),
    ("[AFP=연합뉴스]", None, "AFP Yonhap"),
    ("ⓒ 로이터=뉴스1", None, "Reuters News1"),
    ("(사진=연합뉴스)", None, "Yonhap"),
    ("写真：ロイター", None, "Reuters"),
    ("新华社记者张样摄", "张样", "Xinhua"),
    ("Foto: dpa", None, "dpa"),
    ("(Foto: Ina Sample/dpa)", "Ina Sample", "dpa"),
    ("© Ina Sample/dpa", "Ina Sample", "dpa"),
    ("© picture alliance/dpa", None, "picture alliance dpa"),
    ("Bild: picture alliance / Ina Sample", "Ina Sample", "picture alliance"),
    ("Фото: ТАСС", None, "TASS"),
    ("Фото: Ина Пробная / РИА Новости", "Ина Пробная", "RIA Novosti"),
    ("Crédit photo : Ina Sample / AFP", "Ina Sample", "AFP"),
    ("Ina SAMPLE / AFP", "Ina SAMPLE", "AFP"),
    ("Imagen: EFE/Ina Sample", "Ina Sample", "EFE"),
    ("Fotoğraf: AA", None, "Anadolu"),
    ("Zdjęcie: PAP/Ina Sample", "Ina Sample", "PAP"),
    ("Photo: Ina Sample", "Ina Sample", ""),
    ("© Ina Sample", "Ina Sample", ""),
    ("(Ina Sample/GPO)", "Ina Sample", ""),
    ("Ina Sample for The New York Times", "Ina Sample", "The New York Times"),
    ("AFP-Yonhap", None, "AFP Yonhap"),
    ("(I. Ina Sample/AP)", "I. Ina Sample", "AP"),
    ("INA S. SAMPLE / AFP", "INA S. SAMPLE", "AFP"),
    ("Foto: Ina Sample (Keystone)", "Ina Sample", "Keystone-SDA"),
    ("© DPA Images | Ina Sample", "Ina Sample", "dpa"),
    ("(Photo: Uncredited/AP/dpa)", None, "AP dpa"),
    ("Photograph: Ina Sample; Getty Images", "Ina Sample", "Getty Images"),
]  # fmt: skip


@pytest.mark.parametrize(("credit", "photographer", "agencies"), CREDITS)
def test_a_credit_after_a_caption(credit: str, photographer: str | None, agencies: str) -> None:
    caption, found = parse_caption(f"{CAPTION} {credit}")
    assert found is not None
    assert caption == CAPTION
    assert (found.photographer, " ".join(found.agencies)) == (photographer, agencies)
    assert found.line == credit.strip("|- ")


WHOLE = [
    ("EPA / TASS", None, "EPA TASS"),
    ("Photo : YONHAP News", None, "Yonhap"),
    ("Photo Credit: AFP/Getty Images", None, "AFP Getty Images"),
    ("Getty Images", None, "Getty Images"),
    ("© dpa", None, "dpa"),
    ("Ina Sample/The New York Times", "Ina Sample", "The New York Times"),
    ("PHOTO | FILE | AFP", None, "AFP"),
    ("ANI Photo", None, "ANI"),
    ("Image: Ina Sample", "Ina Sample", ""),
]


@pytest.mark.parametrize(("line", "photographer", "agencies"), WHOLE)
def test_a_line_that_is_only_a_credit(line: str, photographer: str | None, agencies: str) -> None:
    caption, found = parse_caption(line)
    assert caption is None
    assert found is not None
    assert (found.photographer, " ".join(found.agencies), found.line) == (photographer, agencies, line)


def test_a_credit_before_the_caption() -> None:
    caption, found = parse_caption("[부산=AP/뉴시스] 배가 항구에 있다.")
    assert caption == "배가 항구에 있다."
    assert found is not None
    assert found.agencies == ["AP", "Newsis"]


NO_CREDITS = [
    CAPTION,
    "FILE PHOTO: Mayor Ina Sample.",
    "Mayor Ina Sample (left) and Odd Muster (right)",
    "A boat in the harbour, its owner told AFP.",
    "The team of AFP.",
    "The house of Reuters / London office is seen.",
    "Photo: a woman walks past the old boats.",
    "Illustrative: A boat (Navy)",
    "The mayor / Lima",
    "mehr",
    "© RIPRODUZIONE RISERVATA",
    "",
    "   ",
]


@pytest.mark.parametrize("text", NO_CREDITS)
def test_captions_without_a_credit(text: str) -> None:
    assert parse_caption(text) == (" ".join(text.split()) or None, None)


def test_a_file_photo_keeps_its_caption() -> None:
    caption, found = parse_caption("FILE PHOTO: Mayor Ina Sample. ©\u00a0 Odd Muster / SPUTNIK / AFP")
    assert caption == "FILE PHOTO: Mayor Ina Sample."
    assert found is not None
    assert found.line == "© Odd Muster / SPUTNIK / AFP"
