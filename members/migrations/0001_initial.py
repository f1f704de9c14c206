import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.fields
import members.identity
import members.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("username", models.CharField(max_length=64, unique=True, verbose_name="登录名")),
                ("name", models.CharField(blank=True, max_length=64, verbose_name="姓名")),
                ("phone", members.fields.SealedField(blank=True, verbose_name="手机号码")),
                (
                    "phone_index",
                    members.fields.BlindIndexField(
                        editable=False,
                        normalise=members.identity.phone,
                        null=True,
                        source="phone",
                        unique=True,
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("member", "职工"),
                                ("cadre", "单位工会经办人"),
                                ("pre_reviewer", "预审员"),
                                ("teller", "受理员"),
                                ("first_checker", "初审员"),
                                ("second_checker", "复核员"),
                                ("cashier", "支付制单员"),
                                ("accountant", "支付复核员"),
                                ("auditor", "审计员"),
                                ("administrator", "系统管理员"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="角色",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "joined_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="开户时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "账户",
                "verbose_name_plural": "账户",
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
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
                ("phone", members.fields.SealedField(verbose_name="手机号码")),
                (
                    "phone_index",
                    members.fields.BlindIndexField(
                        db_index=True, editable=False, null=True, source="phone"
                    ),
                ),
                ("browser", models.CharField(max_length=64, verbose_name="浏览器标记")),
                ("code_hash", models.CharField(max_length=200, verbose_name="验证码摘要")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="发送时间"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="过期时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
            ],
            options={
                "verbose_name": "验证码",
                "verbose_name_plural": "验证码",
            },
        ),
        migrations.CreateModel(
            name="Workday",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("works", models.BooleanField(verbose_name="工作日")),
                ("note", models.CharField(blank=True, max_length=40, verbose_name="说明")),
            ],
            options={
                "verbose_name": "工作日历",
                "verbose_name_plural": "工作日历",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                ("name", models.CharField(db_index=True, max_length=64, verbose_name="姓名")),
                (
                    "id_kind",
                    models.CharField(
                        choices=[
                            ("resident", "居民身份证"),
                            ("hmt_permit", "港澳台居民居住证"),
                            ("passport", "护照"),
                            ("foreigner", "外国人永久居留身份证"),
                        ],
                        default="resident",
                        max_length=12,
                        verbose_name="证件类型",
                    ),
                ),
                ("id_number", members.fields.SealedField(verbose_name="证件号码")),
                (
                    "id_number_index",
                    members.fields.BlindIndexField(
                        editable=False, null=True, source="id_number", unique=True
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("m", "男"), ("f", "女")], max_length=1, verbose_name="性别"
                    ),
                ),
                ("born_on", models.DateField(verbose_name="出生日期")),
                ("phone", members.fields.SealedField(blank=True, verbose_name="手机号码")),
                (
                    "phone_index",
                    members.fields.BlindIndexField(
                        db_index=True, editable=False, null=True, source="phone"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账户",
                    ),
                ),
            ],
            options={
                "verbose_name": "职工",
                "verbose_name_plural": "职工",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("sensitive", "处理医疗健康、金融账户等敏感个人信息")],
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="文本版本")),
                ("text_sha256", models.CharField(max_length=64, verbose_name="文本摘要")),
                ("channel", models.CharField(default="web", max_length=20, verbose_name="渠道")),
                (
                    "given_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="同意时间"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="members.member",
                        verbose_name="职工",
                    ),
                ),
            ],
            options={
                "verbose_name": "单独同意",
                "verbose_name_plural": "单独同意",
            },
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "sheet",
                    models.TextField(
                        help_text="TOML 格式，字段说明见“规则表”文档。", verbose_name="规则表"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "shipped",
                    models.BooleanField(default=False, editable=False, verbose_name="随系统提供"),
                ),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "保障期次",
                "verbose_name_plural": "保障期次",
            },
        ),
        migrations.CreateModel(
            name="Station",
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
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("city", "市服务中心"),
                            ("district", "区服务站"),
                            ("street", "街道服务站"),
                            ("community", "社区服务点"),
                        ],
                        max_length=12,
                        verbose_name="级别",
                    ),
                ),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                ("phone", models.CharField(max_length=30, verbose_name="电话")),
                (
                    "hours",
                    models.CharField(
                        help_text="例如：周一至周五 9:00—12:00、14:00—17:00",
                        max_length=100,
                        verbose_name="服务时间",
                    ),
                ),
                ("takes_originals", models.BooleanField(default=False, verbose_name="受理原件")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="members.station",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务站",
                "verbose_name_plural": "服务站",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="station",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="members.station",
                verbose_name="所属服务站",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
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
                ("name", models.CharField(max_length=200, verbose_name="单位名称")),
                (
                    "credit_code",
                    models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码"),
                ),
                ("headcount", models.PositiveIntegerField(default=0, verbose_name="在职职工人数")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.unit",
                        verbose_name="上级工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
            },
        ),
        migrations.AddField(
            model_name="member",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="members.unit",
                verbose_name="所在单位",
            ),
        ),
        migrations.CreateModel(
            name="EnrolmentBatch",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("checked", "待确认"),
                            ("confirmed", "已确认，待缴费"),
                            ("effective", "已生效"),
                            ("abandoned", "已放弃"),
                        ],
                        default="checked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("file_key", models.CharField(editable=False, max_length=80, verbose_name="文件")),
                (
                    "sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="文件摘要"),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("rows", models.PositiveIntegerField(verbose_name="总行数")),
                ("good_rows", models.PositiveIntegerField(verbose_name="可参保行数")),
                (
                    "due_fen",
                    models.PositiveBigIntegerField(default=0, verbose_name="应缴金额（分）"),
                ),
                ("papers_on", models.DateField(blank=True, null=True, verbose_name="资料齐全日期")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="到账日期")),
                ("voucher", models.CharField(blank=True, max_length=100, verbose_name="凭证号")),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="到账登记人",
                    ),
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
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.scheme",
                        verbose_name="保障期次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "参保批次",
                "verbose_name_plural": "参保批次",
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
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
                    "fee_class",
                    models.CharField(
                        choices=[("standard", "普通"), ("concession", "优惠"), ("gifted", "赠送")],
                        default="standard",
                        max_length=12,
                        verbose_name="缴费类别",
                    ),
                ),
                ("fee_fen", models.PositiveIntegerField(verbose_name="缴费（分）")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                (
                    "ends_on",
                    models.DateField(help_text="保障期的最后一天。", verbose_name="结束日期"),
                ),
                ("first_enrolment", models.BooleanField(default=True, verbose_name="首次参保")),
                (
                    "most_days",
                    models.PositiveSmallIntegerField(
                        help_text="按日补助的天数上限，来自规则表；没有按日补助的为空。已补助天数受它约束。",
                        null=True,
                        verbose_name="补助天数上限",
                    ),
                ),
                ("voided", models.BooleanField(default=False, verbose_name="已作废")),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="members.enrolmentbatch",
                        verbose_name="参保批次",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="members.member",
                        verbose_name="职工",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.scheme",
                        verbose_name="保障期次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="members.unit",
                        verbose_name="参保单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "保障期限",
                "verbose_name_plural": "保障期限",
                "ordering": ["-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Cadre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cadres",
                        to="members.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位工会经办人",
                "verbose_name_plural": "单位工会经办人",
            },
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=40, verbose_name="对象")),
                ("object_id", models.CharField(max_length=40, verbose_name="编号")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看记录",
                "verbose_name_plural": "查看记录",
                "indexes": [models.Index(fields=["what", "object_id"], name="access_log_object")],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("key", models.CharField(max_length=120, unique=True, verbose_name="去重键")),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                ("link", models.CharField(blank=True, max_length=200, verbose_name="链接")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读时间")),
                (
                    "sms_state",
                    models.CharField(
                        choices=[
                            ("none", "不发短信"),
                            ("owed", "待发送"),
                            ("taken", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "未送达"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="短信",
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True, verbose_name="取走时间")),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="过了这个时间，短信不再发送。", verbose_name="过期时间"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sms_state", "owed")),
                        fields=["created_at"],
                        name="message_owed",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("status", "draft")),
                    models.Q(("published_at__isnull", False), ("status", "published")),
                    _connector="OR",
                ),
                name="scheme_published_at_when_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shipped", True),
                    ("status", "draft"),
                    models.Q(
                        ("drafted_by__isnull", False),
                        ("published_by__isnull", False),
                        models.Q(("drafted_by", models.F("published_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="scheme_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "city"), ("parent", None)),
                    models.Q(models.Q(("level", "city"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="station_city_has_no_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "member",
                            "cadre",
                            "pre_reviewer",
                            "teller",
                            "first_checker",
                            "second_checker",
                            "cashier",
                            "accountant",
                            "auditor",
                            "administrator",
                        ],
                    )
                ),
                name="user_roles_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["confirmed", "effective"])),
                fields=("unit", "scheme", "sha256"),
                name="enrolment_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "effective"), _negated=True),
                    models.Q(
                        ("paid_on__isnull", False),
                        ("papers_on__isnull", False),
                        ("registered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="enrolment_effective_when_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="coverage_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.UniqueConstraint(
                fields=("id", "most_days"), name="coverage_cap_can_be_referred_to"
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("voided", False)),
                expressions=[
                    (models.F("member"), "="),
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="coverage_no_overlap_a_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadre",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("user", "unit"),
                name="cadre_once_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadre",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="cadre_ends_after_it_began",
            ),
        ),
    ]
