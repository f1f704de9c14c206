from django.urls import path

from appointments import views

app_name = "appointments"

urlpatterns = [
    path("claims/<uuid:claim_id>/book/", views.book, name="book"),
    path("bookings/<uuid:booking_id>/", views.booking, name="booking"),
    path("bookings/<uuid:booking_id>/cancel/", views.cancel, name="cancel"),
]
