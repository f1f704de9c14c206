"""The office's pages of people and organisations. Each submodule registers its own."""

from members.admin import (
    accounts,
    corrections,
    enrolment,
    gifts,
    joining,
    messages,
    organisations,
    payments,
    people,
    posts,
    records,
    systems,
)

__all__ = [
    "accounts",
    "corrections",
    "enrolment",
    "gifts",
    "joining",
    "messages",
    "organisations",
    "payments",
    "people",
    "posts",
    "records",
    "systems",
]
