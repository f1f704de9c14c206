"""What goes in and out, for the schema alone: OpenAPI is made from these.

Reading is members.api.sent, which tells all problems at once; answers are made in
members.api.rosters and members.api.covers. Tests hold the three to each other.
"""

from typing import Any

from rest_framework import serializers

from members.enrolment.columns import COLUMNS, LONGEST_TEXT
from members.enrolment.problems import Severity
from members.models import Coverage, EnrolmentBatch


def _row() -> type[serializers.Serializer]:
    fields: dict[str, Any] = {
        column.heading: serializers.CharField(
            required=column.required and bool(column.fields), max_length=LONGEST_TEXT
        )
        for column in COLUMNS
    }
    return type("RosterRow", (serializers.Serializer,), fields)


class RosterSent(serializers.Serializer):
    rows = _row()(many=True, help_text="每人一项，键名与名册模板的列名相同，值都是文本。")
    gift = serializers.UUIDField(
        required=False, allow_null=True, help_text="赠送保障的编号；单位参保的不填。"
    )


class ConfirmationSent(serializers.Serializer):
    people = serializers.IntegerField(min_value=0, help_text="读到的 good_rows。")
    left_out = serializers.IntegerField(min_value=0, help_text="读到的 bad_rows：同意这次不参保。")


class RosterProblem(serializers.Serializer):
    row = serializers.IntegerField(help_text="行号，与表格一致：第一人是第2行；0是整份名册。")
    column = serializers.CharField(help_text="列名；整行的问题为空。")
    code = serializers.CharField(help_text="名册核对的代码，与表格上传相同。")
    message = serializers.CharField()
    severity = serializers.ChoiceField([str(s) for s in Severity])


class Differences(serializers.Serializer):
    joined = serializers.IntegerField(help_text="新增。")
    renewed = serializers.IntegerField(help_text="续保。")
    gap = serializers.IntegerField(help_text="中断后续保。")
    left = serializers.IntegerField(help_text="上期未续。")


class Roster(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(EnrolmentBatch.Status.choices)
    status_words = serializers.CharField()
    scheme = serializers.CharField(help_text="保障期次的代码。")
    gift = serializers.UUIDField(allow_null=True)
    rows = serializers.IntegerField(help_text="名册中的人数。")
    good_rows = serializers.IntegerField(help_text="可以参保的人数。")
    bad_rows = serializers.IntegerField(help_text="须改正的人数。")
    due_yuan = serializers.DecimalField(12, 2, help_text="应缴金额，元。")
    papers_on = serializers.DateField(allow_null=True, help_text="资料齐全日期。")
    paid_on = serializers.DateField(allow_null=True, help_text="到账日期。")
    differences = Differences(allow_null=True, help_text="与上期的差异；核对完成前为空。")
    problems = RosterProblem(many=True, help_text="一次最多500条。")
    problems_total = serializers.IntegerField()


class Cover(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    id_number = serializers.CharField(help_text="遮盖出生日期，例如 350200********0015。")
    scheme = serializers.CharField()
    fee_class = serializers.ChoiceField(Coverage.FeeClass.choices)
    sponsor = serializers.CharField(help_text="赠送保障的出资单位；单位参保的为空。")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="保障期的最后一天。")


class Covers(serializers.Serializer):
    covers = Cover(many=True)
    next = serializers.UUIDField(allow_null=True, help_text="下一页的 after；没有下一页为空。")


class BodyProblem(serializers.Serializer):
    place = serializers.CharField(help_text="例如 rows[3].姓名，从0数起。")
    message = serializers.CharField()


class Refusal(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    problems = BodyProblem(many=True, required=False)
    roster = serializers.UUIDField(required=False)
