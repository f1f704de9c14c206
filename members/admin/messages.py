"""What did not reach people, and how many texts a day took: for the administrator."""

from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from members import outbox
from members.admin.lookups import only_filters
from members.errors import MemberError
from members.identity import mask_phone
from members.models import Message, SmsDay
from members.refusals import sentence
from members.signin import account

UNDELIVERED = [Message.SmsState.TAKEN, Message.SmsState.FAILED, Message.SmsState.LAPSED]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """Without the words: who looks after delivery has no business with what is told."""

    list_display = ["created_at", "kind", "way", "to", "sms_state", "failure", "expires_at"]
    list_filter = ["sms_state", "way"]
    list_select_related = ["user"]
    list_per_page = 50
    lookup_allowed = only_filters
    sortable_by = ()
    ordering = ["-created_at"]
    show_full_result_count = False
    fields = [
        "kind",
        "to",
        "way",
        "sms_state",
        "failure",
        "created_at",
        "taken_at",
        "expires_at",
    ]
    readonly_fields = ["kind", "to"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).filter(sms_state__in=UNDELIVERED)

    @admin.display(description="事项")
    def kind(self, message: Message) -> str:
        return message.key.partition(":")[0]

    @admin.display(description="收件人")
    def to(self, message: Message) -> str:
        return mask_phone(message.user.phone) if message.user.phone else "—"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.retry))
        name = "members_message_retry"
        return [path("<uuid:message_id>/retry/", view, name=name), *super().get_urls()]

    def retry(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Have a message sent once more."""
        try:
            outbox.retry(message_id, by=account(request))
        except MemberError as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, "将在一分钟内再次发送。")
        return redirect("admin:members_message_changelist")


@admin.register(SmsDay)
class SmsDayAdmin(admin.ModelAdmin[SmsDay]):
    list_display = ["day", "codes", "notices", "alarmed_at", "exhausted_at"]
    list_per_page = 50
    lookup_allowed = only_filters
    ordering = ["-day"]
