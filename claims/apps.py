from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "申请与支付"

    def ready(self) -> None:
        import claims.payouts.checks  # noqa: PLC0415 - registers itself
        import claims.reading.checks  # noqa: F401, PLC0415 - likewise
