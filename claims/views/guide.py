from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.guidance import current_sheet, guidance


def guide(request: HttpRequest) -> HttpResponse:
    """Say what each kind of claim pays and which papers it needs, to be printed too."""
    context = {"guidance": guidance(), "scheme": current_sheet().name}
    return render(request, "claims/guide.html", context)
