"""How a Word report looks: letters of both scripts, its language, headings, margins. Pure."""

from typing import cast

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from osteopro.research.manuscript.word_xml import element

LATIN, CHINESE, CHINESE_HEADING = "Times New Roman", "宋体", "黑体"
INK = RGBColor(0x1A, 0x21, 0x26)
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
# Name, size, space before and after, all in points; whether it is a heading.
_SIZES = (
    ("Normal", 10.5, 0, 6, False),
    ("Title", 18, 0, 6, True),
    ("Subtitle", 10.5, 0, 3, False),
    ("Heading 1", 14, 18, 6, True),
    ("Heading 2", 12, 12, 4, True),
    ("Heading 3", 11, 10, 4, True),
    ("Caption", 9.5, 10, 4, False),
    ("Quote", 10.5, 4, 4, False),
    ("List Bullet", 10.5, 0, 3, False),
)
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def dress(document: Document, language: str) -> None:
    """Give the document its styles and say in which language it is."""
    for name, size, before, after, heading in _SIZES:
        style = cast(ParagraphStyle, document.styles[name])
        _letters(style, heading=heading)
        style.font.size = Pt(size)
        style.font.color.rgb = INK
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    document.styles["Quote"].paragraph_format.keep_together = True
    _say_language(document, language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _letters(style: ParagraphStyle, *, heading: bool) -> None:
    """Latin and Chinese letters by name: a theme would give Chinese whatever the reader has."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in _THEMES:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), CHINESE_HEADING if heading else CHINESE)


def _say_language(document: Document, language: str) -> None:
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    properties = defaults.find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    # Of Latin letters and of Chinese ones: English words of a Chinese report are broken as English.
    properties.append(element("w:lang", val=LANGUAGES["en"], eastAsia=LANGUAGES["zh"]))
    document.core_properties.language = LANGUAGES[language]
