"""Who acts for a unit: the account of a cadre, known by phone."""

from django.db import transaction
from django.utils import timezone

from members.models import Cadre, Unit, User
from members.roles import Role


def units_of(user: User) -> list[Unit]:
    """Give the units that an account acts for today, in the order in which it came to them."""
    posts = Cadre.objects.on(timezone.localdate()).filter(user=user).order_by("since", "pk")
    return [post.unit for post in posts.select_related("unit")]


@transaction.atomic
def account_for(phone: str, *, name: str) -> User:
    """Give the account of a canonical phone with the cadre's role, made when there is none.

    A name is given to an account that has none, and never changed.
    """
    user = User.objects.select_for_update().filter(phone_index=phone).first()
    if user is None:
        return User.objects.create_by_phone(phone, name=name, roles=[Role.CADRE])
    user.roles = sorted({*user.roles, str(Role.CADRE)})
    user.name = user.name or name
    user.save(update_fields=["roles", "name"])
    return user
