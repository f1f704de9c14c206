"""What a file must be before it may become a page: checks on bytes, no rows.

Kind is told by content, never by name. The file is opened only in a child process of its own
(claims.photographs.pictures), with little memory, ten seconds and none of our secrets; what is
kept to be shown is what that child drew, never a byte of the file itself.
"""

import hashlib
import json
import logging
import signal
from dataclasses import dataclass
from typing import Final, TypedDict

from claims.photographs import confined

MOST_BYTES: Final = 10 * 1000 * 1000
MOST_SECONDS: Final = 10
LEAST_PIXELS: Final = 800
"""Of the shorter side; a smaller picture is taken, with advice."""

WORDS: Final = {
    "EMPTY": "文件是空的，可能没有传完。请重新选择文件上传。",
    "TOO_BIG": "文件超过10MB。请用手机重新拍照（选择标准画质），或分成几个文件上传。",
    "WRONG_KIND": "只接受照片（JPG、PNG、HEIC）和 PDF 文件。请拍照或截图后重新上传。",
    "BROKEN": "文件已损坏或没有传完，无法打开。请重新拍照或重新导出后上传。",
    "TOO_MANY_PIXELS": "图片尺寸过大（超过4000万像素，或一边超过12000像素）。"
    "请用普通模式重新拍照后上传。",
    "PDF_LOCKED": "PDF 文件设有打开密码。请去掉密码后重新导出，或拍照上传。",
    "PDF_TOO_MANY_PAGES": "PDF 文件超过50页。请只保留需要的页，或分成几个文件上传。",
    "CLAIM_FULL": "这份申请上传的文件已达上限（300页，合计100MB，删除的也计算在内）。"
    "如还有材料，请在提交原件时一并交来，或拨打12351。",
    "DAY_FULL": "您今天上传的文件已达200MB上限。已保存的不会丢失，请明天再上传。",
    "TOO_MANY_AT_ONCE": "正在上传的文件太多。请等前面的传完，再上传这一个。",
    "UNSAFE": "这个文件没有通过安全检测，不能接收。请直接用手机拍照上传，或拨打12351。",
    "TIMEOUT": "文件内容过于复杂，处理超时。请改为拍照上传。",
}

ADVICE: Final = {
    "DARK": "照片偏暗，文字可能看不清。建议在明亮处重新拍照。",
    "BLURRED": "照片可能模糊。建议拿稳手机，对准文字后重新拍照。",
    "GLARE": "照片有反光，可能遮住文字。建议换个角度、避开灯光重新拍照。",
    "CUT_OFF": "材料可能没有拍全。建议把四个角都放进画面后重新拍照。",
    "SCREEN": "这可能是对着屏幕拍的。建议直接拍纸质材料，或上传原文件、截图。",
    "SIDEWAYS": "照片可能是横着的。建议把文字摆正后重新拍照。",
    "TOO_SMALL": "图片较小，文字可能看不清。建议靠近材料重新拍照，让材料占满画面。",
}
"""What a person is told of a page that may be hard to read, the gravest first; see docs."""
MOST_ADVICE: Final = 2
"""Sentences at a time: whoever takes the photograph again mends most of it at once."""

_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

logger = logging.getLogger(__name__)


class UploadRefused(Exception):
    """A file that cannot become a page; `code` is stable, `words` are for the person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = WORDS[code]


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as it is shown: upright, at most 1600 pixels, without metadata; JPEG bytes."""

    width: int
    height: int
    jpeg: bytes
    thumb: bytes
    advice: str
    """A sentence for the person when it may be hard to read; never a reason to refuse."""


class Described(TypedDict):
    """One page as the child describes it; `picture` and `thumb` are lengths in bytes."""

    width: int
    height: int
    shortest: int
    findings: list[str]
    picture: int
    thumb: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was found good, and its pages in order."""

    media_type: str
    sha256: str
    pictures: tuple[Picture, ...]


def take(content: bytes) -> Taken:
    """Check a file and draw its pages; UploadRefused with its code when it cannot be one."""
    if not content:
        raise UploadRefused("EMPTY")
    if len(content) > MOST_BYTES:
        raise UploadRefused("TOO_BIG")
    media_type = kind_of(content)
    pictures = _pictures(*_drawn(content))
    return Taken(media_type, hashlib.sha256(content).hexdigest(), pictures)


def kind_of(content: bytes) -> str:
    """Give the media type that the first bytes show; UploadRefused when it is none of ours."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    raise UploadRefused("WRONG_KIND")


def _drawn(content: bytes) -> tuple[list[Described], bytes]:
    """Have the child draw the pages; give its list of them and their bytes."""
    try:
        ended, drawn = confined.run("claims.photographs.pictures", content, seconds=MOST_SECONDS)
    except confined.Overdue:
        raise UploadRefused("TIMEOUT") from None
    if ended != 0:
        # Which of many ways to be broken it was is for us; the person can only send another.
        logger.info("upload_child_failed", extra={"ended": ended, "bytes": len(content)})
        raise UploadRefused("TIMEOUT" if ended == -signal.SIGXCPU else "BROKEN")
    line, _, blobs = drawn.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise UploadRefused(answer["refused"])
    return answer["pictures"], blobs


def _pictures(described: list[Described], blobs: bytes) -> tuple[Picture, ...]:
    pictures = []
    start = 0
    for page in described:
        middle = start + page["picture"]
        end = middle + page["thumb"]
        pictures.append(
            Picture(
                width=page["width"],
                height=page["height"],
                jpeg=blobs[start:middle],
                thumb=blobs[middle:end],
                advice=_advice(page),
            )
        )
        start = end
    return tuple(pictures)


def _advice(page: Described) -> str:
    found = set(page["findings"])
    if 0 < page["shortest"] < LEAST_PIXELS:
        found.add("TOO_SMALL")
    return "".join([words for code, words in ADVICE.items() if code in found][:MOST_ADVICE])
