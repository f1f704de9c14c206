"""Every model says which of its columns are about a person."""

import pytest
from django.apps import apps

OURS = [
    m
    for label in ("members", "claims", "appointments")
    for m in apps.get_app_config(label).get_models()
]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_a_model_names_its_personal_columns(model) -> None:
    assert hasattr(model, "PERSONAL"), "say PERSONAL = () where there are none"
    columns = {f.name for f in model._meta.get_fields()}

    assert set(model.PERSONAL) <= columns


def test_numbers_of_people_are_sealed() -> None:
    sealed = {
        f"{m.__name__}.{f.name}"
        for m in OURS
        for f in m._meta.get_fields()
        if type(f).__name__ == "SealedField"
    }

    assert sealed >= {
        "Member.id_number",
        "Member.phone",
        "User.phone",
        "SignInCode.phone",
        "Claim.payee_account",
        "Payout.payee_account",
        "PayoutBatch.content",
        "BankReturn.content",
        "Occurrence.disease",
    }
