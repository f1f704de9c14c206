"""Asking to act for a unit. Verbs: members.posts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members import posts
from members.errors import MemberError
from members.forms import PostForm
from members.refusals import sentence
from members.signin import account


def ask(request: HttpRequest) -> HttpResponse:
    user = account(request)
    form = PostForm(request.POST or None, initial={"name": user.name})
    if form.is_valid():
        try:
            posts.ask(user.pk, **form.cleaned_data)
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "申请已提交，服务中心审核后会在消息中告诉您。")
            return redirect("members:ask_post")
    context = {"form": form, "asked": user.cadre_requests.all()[: posts.MOST_ASKED]}
    return render(request, "members/ask_post.html", context)
