from django.urls import path

from members.api import covers, guide, rosters

app_name = "api"

urlpatterns = [
    path("", guide.guide, name="guide"),
    path("schema/", guide.schema, name="schema"),
    path("rosters/", rosters.send, name="rosters"),
    path("rosters/<uuid:batch_id>/", rosters.roster, name="roster"),
    path("rosters/<uuid:batch_id>/confirmation/", rosters.confirm, name="confirmation"),
    path("rosters/<uuid:batch_id>/recheck/", rosters.recheck, name="recheck"),
    path("rosters/<uuid:batch_id>/abandonment/", rosters.abandon, name="abandonment"),
    path("covers/", covers.covers, name="covers"),
]
