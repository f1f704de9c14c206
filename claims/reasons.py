"""Coded reasons and their words: corrections (M), refusals (N), originals (Y), zero awards (Z).

Stored codes: never rename or reuse one. What stands in braces is filled by the reviewer's words.
"""

from collections.abc import Iterable

from django.db.models import TextChoices


class Correctable(TextChoices):
    """What may be wrong with a paper, and can be put right."""

    MISSING = "M01", "材料缺失"
    UNREADABLE = "M02", "图片模糊、反光或缺角，无法辨认"
    PAGES_MISSING = "M03", "页码不全"
    NO_SEAL = "M04", "未加盖医院（病案室）印章"
    NAME_DIFFERS = "M05", "姓名与参保信息不一致"
    EXPIRED_OR_ONE_SIDE = "M06", "证件已过期或仅有一面"
    DATES_DIFFER = "M07", "出院记录与票据住院日期不一致"
    DAYS_NOT_SHOWN = "M08", "票据或结算单未体现实际住院天数"
    ACCOUNT_UNCLEAR = "M09", "银行卡非本人账户或卡号不清"
    NOT_SIGNED = "M10", "申请表未签名"
    NO_TRAFFIC_LETTER = "M11", "缺道路交通事故责任认定书"
    NO_PATHOLOGY = "M12", "缺病理报告或确诊依据"
    NO_GRADE_OR_DATE = "M13", "鉴定报告缺等级或日期"
    RELATION_UNPROVEN = "M14", "关系证明不足"
    AUTHORITY_INCOMPLETE = "M15", "授权委托书不完整"
    PHOTOGRAPHED_SCREEN = "M16", "材料为翻拍屏幕，请上传原件照片"
    OTHER = "M17", "其他"


class Difference(TextChoices):
    """How an original differs from the picture that was sent of it."""

    CONTENT = "Y01", "内容与上传的图片不一致"
    ALTERED = "Y02", "原件有涂改"
    COPY = "Y03", "不是原件（复印件或打印件）"
    NO_SEAL = "Y04", "未加盖印章"
    ANOTHER = "Y05", "不是同一份材料或同一次就诊"
    DAMAGED = "Y06", "破损或无法辨认"
    OTHER = "Y07", "其他"


class Refusal(TextChoices):
    """Why nothing is paid. A person decides it, never the system."""

    OUTSIDE_COVERAGE = "N01", "事件日期不在保障期限内"
    NOT_COVERED = "N02", "未参加本期互助保障"
    NOT_LISTED = "N03", "不属于办法规定的重大疾病"
    NOT_FIRST_DIAGNOSIS = "N04", "非首次确诊"
    CAUSE_NOT_COVERED = "N05", "非工伤或意外事故致残"
    GRADE_NOT_COVERED = "N06", "未达到规定伤残等级"
    ALREADY_PAID = "N07", "本保障期内该项目已补助"
    FILED_TWICE = "N08", "票据或住院记录重复申请"
    TOO_LATE = "N09", "超过申请期限"
    EXCLUDED = "N10", "属于办法规定的不予补助情形"
    NOT_TRUE = "N11", "材料不真实"
    NOT_OURS = "N12", "非本中心受理范围"


def in_words(codes: Iterable[str]) -> str:
    """Word the reasons of a refusal, all of them."""
    return "；".join(Refusal(code).label for code in codes)
