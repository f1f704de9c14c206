"""Joining without a unit. Verbs: members.enrolment.alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from members.enrolment import alone
from members.errors import MemberError
from members.forms import JoinForm
from members.models import Member, Scheme, SelfEnrolment
from members.refusals import sentence
from members.signin import account


def join(request: HttpRequest) -> HttpResponse:
    """Show one's request and what comes next, or the form to ask; outside the days, when."""
    user = account(request)
    member = Member.objects.filter(user=user).first()
    last = user.self_enrolments.select_related("station", "coverage").first()
    today, scheme = timezone.localdate(), Scheme.objects.enrolling()
    form = JoinForm(request.POST or None, member=member)
    if form.is_valid():
        try:
            alone.ask(user.pk, form.person(), **form.asked())
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "申请已提交，请带齐资料到服务站核对。")
            return redirect("members:join")
    context = {
        "form": form,
        "member": member,
        "last": last,
        "waits": last is not None and last.status in SelfEnrolment.OPEN,
        "window": alone.window(today),
        "scheme": scheme,
    }
    return render(request, "members/join.html", context)


def withdraw(request: HttpRequest) -> HttpResponse:
    user = account(request)
    asked = get_object_or_404(user.self_enrolments.filter(status__in=SelfEnrolment.OPEN))
    try:
        alone.withdraw(asked.pk, by=user)
    except MemberError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "已撤回申请。")
    return redirect("members:join")
