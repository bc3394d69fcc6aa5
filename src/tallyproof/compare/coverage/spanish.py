"""What is held, in Spanish: how much, how well read, from whom."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "coverage": "Están contadas {counted} de {expected} mesas ({coverage_percent}); faltan {missing}.",
    "coverage-register": "Están contadas {counted} de las {expected} mesas del registro ({coverage_percent}); faltan "
    "{missing}.",
    "coverage-unknown": "Están contadas {counted} mesas. No se declara cuántas hay en total, así que no puede darse la "
    "cobertura.",
    "no-station": "No hay ninguna mesa contada, así que nada puede decirse del resultado.",
    "voters": "Las mesas contadas tienen {registered} electores inscritos, el {registered_percent} de los "
    "{registered_expected} que la definición da en total.",
    "votes": "Las mesas contadas tienen {valid} votos válidos.",
    "turnout": "La participación en las mesas contadas es del {turnout_percent}: {cast} votos emitidos por "
    "{registered} electores inscritos.",
    "grades": "Cómo se leyeron: {grade_a} mesas con dos lecturas que coinciden y todas las comprobaciones superadas "
    "(grado A), {grade_b} con una sola lectura o decididas por personas (grado B), {grade_c} conocidas solo por una "
    "tabla publicada (grado C).",
    "grades-table": "De estas {grade_c} mesas no se leyó aquí ningún acta: sus cifras proceden de una tabla publicada "
    "(grado C).",
    "source-pictures": "{stations} de ellas se leyeron de imágenes; fuente: {source} ({provenance}).",
    "source-table": "{stations} de ellas se conocen solo por una tabla publicada; fuente: {source} ({provenance}).",
    "held-back": "Se muestran pero no se cuentan: {quarantined} en cuarentena, {disputed} en disputa, {unknown} de "
    "origen desconocido, {annulled} anuladas.",
    "contested": "{contested} de las mesas contadas tienen un acta rival de origen desconocido. Sus cifras se "
    "mantienen; las cotas del resultado prescinden de ellas.",
    "inconsistent": "En {inconsistent} mesas contadas hay cifras que se contradicen de un modo que la definición deja "
    "pasar.",
    "gated": "No se muestra ningún orden entre candidatos: hay menos mesas contadas que el {threshold_percent} que "
    "pide la definición.",
    "uneven": "La cobertura difiere según el área: del {low_percent} en {low_area} al {high_percent} en {high_area}.",
}

ASSUMPTIONS = {
    "universe": "El total de mesas es el declarado ({universe_source}).",
    "register-complete": "El registro recoge todas las mesas.",
    "grade-not-genuine": "El grado dice cómo se leyó una imagen, no que el papel sea auténtico.",
}

WORDS = {
    "whole": "el conjunto",
    "authority": "autoridad",
    "accredited": "fuente acreditada",
    "separate-copy": "segunda copia cuya independencia consta",
    "unknown": "origen desconocido",
    "column-candidate": "Candidato",
    "column-votes": "Votos",
    "column-share": "Parte de los votos válidos",
    "column-area": "Área",
    "column-counted": "Contadas",
    "column-valid": "Votos válidos contados",
    "column-first": "Primero",
    "column-first_share": "Su parte",
    "column-second": "Segundo",
    "column-second_share": "Su parte",
    "axis-area": "Área",
    "axis-share": "Parte de los votos válidos contados en el área",
    "mark-half": "la mitad",
}

HEADINGS = {
    "table-votes": "Votos en las mesas contadas",
    "table-areas": "Votos de {leader} (primero) y {runner_up} (segundo) por área, en las mesas contadas",
    "picture-share-by-area": "Parte de los votos por área",
    "caption-share-by-area": "Para cada una de {areas} áreas, una barra por cada uno de los dos candidatos con más "
    "votos en total: su parte de los votos válidos contados allí, de 0 % a 100 %. {leader} tiene más votos que "
    "{runner_up} en {leader_areas} de estas áreas. Las áreas siguen el orden del registro.",
}

SINGULARS = {
    "1 de las mesas contadas tienen": "1 de las mesas contadas tiene",
    "1 de ellas se leyeron": "1 de ellas se leyó",
    "1 de ellas se conocen": "1 de ellas se conoce",
    "Están contadas 1 mesas": "Está contada 1 mesa",
    "De estas 1 mesas": "De esta mesa",
    "1 mesas contadas": "1 mesa contada",
    "1 mesas": "1 mesa",
    "1 áreas": "1 área",
    "1 electores inscritos": "1 elector inscrito",
    "1 votos válidos": "1 voto válido",
    "1 votos": "1 voto",
}

METHODS = {
    "held": Method(
        title="Qué se tiene",
        plain=(
            "Cada mesa tiene un solo resultado establecido, o ninguno: está contada, retenida, anulada o falta.",
            "El grado dice cómo se leyó su acta; otra palabra, aparte, dice de dónde viene el acta o la tabla.",
            "Los totales suman las mesas contadas y ninguna otra; al lado figura siempre lo que falta.",
            "Las mesas que llegaron primero no son una muestra al azar: un total parcial no es un pronóstico.",
            "Cualquiera puede repetir estas sumas con la lista de mesas que acompaña a este informe.",
        ),
        formulas=(
            "faltan (missing) = esperadas (expected) − contadas (counted)",
            "cobertura (coverage) = counted / expected",
            "válidos (valid) = Σ de los votos de todos los candidatos en las mesas contadas",
            "parte de un candidato (share) = sus votos / valid",
            "participación (turnout) = votos emitidos / electores inscritos, en las mismas mesas contadas",
            "pendientes (outstanding) = Σ del máximo de votos de cada mesa sin contar o con un acta rival",
        ),
        assumptions=(
            (
                "Las cifras de las mesas contadas son auténticas y se leyeron bien, o se copiaron bien donde solo "
                "hay una tabla."
            ),
            "Hay tantas mesas como dice la definición, con su fuente.",
        ),
        limits=(
            "El grado no dice nada sobre la autenticidad del papel.",
            (
                "Cuando el registro se derivó de una tabla publicada, no recoge las mesas que faltan en ella: "
                "faltan, pero por él no se sabe dónde."
            ),
        ),
        references=(
            "NIST SP 1500-100r2, Election Results Common Data Format (términos)",
            "ACE Electoral Knowledge Network, Vote Counting (términos)",
        ),
    )
}
