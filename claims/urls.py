from django.urls import path

from claims.views import (
    account,
    arriving,
    check,
    correct,
    draft,
    facts,
    filed,
    guide,
    originals,
    pages,
    papers,
    payee,
    statistics,
    trial,
)

app_name = "claims"

urlpatterns = [
    path("guide/", guide.guide, name="guide"),
    path("trial/", trial.trial, name="trial"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("claims/", draft.mine, name="list"),
    path("claims/new/", draft.start, name="start"),
    path("claims/<uuid:claim_id>/", filed.detail, name="detail"),
    path("claims/<uuid:claim_id>/facts/", facts.facts, name="facts"),
    path("claims/<uuid:claim_id>/papers/", papers.papers, name="papers"),
    path("claims/<uuid:claim_id>/papers/<slug:material>/", papers.paper, name="paper"),
    path("claims/<uuid:claim_id>/papers/<slug:material>/parts/", arriving.begin, name="parts"),
    path("claims/<uuid:claim_id>/parts/<uuid:part_id>/", arriving.part, name="part"),
    path("claims/<uuid:claim_id>/pages/<uuid:page_id>/remove/", pages.remove, name="page_remove"),
    path(
        "claims/<uuid:claim_id>/pages/<uuid:page_id>/move/<slug:way>/",
        pages.move,
        name="page_move",
    ),
    path(
        "claims/<uuid:claim_id>/pages/<uuid:page_id>/<slug:size>/",
        pages.picture,
        name="page_picture",
    ),
    path("claims/<uuid:claim_id>/account/", account.account, name="account"),
    path("claims/<uuid:claim_id>/check/", check.check, name="check"),
    path("claims/<uuid:claim_id>/receipt/", check.receipt, name="receipt"),
    path("claims/<uuid:claim_id>/discard/", draft.discard, name="discard"),
    path("claims/<uuid:claim_id>/correct/", correct.correct, name="correct"),
    path("claims/<uuid:claim_id>/parcel/", originals.parcel, name="parcel"),
    path("claims/<uuid:claim_id>/cover-sheet/", originals.cover_sheet, name="cover_sheet"),
    path("claims/<uuid:claim_id>/withdraw/", filed.withdraw, name="withdraw"),
    path("claims/<uuid:claim_id>/payee/", payee.payee, name="payee"),
    path("claims/<uuid:claim_id>/again/", draft.again, name="again"),
    path("claims/<uuid:claim_id>/object/", filed.object_, name="object"),
]
