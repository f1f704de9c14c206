"""Cases of `manage.py assess`, whole and spoilt, and what is answered to them."""

import json
from typing import Any

from claims.benefits import answer, shipped_sheets

COVER = {"scheme": "xiamen-18", "start": "2023-03-16", "end": "2024-03-15"}
STAY = {"admitted": "2023-04-01", "discharged": "2023-04-11"}
INPATIENT = {"kind": "inpatient", "stays": [STAY]}
ILLNESS = {
    "kind": "critical_illness",
    "diagnosed_on": "2023-06-01",
    "listed": True,
    "first_diagnosis": True,
}
DEATH = {"kind": "death", "died_on": "2023-06-01"}
DISABILITY = {"kind": "disability", "reported_on": "2023-06-01", "cause": "accident", "grade": 8}
COST = {"kind": "inpatient_cost", "self_borne": "800", "incurred_on": "2023-06-01"}

CHRONIC = COST | {"kind": "chronic_outpatient_cost"}


def case(*claims: Any, coverages: Any = (COVER,), **more: Any) -> dict[str, Any]:
    return {"case": "a", "coverages": list(coverages), "claims": list(claims), **more}


def answered(value: Any) -> Any:
    line = value if isinstance(value, bytes) else json.dumps(value).encode()
    given = answer(line, shipped_sheets())
    assert given.malformed == ("error" in given.value)
    return json.loads(json.dumps(given.value))


def without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value[each] for each in value if each != key}
