"""Lo que falta y lo que aún puede cambiar, en español, con las mismas claves que en inglés."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "missing-none": "No falta ninguna mesa: las {expected} esperadas están contadas o anuladas.",
    "missing": "No se han contado {missing} mesas: de {nothing_held} no se tiene nada, en cuarentena hay "
    "{quarantined}, en disputa {disputed}, de origen desconocido {unknown_origin}, y {unlisted} se conocen solo por "
    "el padrón.",
    "missing-listed": "No se han contado {listed} mesas del registro: de {nothing_held} no se tiene nada, en "
    "cuarentena hay {quarantined}, en disputa {disputed}, de origen desconocido {unknown_origin}. No se sabe cuántas "
    "hay fuera del registro.",
    "missing-electors": "Estas {missing} mesas tienen {missing_registered} electores inscritos: {listed_registered} en "
    "el registro y {unlisted_registered} que deja el padrón.",
    "annulled": "{annulled} mesas están anuladas por ley: ni se cuentan ni faltan.",
    "outstanding": "Aún son posibles como máximo {outstanding} votos: {cap_listed} en mesas del registro sin contar y "
    "{cap_unlisted} en mesas que se conocen solo por el padrón.",
    "outstanding-contested": "Aún son posibles como máximo {outstanding} votos: {cap_listed} en mesas del registro sin "
    "contar, {cap_unlisted} en mesas que se conocen solo por el padrón y {cap_contested} en {contested} mesas contadas "
    "cuya acta tiene una rival de origen desconocido.",
    "first": "Primer lugar: {leader} aventaja a {runner_up} por {margin} votos, y aún son "
    "posibles {outstanding} votos. {verdict}.",
    "first-contested": "Primer lugar: {leader} aventaja a {runner_up} por {margin} votos, "
    "o a todos por {secure_margin} sin las mesas con acta rival, y aún son posibles {outstanding} votos. {verdict}.",
    "first-tied": "Primer lugar: {leader} y {runner_up} tienen {leader_votes} votos cada "
    "uno, y aún son posibles {outstanding} votos. {verdict}.",
    "only-candidate": "Condición «{condition}»: {leader} es la única candidatura, con {leader_votes} votos. {verdict}.",
    "threshold": "Un porcentaje de {how} {share_percent} (condición «{condition}»): {leader} tiene {leader_votes} de "
    "{valid} votos ({leader_percent}), así que {now}; con los {outstanding} votos aún posibles, el porcentaje final de "
    "{leader} está entre {low_percent} y {high_percent}. {verdict}.",
    "lead": "Una ventaja de {how} {points_percent} de los votos (condición «{condition}»): {leader} aventaja a "
    "{runner_up} por {margin} de {valid} votos ({margin_percent}), así que {now}; aún son posibles {outstanding} "
    "votos. {verdict}.",
    "lead-contested": "Una ventaja de {how} {points_percent} de los votos (condición «{condition}»): {leader} "
    "aventaja a {runner_up} por {margin} de {valid} votos ({margin_percent}), así que {now}; sin las mesas con acta "
    "rival la ventaja sobre todos es de {secure_margin} votos, y aún son posibles {outstanding} votos. {verdict}.",
    "stations-false": "Condición «{condition}»: aun con todos los votos posibles en contra, la respuesta es otra "
    "solo si al menos {stations_false} de las {stations} mesas contadas tienen cifras falsas, por falsas que sean.",
    "final-lead": "Digan lo que digan las mesas sin contar, la ventaja final de {leader} sobre {runner_up} está entre "
    "{low} y {high} votos.",
    "bound-not-computed": "Condición «{condition}»: nada se dice de lo que puede cambiar, porque {reason}.",
    "not-computed": "Sin calcular: {subject}, porque {reason}.",
    "growth": "El conteo según llegó: {stations} mesas en el orden en que llegaron sus cifras aceptadas, mostrado en "
    "{steps} momentos. El orden de llegada no es aleatorio: lo que llegó temprano no dice lo que llega tarde.",
    "fast-since": "Condición «{condition}»: su respuesta ya no podía cambiar desde que habían llegado {since} mesas "
    "({since_percent} de {expected}), con los topes que hoy se conocen.",
    "fast-since-alone": "Condición «{condition}»: su respuesta ya no podía cambiar desde que habían llegado {since} "
    "mesas, con los topes que hoy se conocen.",
    "from-tables": "{from_tables} de estas {stations} mesas llegaron como filas de una tabla publicada: todas las "
    "filas de una tabla llegan en el mismo momento, pues su orden es el de la tabla y no el de llegada.",
}

ASSUMPTIONS = {
    "genuine": "Las cifras contadas son auténticas y están bien leídas.",
    "cap": "Ninguna mesa aporta más votos que su tope ({cap_source}).",
    "universe": "Hay tantas mesas y electores inscritos como dice el padrón ({roll_source}).",
    "within-caps": "Ninguna mesa aporta más votos que su tope, y el registro o padrón acierta en lo que falta.",
    "contested": "En lugar de lo contado, las mesas con un acta rival de origen desconocido pueden aportar cualquier "
    "cosa dentro de sus topes.",
    "lawful": "Solo pueden llegar todavía votos de mesas que no están contadas ni anuladas.",
    "order": "Una mesa llegó con el primer asiento del diario en que se basan sus cifras aceptadas.",
}

REASONS = {
    "no-stations": "no se ha contado ninguna mesa",
    "no-votes-counted": "todavía no se ha contado ningún voto",
    "one-table": "todas las mesas contadas llegaron a la vez, como filas de una sola tabla publicada, y el orden de "
    "sus filas no es un orden de llegada",
    "no-entries": "las cifras no nombran asientos de un diario, así que no se conoce su orden",
    "register-incomplete": "los votos aún posibles no están acotados: la definición no declara un tope, o falta un "
    "tope, el número de mesas o el de electores, o el padrón es menor que lo reunido",
    "unsupported-rule": "esta regla de la ley no está contemplada",
    "no-conditions": "la definición no enuncia una regla de resultado para esta elección",
    "gate": "se han contado menos mesas de las que pide la definición antes de comparar candidaturas",
}

HEADINGS = {
    "bounds": "Lo que aún puede cambiar",
    "growth": "Cómo creció el conteo",
    "table-missing": "Mesas sin contar, por área",
    "table-shares": "Porcentaje final de cada candidatura: mínimo y máximo",
    "table-area-bounds": "Lo que aún puede cambiar, por área",
    "table-growth": "El conteo según llegó",
    "picture-shares": "Porcentaje final de cada candidatura",
    "caption-shares": "Para cada candidatura, una línea del menor al mayor porcentaje final posible, con una marca "
    "en el porcentaje de lo contado.",
    "picture-shares-by-area": "Porcentajes por área, con lo posible",
    "caption-shares-by-area": "Para cada área y cada una de las dos candidaturas con más votos: el porcentaje en lo "
    "contado, y de dónde a dónde puede estar el porcentaje final.",
    "picture-margin": "La ventaja y los votos aún posibles, según creció el conteo",
    "caption-margin": "Una línea es la ventaja de {leader} sobre {runner_up} en votos, la otra los votos aún "
    "posibles; el primer lugar no puede cambiar donde la ventaja está por encima. El orden de llegada no es aleatorio.",
    "picture-bounds": "Porcentajes finales posibles según creció el conteo",
    "caption-bounds": "Para {leader} y {runner_up}: el porcentaje contado en cada momento, dentro de los porcentajes "
    "que entonces aún eran posibles. Las bandas se estrechan con cada mesa. El orden de llegada no es aleatorio.",
}

WORDS = {
    "whole": "el total",
    "cannot-change": "Esto no puede cambiar bajo estos supuestos",
    "can-change": "Esto puede cambiar",
    "not-computed": "sin calcular",
    "answer-cannot-change": "no puede cambiar",
    "answer-can-change": "puede cambiar",
    "answer-not-computed": "sin calcular",
    "holds": "ahora se cumple",
    "holds-not": "ahora no se cumple",
    "more-than": "más de",
    "at-least": "al menos",
    "bounds": "lo que aún puede cambiar",
    "growth": "cómo creció el conteo",
    "column-candidate": "Candidatura",
    "column-votes": "Votos",
    "column-share_percent": "Porcentaje",
    "column-low_percent": "Mínimo",
    "column-high_percent": "Máximo",
    "column-area": "Área",
    "column-leader": "Más votos",
    "column-runner_up": "Segundo",
    "column-expected": "Esperadas",
    "column-counted": "Contadas",
    "column-coverage_percent": "Cobertura",
    "column-nothing_held": "Sin nada",
    "column-quarantined": "En cuarentena",
    "column-disputed": "En disputa",
    "column-unknown_origin": "Origen desconocido",
    "column-unlisted": "Solo en el padrón",
    "column-missing": "Sin contar",
    "column-registered": "Electores inscritos allí",
    "column-cap": "Votos posibles allí",
    "column-condition": "Condición",
    "column-now": "Ahora",
    "column-margin": "Ventaja",
    "column-outstanding": "Aún posibles",
    "column-verdict": "Respuesta",
    "column-stations_false": "Mesas falsas necesarias",
    "axis-area": "Área",
    "axis-candidate": "Candidatura",
    "axis-share": "Porcentaje de los votos por candidaturas",
    "axis-coverage": "Mesas contadas de las esperadas",
    "axis-stations": "Mesas contadas",
    "axis-votes": "Votos",
    "series-margin": "ventaja",
    "series-outstanding": "votos aún posibles",
    "series-possible": "porcentaje final posible",
    "mark-level": "igualdad",
}

SINGULARS = {
    "mostrado en 1 momentos": "mostrado en un momento",
    "No se han contado 1 mesas del registro": "No se ha contado 1 mesa del registro",
    "No se han contado 1 mesas": "No se ha contado 1 mesa",
    "1 mesas están anuladas por ley: ni se cuentan ni faltan": "1 mesa está anulada por ley: ni se cuenta ni falta",
    "Estas 1 mesas tienen": "Esta mesa tiene",
    "1 de estas 1 mesas llegaron como filas": "Esta mesa llegó como fila",
    "las 1 mesas contadas": "la mesa contada",
    "1 mesas contadas": "1 mesa contada",
    "1 mesas": "1 mesa",
    "1 votos": "1 voto",
    "1 electores inscritos": "1 elector inscrito",
}

METHODS = {
    "outcome-bounds": Method(
        title="Lo que aún puede cambiar (cotas del resultado)",
        plain=(
            "Mientras falten mesas, la pregunta no es quién va adelante sino si esa ventaja todavía puede perderse.",
            "Sumamos los votos que como máximo pueden aportar por ley las mesas que faltan y los damos todos al rival.",
            (
                "Si quien va adelante sigue adelante aun así, el primer lugar no puede cambiar bajo los supuestos "
                "impresos al lado; si no, sí puede."
            ),
            (
                "La misma pregunta se hace a cada condición de la ley, como más de la mitad de los votos o diez "
                "puntos de ventaja, y en cada área."
            ),
            (
                "Donde la respuesta está firme, decimos también cuántas de las mesas contadas tendrían que ser "
                "falsas para darle la vuelta."
            ),
        ),
        formulas=(
            (
                "posibles = Σ tope de las mesas sin contar (sin nada, en cuarentena, en disputa, de origen "
                "desconocido) + topes que deja el padrón + Σ máx(tope, votos) de las mesas con acta rival, cuyos "
                "votos se restan"
            ),
            "primer lugar: no puede cambiar ⇔ mín sobre los demás c de (votos del primero − votos de c) > posibles",
            (
                "umbral p: se cumple sin vuelta ⇔ w > p·(V + posibles); fuera de alcance ⇔ w_c + posibles ≤ p·(V + "
                "posibles) para todo c"
            ),
            "ventaja de p: se cumple sin vuelta ⇔ w − máx w_c − posibles > p·(V + posibles); con «al menos», ≥ por >",
            "el porcentaje de c está en [w_c / (V + posibles), (w_c + posibles) / (V + posibles)]",
            (
                "mesas falsas: el menor k tal que los k mayores desplazamientos cierran la diferencia; una mesa "
                "arbitrariamente falsa desplaza el primer lugar en w − l + tope, un umbral en w + p·(tope − v), una "
                "ventaja en w − l + tope + p·(tope − v)"
            ),
        ),
        assumptions=(
            "Ninguna mesa aporta más votos que su tope.",
            "Hay tantas mesas y electores como dice el padrón.",
            (
                "Las cifras contadas son auténticas y están bien leídas; el número de mesas falsas dice hasta dónde "
                "eso puede fallar."
            ),
        ),
        limits=(
            "Exacto en números enteros para cada condición; si hay varias, cada una se responde por separado.",
            (
                "Se supone que todos los votos posibles son válidos y van adonde más daño hacen, como en ningún conteo "
                "real."
            ),
            "Donde nadie alcanza una ventaja sobre varios rivales, el número de mesas falsas es una cota inferior.",
            "Nada dice de votos cambiados antes de escribirse el acta.",
        ),
    ),
    "growth": Method(
        title="Cómo creció el conteo",
        plain=(
            (
                "El diario guarda el orden en que llegaron las cifras, así que el conteo puede repetirse desde el "
                "principio."
            ),
            "En unos cien momentos mostramos la ventaja, los votos aún posibles y la respuesta que entonces valía.",
            "El margen de resultados posibles se estrecha con cada mesa, y en algún momento la respuesta queda firme.",
            (
                "Que una ventaja crezca o disminuya no es por sí mismo señal de nada: ciudades, regiones y partidos "
                "llegan a horas distintas."
            ),
            "Las cifras de una tabla publicada llegan en el mismo momento: el orden de sus filas no significa nada.",
        ),
        formulas=(
            "una mesa llega con el menor índice de los asientos en que se basan sus cifras; una fila, con su tabla",
            "posibles(n) = posibles hoy + Σ máx(tope, votos) de las mesas que llegaron después de la n-ésima",
            (
                "el porcentaje posible de c en n: [w_c(n) / (V(n) + posibles(n)), (w_c(n) + posibles(n)) / (V(n) + "
                "posibles(n))]"
            ),
        ),
        assumptions=("Las cifras son las aceptadas hoy, y los topes los que hoy se conocen.",),
        limits=(
            "Las correcciones no se repiten: cada mesa está con sus cifras de hoy desde su primer asiento.",
            "El orden de llegada no es el orden en que se contó.",
        ),
    ),
}
