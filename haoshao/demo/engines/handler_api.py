"""The price list of an SMS service that speaks the handler API, and its front page."""

from __future__ import annotations

from collections.abc import Callable

from haoshao.demo.engines.rendering import NOT_FOUND, PLAIN, Answer, JsonObject, Request, as_json
from haoshao.demo.wares import SMS_COUNTRIES, SMS_SERVICES

HANDLER = "/stubs/handler_api.php"


def answer(request: Request) -> Answer:
    """Return what the service shows without a key: prices, stock, its tables of services and countries."""
    if request.path == "/":
        return Answer(body=f"<!DOCTYPE html><title>{request.shop.title}</title><h1>{request.shop.title}</h1>")
    if request.path != HANDLER:
        return NOT_FOUND
    action = request.query.get("action", "")
    acts: dict[str, Callable[[], JsonObject]] = {
        "getPrices": lambda: _prices(request),
        "getCountries": _countries,
        "getServicesList": _services,
        "getNumbersStatus": lambda: _status(request),
    }
    return as_json(acts[action]()) if action in acts else Answer(body="BAD_KEY", content_type=PLAIN)


def _prices(request: Request) -> JsonObject:
    wanted_country, wanted_service = request.query.get("country", ""), request.query.get("service", "")
    answer: JsonObject = {}
    for good in request.goods:
        service, country = good.note.split(":")
        if wanted_country in {"", country} and wanted_service in {"", service}:
            cell = {"cost": float(good.price), "count": good.stock, "physicalCount": 0}
            answer.setdefault(country, {})[service] = cell
    return answer


def _status(request: Request) -> JsonObject:
    wanted = request.query.get("country", "0")
    rows = (good for good in request.goods if good.note.endswith(f":{wanted}"))
    return {f"{good.note.split(':')[0]}_0": str(good.stock) for good in rows}


def _countries() -> JsonObject:
    return {
        str(country.number): {
            "id": country.number,
            "rus": country.russian,
            "eng": country.english,
            "chn": country.chinese,
            "visible": 1,
            "retry": 1,
            "rent": 0,
            "multiService": 1,
        }
        for country in SMS_COUNTRIES
    }


def _services() -> JsonObject:
    return {"status": "success", "services": [{"code": row.code, "name": row.name} for row in SMS_SERVICES]}
