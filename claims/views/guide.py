from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.schemes.guidance import current_sheet, for_agents, guidance


def guide(request: HttpRequest) -> HttpResponse:
    """Say what each kind of claim pays and which papers it needs, to be printed too."""
    context = {
        "guidance": guidance(),
        "agents": for_agents(),
        "scheme": current_sheet().name,
    }
    return render(request, "claims/guide.html", context)
