"""Records of announcements."""

from __future__ import annotations

from tallyproof.canonical import fields
from tallyproof.canonical.form import Json
from tallyproof.errors import InputError
from tallyproof.model import AnnouncedArea, Announcement


def announcement_record(announcement: Announcement) -> Json:
    """Return the record of one announcement; turnout and areas have their keys only where they were announced."""
    turnout = {"turnout": announcement.turnout} if announcement.turnout else {}
    areas = [
        {"area": code, "candidates": dict(one.candidates), "others": one.others, "counts": dict(one.counts)}
        for code, one in sorted(announcement.areas.items())
    ]
    return {
        "kind": "announcement",
        "v": 1,
        "id": announcement.id,
        "title": announcement.title,
        "date": announcement.date,
        "contest": announcement.contest,
        "round": announcement.round,
        "stage": announcement.stage,
        "area": announcement.area,
        "source": announcement.source,
        "url": announcement.url,
        "candidates": dict(announcement.candidates),
        "percentages": dict(announcement.percentages),
        "counts": dict(announcement.counts),
        "count_percentages": dict(announcement.count_percentages),
        "coverage": [{"unit": unit, "value": value} for unit, value in announcement.coverage],
        "others": announcement.others,
        "others_percentage": announcement.others_percentage,
        **turnout,
        **({"areas": areas} if areas else {}),
    }


def announcement_of(index: int, record: Json) -> Announcement:
    """Return the announcement in a record."""
    try:
        fields.version_1(record)
        return Announcement(
            id=fields.typed(record["id"], str),
            title=fields.typed(record["title"], str),
            date=fields.typed(record["date"], str),
            contest=fields.typed(record["contest"], str),
            round=fields.typed(record["round"], int),
            stage=fields.typed(record["stage"], str),
            area=fields.typed(record["area"], str),
            source=fields.typed(record["source"], str),
            url=fields.typed(record["url"], str),
            candidates=fields.counts(record["candidates"]),
            percentages={key: fields.percentage(text) for key, text in record["percentages"].items()},
            counts=fields.counts(record["counts"]),
            count_percentages={key: fields.percentage(text) for key, text in record["count_percentages"].items()},
            coverage=tuple(
                (fields.typed(item["unit"], str), fields.percentage(item["value"])) for item in record["coverage"]
            ),
            others=fields.optional_count(record["others"]),
            others_percentage=fields.optional_percentage(record["others_percentage"]),
            index=index,
            turnout=fields.percentage(record["turnout"]) if "turnout" in record else "",
            areas={fields.typed(one["area"], str): _announced_area(one) for one in record.get("areas", [])},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"entry {index}: expected an announcement (version 1), got a malformed one: {error}"
        ) from error


def _announced_area(record: Json) -> AnnouncedArea:
    return AnnouncedArea(
        candidates=fields.counts(record["candidates"]),
        others=fields.optional_count(record["others"]),
        counts=fields.counts(record["counts"]),
    )
