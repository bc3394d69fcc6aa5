"""The site's own words beside figures: what heads a column, or names a row that no definition names.

They are kept here too, since verifying rests on nothing of publishing; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "votes": {"en": "Votes", "es": "Votos"},
    "share": {"en": "Share", "es": "Porcentaje"},
    "total_valid": {"en": "Total for candidates", "es": "Total por candidaturas"},
    "valid": {"en": "Valid votes", "es": "Votos válidos"},
    "turnout": {"en": "Turnout", "es": "Participación"},
    "registered": {"en": "Registered voters", "es": "Electores inscritos"},
    "voters_counted": {"en": "Registered voters", "es": "Electores inscritos"},
    "stations": {"en": "Polling stations", "es": "Mesas"},
    "stations_counted": {"en": "Stations counted", "es": "Mesas contadas"},
    "expected": {"en": "Expected", "es": "Esperadas"},
    "announced_votes": {"en": "Announced", "es": "Anunciado"},
    "announced_share": {"en": "Announced share", "es": "Porcentaje anunciado"},
    "held_votes": {"en": "Held", "es": "Reunido"},
    "held_share": {"en": "Held share", "es": "Porcentaje reunido"},
    "others": {"en": "All others together", "es": "Todas las demás juntas"},
    "lead_bar": {"en": "Lead of {leader}", "es": "Ventaja de {leader}"},
    "outstanding_bar": {"en": "Votes still possible", "es": "Votos todavía posibles"},
    "station_title": {"en": "Polling station {id}", "es": "Mesa {id}"},
    "whole": {"en": "Whole election", "es": "Toda la elección"},
    "grade_A": {
        "en": "A: picture read in two ways that agree",
        "es": "A: imagen leída de dos maneras que coinciden",
    },
    "grade_B": {"en": "B: picture read once", "es": "B: imagen leída una vez"},
    "grade_C": {"en": "C: somebody’s table, no picture", "es": "C: tabla de alguien, sin imagen"},
    "grade_quarantined": {"en": "Quarantined: held back", "es": "En cuarentena: retenida"},
    "grade_disputed": {"en": "Disputed: sources contradict", "es": "En disputa: las fuentes se contradicen"},
    "grade_missing": {"en": "Missing: nothing held", "es": "Falta: no hay nada reunido"},
    "grade_annulled": {"en": "Annulled: counted nowhere", "es": "Anulada: no se cuenta en ningún total"},
    "grade_unknown": {"en": "Origin unknown: in no main total", "es": "Origen desconocido: fuera del total principal"},
    "provenance_authority": {"en": "authority", "es": "autoridad"},
    "provenance_accredited": {"en": "accredited source", "es": "fuente acreditada"},
    "provenance_separate-copy": {"en": "second, separate copy", "es": "segunda copia, separada"},
    "provenance_unknown": {"en": "unknown", "es": "desconocida"},
    "in_total": {"en": "in the total", "es": "en el total"},
    "not_in_total": {"en": "in no main total", "es": "fuera del total principal"},
}


def words_in(language: str) -> dict[str, str]:
    """Return the words of one language by their keys."""
    return {key: texts[language] for key, texts in WORDS.items()}
