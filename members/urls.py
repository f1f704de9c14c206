from django.urls import path

from members.display import choose
from members.views import (
    certificates,
    corrections,
    fees,
    home,
    joining,
    posts,
    roster,
    signing_in,
    systems,
    unit,
)

app_name = "members"

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("display/", choose, name="display"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("identify/", signing_in.identify, name="identify"),
    path("demo-phone/", signing_in.demo_phone, name="demo_phone"),
    path("messages/", home.messages, name="messages"),
    path("unit/", unit.unit, name="unit"),
    path("unit/people/", unit.people, name="people"),
    path("unit/roster/<uuid:batch_id>/fee/", fees.fee, name="fee"),
    path("unit/roster/<uuid:batch_id>/receipt/", fees.receipt, name="receipt"),
    path("payments/notice/", fees.notice, name="payment_notice"),
    path("demo-pay/<slug:number>/", fees.demo_pay, name="demo_pay"),
    path("cover/<uuid:coverage_id>/certificate/", certificates.certificate, name="certificate"),
    path("verify/", certificates.verify, name="verify"),
    path("verify/<slug:code>/", certificates.verify, name="verify_code"),
    path("unit/profile/", unit.profile, name="profile"),
    path("unit/choose/", unit.choose, name="choose_unit"),
    path("unit/ask/", posts.ask, name="ask_post"),
    path("join/", joining.join, name="join"),
    path("join/withdraw/", joining.withdraw, name="join_withdraw"),
    path("unit/correct-number/", corrections.correct_number, name="correct_number"),
    path("unit/systems/", systems.systems, name="systems"),
    path("unit/systems/<uuid:system_id>/token/", systems.token, name="system_token"),
    path("unit/systems/<uuid:system_id>/revoke/", systems.revoke, name="system_revoke"),
    path("unit/roster/", roster.roster_upload, name="roster_upload"),
    path("unit/roster/template/", roster.roster_template, name="roster_template"),
    path("unit/roster/<uuid:batch_id>/", roster.roster, name="roster"),
    path("unit/roster/<uuid:batch_id>/problems/", roster.roster_problems, name="roster_problems"),
]
