import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.fields
import members.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankReturn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("content", members.fields.SealedField(verbose_name="回盘文件")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="文件摘要")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="入账时间"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行回盘",
                "verbose_name_plural": "银行回盘",
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("client_key", models.UUIDField(editable=False, verbose_name="提交标记")),
                (
                    "number",
                    models.CharField(
                        editable=False,
                        max_length=24,
                        null=True,
                        unique=True,
                        verbose_name="申请编号",
                    ),
                ),
                (
                    "acceptance_number",
                    models.CharField(
                        editable=False,
                        max_length=24,
                        null=True,
                        unique=True,
                        verbose_name="受理编号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inpatient", "一般住院补助"),
                            ("critical_illness", "重大疾病补助"),
                            ("death", "职工亡故慰问金"),
                            ("disability", "事故致残补助"),
                        ],
                        max_length=20,
                        verbose_name="申请类型",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待预审"),
                            ("in_review", "预审中"),
                            ("correction", "待补正"),
                            ("passed", "预审通过，待交原件"),
                            ("received", "原件已签收"),
                            ("mismatch", "原件待补正"),
                            ("accepted", "已受理"),
                            ("first_check", "初审中"),
                            ("second_check", "复核中"),
                            ("approved", "审核通过"),
                            ("refused", "不予补助"),
                            ("objection", "异议复核"),
                            ("withdrawn", "已撤回"),
                            ("closed_late", "逾期关闭"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "circumstances",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="情形",
                    ),
                ),
                (
                    "payee_name",
                    models.CharField(blank=True, max_length=64, verbose_name="收款户名"),
                ),
                (
                    "payee_bank",
                    models.CharField(blank=True, max_length=100, verbose_name="开户银行"),
                ),
                ("payee_account", members.fields.SealedField(blank=True, verbose_name="银行卡号")),
                ("reason", models.CharField(blank=True, max_length=4, verbose_name="不予补助原因")),
                (
                    "reason_words",
                    models.CharField(blank=True, max_length=300, verbose_name="原因说明"),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="开始填写"
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                ),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="进入本状态"
                    ),
                ),
                (
                    "answer_by",
                    models.DateField(blank=True, null=True, verbose_name="请在此日前办理"),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.consent",
                        verbose_name="单独同意",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="members.member",
                        verbose_name="职工",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "补助申请",
                "verbose_name_plural": "补助申请",
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("payable", "补助"), ("zero", "核定0元")],
                        max_length=8,
                        verbose_name="结论",
                    ),
                ),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额（分）")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="补助天数"
                    ),
                ),
                ("lines", models.JSONField(verbose_name="计算过程")),
                ("reasons", models.JSONField(default=list, verbose_name="说明代码")),
                ("input_hash", models.CharField(max_length=64, verbose_name="依据摘要")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="初审时间"
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应付日期")),
                ("voided", models.BooleanField(default=False, verbose_name="已作废")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="初审人",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "核定",
                "verbose_name_plural": "核定",
                "ordering": ["-proposed_at"],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0, verbose_name="序号")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("submit", "提交申请"),
                            ("take", "开始预审"),
                            ("release", "退回待预审"),
                            ("ask", "要求补正"),
                            ("answer", "补正完成"),
                            ("pass", "预审通过"),
                            ("decline", "不予受理"),
                            ("receive", "签收原件"),
                            ("dispute", "原件不符"),
                            ("accept", "正式受理"),
                            ("start_check", "开始初审"),
                            ("propose", "提出核定意见"),
                            ("send_back", "退回初审"),
                            ("confirm", "复核通过"),
                            ("refuse", "不予补助"),
                            ("object", "提出异议"),
                            ("reopen", "受理异议"),
                            ("withdraw", "撤回申请"),
                            ("close", "逾期关闭"),
                        ],
                        max_length=16,
                        verbose_name="操作",
                    ),
                ),
                (
                    "status_before",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待预审"),
                            ("in_review", "预审中"),
                            ("correction", "待补正"),
                            ("passed", "预审通过，待交原件"),
                            ("received", "原件已签收"),
                            ("mismatch", "原件待补正"),
                            ("accepted", "已受理"),
                            ("first_check", "初审中"),
                            ("second_check", "复核中"),
                            ("approved", "审核通过"),
                            ("refused", "不予补助"),
                            ("objection", "异议复核"),
                            ("withdrawn", "已撤回"),
                            ("closed_late", "逾期关闭"),
                        ],
                        max_length=16,
                        verbose_name="原状态",
                    ),
                ),
                (
                    "status_after",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待预审"),
                            ("in_review", "预审中"),
                            ("correction", "待补正"),
                            ("passed", "预审通过，待交原件"),
                            ("received", "原件已签收"),
                            ("mismatch", "原件待补正"),
                            ("accepted", "已受理"),
                            ("first_check", "初审中"),
                            ("second_check", "复核中"),
                            ("approved", "审核通过"),
                            ("refused", "不予补助"),
                            ("objection", "异议复核"),
                            ("withdrawn", "已撤回"),
                            ("closed_late", "逾期关闭"),
                        ],
                        max_length=16,
                        verbose_name="新状态",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("hash", models.BinaryField(default=b"", verbose_name="链值")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ["claim", "seq"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提出时间"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="请在此日前补正")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="补正时间"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正",
                "verbose_name_plural": "补正",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="LumpSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inpatient", "一般住院补助"),
                            ("critical_illness", "重大疾病补助"),
                            ("death", "职工亡故慰问金"),
                            ("disability", "事故致残补助"),
                        ],
                        max_length=20,
                        verbose_name="项目",
                    ),
                ),
                ("voided", models.BooleanField(default=False, verbose_name="已作废")),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="claims.award",
                        verbose_name="核定",
                    ),
                ),
                (
                    "coverage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lump_sums",
                        to="members.coverage",
                        verbose_name="保障期限",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.member",
                        verbose_name="职工",
                    ),
                ),
            ],
            options={
                "verbose_name": "一次性补助",
                "verbose_name_plural": "一次性补助",
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("decisive_on", models.DateField(verbose_name="决定日期")),
                (
                    "place",
                    models.CharField(blank=True, max_length=100, verbose_name="确诊医院/鉴定机构"),
                ),
                ("disease", members.fields.SealedField(blank=True, verbose_name="疾病名称")),
                (
                    "listed",
                    models.BooleanField(blank=True, null=True, verbose_name="属于规定的重大疾病"),
                ),
                (
                    "first_diagnosis",
                    models.BooleanField(blank=True, null=True, verbose_name="首次确诊"),
                ),
                ("occurred_on", models.DateField(blank=True, null=True, verbose_name="事故日期")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("work_injury", "工伤"),
                            ("accident", "意外事故"),
                            ("illness", "疾病"),
                        ],
                        max_length=12,
                        verbose_name="事故性质",
                    ),
                ),
                (
                    "grade",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="伤残等级"
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项",
                "verbose_name_plural": "事项",
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("material", models.CharField(max_length=24, verbose_name="材料")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("client_key", models.UUIDField(editable=False, verbose_name="上传标记")),
                ("leaf", models.PositiveSmallIntegerField(default=1, verbose_name="文件内页码")),
                ("media_type", models.CharField(max_length=20, verbose_name="格式")),
                (
                    "original_key",
                    models.CharField(editable=False, max_length=80, verbose_name="原文件"),
                ),
                (
                    "original_sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="原文件摘要"),
                ),
                ("original_size", models.PositiveIntegerField(verbose_name="原文件大小（字节）")),
                (
                    "picture_key",
                    models.CharField(editable=False, max_length=80, verbose_name="图片"),
                ),
                (
                    "thumb_key",
                    models.CharField(editable=False, max_length=80, verbose_name="缩略图"),
                ),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽（像素）")),
                ("height", models.PositiveSmallIntegerField(verbose_name="高（像素）")),
                ("advice", models.CharField(blank=True, max_length=200, verbose_name="提示")),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移除时间"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="claims.page",
                        verbose_name="替换",
                    ),
                ),
            ],
            options={
                "verbose_name": "材料页",
                "verbose_name_plural": "材料页",
                "ordering": ["material", "position", "added_at"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("material", models.CharField(max_length=24, verbose_name="材料")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("M01", "材料缺失"),
                            ("M02", "图片模糊、反光或缺角，无法辨认"),
                            ("M03", "页码不全"),
                            ("M04", "未加盖医院（病案室）印章"),
                            ("M05", "姓名与参保信息不一致"),
                            ("M06", "证件已过期或仅有一面"),
                            ("M07", "出院记录与票据住院日期不一致"),
                            ("M08", "票据或结算单未体现实际住院天数"),
                            ("M09", "银行卡非本人账户或卡号不清"),
                            ("M10", "申请表未签名"),
                            ("M11", "缺道路交通事故责任认定书"),
                            ("M12", "缺病理报告或确诊依据"),
                            ("M13", "鉴定报告缺等级或日期"),
                            ("M14", "关系证明不足"),
                            ("M15", "授权委托书不完整"),
                            ("M16", "材料为翻拍屏幕，请上传原件照片"),
                            ("M17", "其他"),
                        ],
                        max_length=4,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="已补")),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="claims.correction",
                        verbose_name="补正",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.page",
                        verbose_name="页",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正事项",
                "verbose_name_plural": "补正事项",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PaidDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("most_days", models.PositiveSmallIntegerField(verbose_name="天数上限")),
                ("day", models.DateField(verbose_name="日期")),
                ("slot", models.PositiveSmallIntegerField(verbose_name="第几天")),
                ("voided", models.BooleanField(default=False, verbose_name="已作废")),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paid_days",
                        to="claims.award",
                        verbose_name="核定",
                    ),
                ),
                (
                    "coverage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paid_days",
                        to="members.coverage",
                        verbose_name="保障期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "已补助日",
                "verbose_name_plural": "已补助日",
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("posted", "邮寄"), ("brought", "现场提交")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("courier", models.CharField(blank=True, max_length=20, verbose_name="快递公司")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="运单号")),
                (
                    "registered_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="登记时间"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="签收时间"),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parcels",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
            ],
            options={
                "verbose_name": "原件",
                "verbose_name_plural": "原件",
                "ordering": ["-registered_at"],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待支付"),
                            ("exported", "已送银行"),
                            ("paid", "已支付"),
                            ("returned", "支付未成功"),
                            ("unknown", "结果不明"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额（分）")),
                ("due_on", models.DateField(verbose_name="应付日期")),
                ("payee_name", models.CharField(max_length=64, verbose_name="收款户名")),
                (
                    "payee_bank",
                    models.CharField(blank=True, max_length=100, verbose_name="开户银行"),
                ),
                ("payee_account", members.fields.SealedField(verbose_name="收款账号")),
                (
                    "bank_ref",
                    models.CharField(max_length=24, unique=True, verbose_name="支付流水号"),
                ),
                (
                    "line_no",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="行号"),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="银行回复时间"),
                ),
                (
                    "bank_words",
                    models.CharField(blank=True, max_length=200, verbose_name="银行说明"),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="claims.award",
                        verbose_name="核定",
                    ),
                ),
            ],
            options={
                "verbose_name": "支付",
                "verbose_name_plural": "支付",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting", models.UUIDField(db_index=True, verbose_name="分录号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owed", "核定"),
                            ("exported", "送银行"),
                            ("paid", "支付成功"),
                            ("returned", "支付退回"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("benefits", "补助支出"),
                            ("payable", "应付补助"),
                            ("clearing", "银行在途"),
                            ("bank", "银行存款"),
                        ],
                        max_length=10,
                        verbose_name="科目",
                    ),
                ),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="claims.payout",
                        verbose_name="支付",
                    ),
                ),
            ],
            options={
                "verbose_name": "分录",
                "verbose_name_plural": "分录",
            },
        ),
        migrations.CreateModel(
            name="BankReturnLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_no", models.PositiveIntegerField(verbose_name="行号")),
                ("paid", models.BooleanField(verbose_name="成功")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="银行说明")),
                (
                    "bank_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="claims.bankreturn",
                        verbose_name="回盘",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="claims.payout",
                        verbose_name="支付",
                    ),
                ),
            ],
            options={
                "verbose_name": "回盘明细",
                "verbose_name_plural": "回盘明细",
            },
        ),
        migrations.CreateModel(
            name="PayoutBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=20, unique=True, verbose_name="批次号"
                    ),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="制单时间"),
                ),
                (
                    "collected_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="归集时间"
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, null=True, verbose_name="封存时间")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="笔数")),
                ("total_fen", models.PositiveBigIntegerField(default=0, verbose_name="合计（分）")),
                ("content", members.fields.SealedField(blank=True, verbose_name="银行文件")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="文件摘要")),
                (
                    "downloaded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="首次下载"),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制单人",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "支付批次",
                "verbose_name_plural": "支付批次",
                "ordering": ["-collected_at"],
            },
        ),
        migrations.AddField(
            model_name="payout",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="claims.payoutbatch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="bankreturn",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="claims.payoutbatch",
                verbose_name="批次",
            ),
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hospital", models.CharField(max_length=100, verbose_name="就诊医院")),
                ("admitted_on", models.DateField(verbose_name="入院日期")),
                ("discharged_on", models.DateField(verbose_name="出院日期")),
                (
                    "printed_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="票据所载住院天数"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stays",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "住院",
                "verbose_name_plural": "住院",
                "ordering": ["admitted_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["status", "since"], name="claim_queue"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["member", "-opened_at"], name="claim_of_member"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                fields=("member", "client_key"), name="claim_opened_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "in_review",
                            "correction",
                            "passed",
                            "received",
                            "mismatch",
                            "accepted",
                            "first_check",
                            "second_check",
                            "approved",
                            "refused",
                            "objection",
                            "withdrawn",
                            "closed_late",
                        ],
                    )
                ),
                name="claim_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(
                        ("consent__isnull", False),
                        ("number__isnull", False),
                        ("submitted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="claim_submitted_with_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["accepted", "first_check", "second_check", "approved"]),
                        _negated=True,
                    ),
                    ("acceptance_number__isnull", False),
                    _connector="OR",
                ),
                name="claim_accepted_with_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided", False)),
                fields=("claim",),
                name="award_one_alive_a_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="award_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="award_approved_at_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_fen__gt", 0),
                        ("approved_at__isnull", False),
                        ("due_on__isnull", False),
                    ),
                    models.Q(
                        ("due_on", None),
                        models.Q(("approved_at", None), ("amount_fen", 0), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="award_due_when_approved_and_payable",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("outcome", "payable")),
                    models.Q(("amount_fen", 0), ("outcome", "zero")),
                    _connector="OR",
                ),
                name="award_outcome_agrees_with_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimevent",
            constraint=models.UniqueConstraint(fields=("claim", "seq"), name="claim_event_seq"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None), ("closed_at", None)),
                fields=("claim",),
                name="correction_one_open_a_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="lumpsum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided", False)),
                fields=("coverage", "kind"),
                name="lump_sum_once_a_coverage",
            ),
        ),
        migrations.AddConstraint(
            model_name="lumpsum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["critical_illness", "death"]), ("voided", False)),
                fields=("member", "kind"),
                name="lump_sum_once_in_a_life",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade", None), ("grade__range", (1, 10)), _connector="OR"),
                name="occurrence_grade_one_to_ten",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["original_sha256"], name="page_original"),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.UniqueConstraint(
                fields=("claim", "client_key", "leaf"), name="page_uploaded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paidday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided", False)),
                fields=("coverage", "day"),
                name="paid_day_night_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paidday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided", False)),
                fields=("coverage", "slot"),
                name="paid_day_slot_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paidday",
            constraint=models.CheckConstraint(
                condition=models.Q(("slot__gte", 1), ("slot__lte", models.F("most_days"))),
                name="paid_day_within_cap",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("received_at", None)),
                fields=("claim",),
                name="parcel_one_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_at", None), ("received_by", None)),
                    models.Q(("received_at__isnull", False), ("received_by__isnull", False)),
                    _connector="OR",
                ),
                name="parcel_received_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "posted"), _negated=True),
                    models.Q(
                        models.Q(("courier", ""), _negated=True),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="parcel_posted_with_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen", 0), _negated=True), name="ledger_entry_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("payout", "kind", "account"), name="ledger_posted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreturnline",
            constraint=models.UniqueConstraint(
                fields=("bank_return", "line_no"), name="bank_return_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed_by", None),
                    models.Q(("sealed_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="payout_batch_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("prepared_at", None), ("prepared_by", None)),
                    models.Q(("prepared_at__isnull", False), ("prepared_by__isnull", False)),
                    _connector="OR",
                ),
                name="payout_batch_prepared_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed_at", None), ("sealed_by", None), ("sha256", "")),
                    models.Q(
                        ("count__gt", 0),
                        ("prepared_by__isnull", False),
                        ("sealed_at__isnull", False),
                        ("sealed_by__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payout_batch_sealed_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                condition=models.Q(("batch", None), ("state", "queued")),
                fields=["due_on"],
                name="payout_queued",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                fields=("award", "attempt"), name="payout_attempt_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "returned"), _negated=True),
                fields=("award",),
                name="payout_one_alive_an_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                fields=("batch", "line_no"), name="payout_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="payout_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "queued"),
                    models.Q(("batch__isnull", False), ("line_no__isnull", False)),
                    _connector="OR",
                ),
                name="payout_sent_in_a_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", False), ("state__in", ["paid", "returned"])),
                    models.Q(
                        models.Q(("state__in", ["paid", "returned"]), _negated=True),
                        ("settled_at", None),
                    ),
                    _connector="OR",
                ),
                name="payout_settled_when_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(("discharged_on__gte", models.F("admitted_on"))),
                name="stay_ends_after_it_began",
            ),
        ),
    ]
