"""The words of the papers: what each is called, what it must show, and a drawn sample of it.

Which papers a claim needs is a rule and stands in claims.benefits.materials. The application form
is not among those to photograph: it is made from what the member fills in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from claims.benefits import Circumstance, Kind, Need, Paper, needs


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    shows: str
    """What must be readable on it, as a sentence to the member."""
    sample: str = ""
    """A drawing under static/samples; empty where there is none."""


WORDS: Final[Mapping[Paper, Words]] = {
    Paper.APPLICATION_FORM: Words("补助申请表", "由系统根据您填写的内容生成。", "application_form"),
    Paper.ID_CARD: Words("本人身份证", "正面和反面各拍一张，四角完整，在有效期内。", "id_card"),
    Paper.BANK_CARD: Words("本人银行卡", "卡号清晰，持卡人为本人。", "bank_card"),
    Paper.DISCHARGE_RECORD: Words(
        "出院记录", "能看清姓名、入院和出院日期、诊断，盖有医院印章。", "discharge_record"
    ),
    Paper.HOSPITAL_INVOICE: Words("住院收费票据", "能看清票据号码和实际住院天数。", "invoice"),
    Paper.INSURANCE_SETTLEMENT: Words("医疗保险结算单", "能看清实际住院天数。", "settlement"),
    Paper.TRAFFIC_LIABILITY: Words(
        "道路交通事故责任认定书", "能看清责任划分，盖有公安交管部门印章。", "traffic_letter"
    ),
    Paper.ADMISSION_RECORD: Words("入院记录", "每一页都要拍，能看清姓名和日期。", "medical_record"),
    Paper.DIAGNOSIS_PROOF: Words(
        "疾病诊断证明", "能看清疾病名称和确诊日期，盖有医院印章。", "diagnosis"
    ),
    Paper.SURGERY_RECORD: Words(
        "手术记录", "每一页都要拍，能看清手术名称和日期。", "medical_record"
    ),
    Paper.PATHOLOGY_REPORT: Words("病理报告", "能看清诊断结论和报告日期。", "pathology"),
    Paper.EXAMINATION_REPORT: Words("检查报告", "能看清检查结论和报告日期。", "pathology"),
    Paper.DEATH_CERTIFICATE: Words(
        "居民死亡医学证明（推断）书",
        "能看清姓名和亡故日期，盖有出具单位印章。",
        "death_certificate",
    ),
    Paper.CREMATION_PROOF: Words("火化证明", "能看清姓名和日期。", "death_certificate"),
    Paper.HOUSEHOLD_CANCELLATION: Words(
        "户籍注销证明", "能看清姓名和注销日期。", "death_certificate"
    ),
    Paper.COURT_DECLARATION: Words("法院宣告死亡的判决书", "每一页都要拍。", "death_certificate"),
    Paper.CONSULAR_PROOF: Words("使领馆出具的死亡证明", "能看清姓名和日期。", "death_certificate"),
    Paper.PAYEE_ID_CARD: Words("领款人身份证", "正面和反面各拍一张，在有效期内。", "id_card"),
    Paper.PAYEE_BANK_CARD: Words("领款人银行卡", "卡号清晰，持卡人为领款人。", "bank_card"),
    Paper.KINSHIP_PROOF: Words(
        "亲属关系证明", "户口簿、结婚证、出生证明或公证书，能看清双方姓名。", "relation_proof"
    ),
    Paper.HEIRS_CONSENT: Words(
        "其他法定继承人同意书", "全体法定继承人签名，写明同意由谁领款。", "authorization"
    ),
    Paper.GRADE_REPORT: Words(
        "劳动能力（伤残等级）鉴定结论书",
        "能看清伤残等级和报告日期，盖有鉴定机构印章。",
        "appraisal",
    ),
    Paper.WORK_INJURY_DECISION: Words(
        "工伤认定决定书", "能看清姓名和认定结论，盖有印章。", "injury_decision"
    ),
    Paper.POLICE_RECORD: Words(
        "公安机关出具的事故证明", "能看清时间、地点和经过。", "injury_decision"
    ),
    Paper.UNIT_ACCOUNT: Words(
        "单位出具的事故经过证明", "写明时间、地点和经过，盖单位公章。", "injury_decision"
    ),
    Paper.FIRST_TREATMENT_RECORD: Words(
        "首次就诊病历", "能看清姓名、日期和伤情。", "medical_record"
    ),
    Paper.AUTHORITY_LETTER: Words("授权委托书", "写明委托事项，有本人签名。", "authorization"),
    Paper.AGENT_ID_CARD: Words("代办人身份证", "正面和反面各拍一张，在有效期内。", "id_card"),
    Paper.AGENT_RELATION_PROOF: Words(
        "代办人关系证明", "亲属关系证明，或单位工会、社区的工作证明。", "relation_proof"
    ),
    Paper.OTHER: Words("其他材料", "按照审核通知的要求提供。"),
}

FACTS: Final = "facts"
"""Stands beside the papers in a request for correction: what was typed is to be corrected."""


def name_of(material: str) -> str:
    """What a stored code is called on screen."""
    return "填写的内容" if material == FACTS else WORDS[Paper(material)].name


def in_order(kind: str, materials: Iterable[str]) -> list[str]:
    """Papers in the order people are asked for them; others after."""
    asked = [str(p) for need in needs_of(kind, list(Circumstance)) for p in need.papers]
    return sorted(materials, key=lambda m: asked.index(m) if m in asked else len(asked))


def needs_of(kind: str, circumstances: Collection[str]) -> tuple[Need, ...]:
    """The papers a member photographs for a claim of this kind, in the order they are asked for."""
    wanted = needs(Kind(kind), [Circumstance(c) for c in circumstances])
    return tuple(need for need in wanted if Paper.APPLICATION_FORM not in need.papers)
