"""The notebook's values: frames and plots of what is held, in one language, respecting the gate."""

from __future__ import annotations

from collections.abc import Callable

import polars
import pytest

from tallyproof.compare.api import Judgement
from tallyproof.errors import UsageError
from tallyproof.model import Announcement
from tallyproof.tally import Results


def test_frames_are_polars_frames_of_stations_areas_and_announcements(
    results: Callable[..., Results], announced: Callable[..., Announcement]
) -> None:
    told = announced({"ana": 160, "ben": 90}, percentages={"ana": "64.0"})
    held = Judgement(results(announcements=(told,)))
    stations = held.stations()
    assert isinstance(stations, polars.DataFrame)
    assert stations["candidate:ana"].to_list() == [50, 60, 55]
    assert held.totals().filter(polars.col("area") == "")["valid"].to_list() == [255]
    assert held.announcements().rows()[0] == ("first", "2024-01-08", "", "ana", 160, "64.0")


def test_an_answer_gives_sentences_frames_and_plots_that_show_themselves(results: Callable[..., Results]) -> None:
    answer = Judgement(results()).held()
    assert any(one.startswith("A: 3 of 4 polling stations") for one in answer.sentences)
    assert isinstance(answer.frames["mayor-held/votes"], polars.DataFrame)
    plot = answer.plots["mayor-held/share-by-area"]
    assert plot._repr_svg_().startswith("<svg")
    assert "not the official result" in plot.note
    shown = answer._repr_html_()
    assert "<svg" in shown
    assert ".frames[&#x27;mayor-held/votes&#x27;]" in shown
    assert str(answer) == "\n".join(answer.sentences)
    assert [part.id for part in answer] == ["mayor-held"]


def test_a_question_without_an_answer_says_why(results: Callable[..., Results]) -> None:
    answer = Judgement(results()).transcription()
    assert answer.sentences == []
    assert "Nothing is held or recorded" in answer._repr_html_()
    assert "Nothing is held or recorded" in str(answer)


def test_spanish_is_asked_for_once(results: Callable[..., Results]) -> None:
    held = Judgement(results(), language="es")
    assert any("mesas" in one for one in held.held().sentences)
    assert "mayor" in repr(held)
    assert "<h3>Small</h3>" in held._repr_html_()


def test_what_does_not_exist_is_refused_with_what_does(results: Callable[..., Results]) -> None:
    with pytest.raises(UsageError, match="contest: expected one of mayor, got 'king'"):
        Judgement(results(), contest="king")
    with pytest.raises(UsageError, match="language: expected one of en, es, got 'fr'"):
        Judgement(results(), language="fr")
    with pytest.raises(UsageError, match="question: expected one of held"):
        Judgement(results()).answer("why")  # type: ignore[arg-type]
