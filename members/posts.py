"""Who acts for a unit: the account of a cadre, known by phone."""

from django.db import transaction

from members.models import User
from members.roles import Role


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
