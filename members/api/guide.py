"""The description of the interface: as OpenAPI for programs, as a page for people."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from members.api.answers import CODES
from members.systems import CALLS_A_MINUTE

Schema = Mapping[str, Any]
TYPES = {"string": "文本", "integer": "整数", "array": "数组", "object": "对象"}


@lru_cache(maxsize=1)
def described() -> Schema:
    """Give the OpenAPI document; the same as long as the program runs."""
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False})


def guide(request: HttpRequest) -> HttpResponse:
    """Show the interface to whoever connects a system: no script, nothing from elsewhere."""
    document = described()
    context = {
        "calls": list(_calls(document)),
        "shapes": list(_shapes(document)),
        "codes": [(code, status, words) for code, (status, words) in CODES.items()],
        "calls_a_minute": CALLS_A_MINUTE,
    }
    return render(request, "members/api_guide.html", context)


def _calls(document: Schema) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            sent = call.get("requestBody", {}).get("content", {}).get("application/json", {})
            good = next(code for code in call["responses"] if code != "default")
            given = call["responses"][good]["content"]["application/json"]["schema"]
            yield {
                "method": method.upper(),
                "path": path,
                "summary": call["summary"],
                "description": call["description"],
                "parameters": [p for p in call.get("parameters", []) if p["in"] != "path"],
                "sent": _name(sent.get("schema", {})),
                "good": good,
                "given": _name(given),
            }


def _shapes(document: Schema) -> Iterator[dict[str, Any]]:
    for name, shape in document["components"]["schemas"].items():
        if "properties" in shape:
            required = shape.get("required", [])
            yield {
                "name": name,
                "fields": [
                    (field, _type(of), field in required, _words(of))
                    for field, of in shape["properties"].items()
                ],
            }


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(of: Schema) -> str:
    if of.get("type") == "array":
        return f"{_name(of['items'])} 的数组"
    inner = [_name(each) for each in of.get("allOf", []) + of.get("oneOf", []) if "$ref" in each]
    return _name(of) or next(iter(inner), "") or TYPES.get(of.get("type", ""), "文本")


def _words(of: Schema) -> str:
    """Give the description without the list of choices that is generated behind it."""
    return str(of.get("description", "")).partition("\n")[0]
