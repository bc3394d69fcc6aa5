"""Lo que dice una proyección en español, con las mismas claves que en inglés."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "complete": "No falta ninguna mesa: nada se proyecta, y el resultado es el del conteo.",
    "missing": "Faltan {missing} mesas: {listed} se conocen una por una en el registro y {unlisted} solo por el "
    "número que deja un padrón.",
    "projected": "Si las {missing} mesas que faltan votan como las reunidas del mismo estrato ({strata}), medidas por "
    "{measure}, {leader} termina con {leader_percent} y {runner_up} con {runner_up_percent} de los votos por "
    "candidaturas: una ventaja de {lead_percent} ({counted_lead_percent} en lo contado). No hay detrás sorteo de una "
    "muestra.",
    "projected-alone": "{leader} es la única candidatura: unos {leader_votes} votos si las {missing} mesas que faltan "
    "votan como las reunidas del mismo estrato ({strata}), medidas por {measure}.",
    "spread": "Con otras {definitions} maneras de formar los estratos, la ventaja proyectada de {leader} sobre "
    "{runner_up} está entre {low_percent} y {high_percent}.",
    "tilted": "Si lo que falta no es como lo reunido: con inclinación {tilt} (donde un estrato está en 50 %, sus "
    "mesas que faltan estarían en {example_low_percent} o en {example_high_percent}, en el reparto de votos entre "
    "los dos y en la participación), la ventaja de {leader} sobre {runner_up} está entre {low_percent} y "
    "{high_percent}.",
    "hard-bounds": "Digan lo que digan las que faltan, dentro de sus topes (como máximo {outstanding} votos): la "
    "ventaja final de {leader} sobre {runner_up} está entre {low_percent} y {high_percent} de los votos por "
    "candidaturas.",
    "hard-bounds-contested": "Digan lo que digan las que faltan, y {contested} mesas contadas que un acta de origen "
    "desconocido pone en duda, dentro de sus topes (como máximo {outstanding} votos, {cap_contested} de ellos en lo "
    "puesto en duda): la ventaja final de {leader} sobre {runner_up} está entre {low_percent} y {high_percent} de los "
    "votos por candidaturas.",
    "hard-bounds-unknown": "Junto a esta proyección no hay cotas firmes, porque {reason}.",
    "level": "Para quedar iguales, {runner_up} necesitaría {needed_percent} de los votos por los dos en las mesas que "
    "faltan, con la participación proyectada; la proyección da {projected_percent}.",
    "never-level": "Con la participación proyectada, las mesas que faltan tienen {both} votos por los dos: menos que "
    "la ventaja de {counted_lead} votos en lo contado, así que {runner_up} no podría igualar ni con todos ellos.",
    "borrowed": "{thin} de {rows} estratos con mesas que faltan tienen menos de {least} mesas reunidas y toman "
    "prestado del área superior; allí están {thin_stations} de las mesas que faltan.",
    "only-in-roll": "{unlisted} mesas que faltan no están en ningún registro, así que se proyectan con el área más "
    "pequeña para la que las da un padrón; las mesas especiales entre ellas no se pueden distinguir.",
    "zero-registered": "{zero} mesas que faltan tienen cero inscritos en el registro, así que no se proyectan votos "
    "para ellas.",
    "above-caps": "La proyección da {missing_votes} votos en las mesas que faltan, más que los {outstanding} que "
    "permiten sus topes: los topes, el registro o el estrato no son correctos sobre ellas.",
    "other-strata": "Se pidieron estratos por {strata}, pero las mesas que faltan no se conocen por área: se usa el "
    "total.",
    "by-stations": "Las mesas se comparan por su número y no por electores inscritos, porque {reason}.",
    "special-projected": "Proyectadas solo con mesas reunidas de su clase: {stations} mesas especiales que faltan, "
    "de la clase «{kind}».",
    "special-left-out": "Sin proyectar, porque hay muy pocas reunidas de su clase: {stations} mesas especiales que "
    "faltan, de la clase «{kind}». Los porcentajes de arriba van sin ellas; las cotas firmes no.",
    "not-computed": "Sin proyección: {reason}.",
    "hidden": "¿Cuánto puede errar? Se ocultaron {hidden} de las {stations} mesas reunidas ({fraction_percent}) en "
    "{trials} ensayos y se proyectaron del mismo modo. La semilla es «{seed}», y cualquiera puede repetirlo.",
    "errors-random": "Ocultando mesas una a una al azar, la ventaja proyectada erró como máximo en {largest_percent} "
    "de los votos en {trials} ensayos.",
    "errors-not-random": "Ocultando mesas de un modo que tiene que ver con los votos, el tamaño o la llegada, la "
    "ventaja proyectada erró hasta en {largest_percent} de los votos en {trials} ensayos.",
    "interval-fails": "El intervalo del 95 % que tendría una muestra al azar de este tamaño contuvo la verdad en "
    "{kept} de estos {trials} ensayos (límite superior del 95 % de esa tasa, como si los ensayos fueran "
    "independientes: {upper_percent}). Estas mesas no son una muestra al azar, así que junto a una proyección no "
    "hay un intervalo de muestreo.",
    "ranges-held": "El margen con inclinación {tilt} contuvo la verdad en {kept} de los mismos {trials} ensayos "
    "(límite superior del 95 % de la tasa de fallos, como si los ensayos fueran independientes: {fails_percent}). "
    "Todos los ensayos son de esta sola elección: nada dice que otra se comporte así.",
    "no-back-test": "La proyección no se puso a prueba ocultando mesas, porque {reason}.",
}

ASSUMPTIONS = {
    "like-held": "Las mesas que faltan votan y participan como las reunidas de su estrato. El orden de llegada no es "
    "aleatorio, así que no se sabe si eso es cierto.",
    "genuine": "Las cifras contadas son auténticas y están bien leídas.",
    "cap": "Ninguna mesa aporta más votos que su tope ({cap_source}).",
    "tilt": "En cada estrato, lo que falta difiere de lo reunido como máximo en {tilt} en la escala logit.",
    "projected-turnout": "En las mesas que faltan vota tanta gente como en las reunidas de su estrato. El orden de "
    "llegada no es aleatorio, así que no se sabe si eso es cierto.",
    "known-missing": "El registro, o el padrón, acierta en qué mesas y electores faltan.",
    "same-way": "La verdad es lo que dicen las mesas ocultas; las ocultas hacen de las que faltan.",
}

REASONS = {
    "no-register": "todavía no hay registro",
    "no-universe": "nada dice cuántas mesas faltan: no se declara un padrón y el registro no está completo",
    "roll-smaller-than-register": "un padrón tiene menos mesas que el registro",
    "no-stations": "no se ha reunido ninguna mesa ordinaria",
    "thin": "se han reunido muy pocas mesas para proyectar",
    "no-votes": "las mesas reunidas no tienen votos por candidaturas",
    "gate": "se han contado menos mesas de las que pide la definición antes de comparar candidaturas",
    "registered-unknown": "no se conocen los electores inscritos de alguna mesa",
    "registered-zero": "las mesas reunidas no tienen electores inscritos",
    "roll-without-voters": "no se conocen los electores inscritos de las mesas fuera del registro",
    "register-incomplete": "los votos aún posibles no están acotados",
    "single-candidate": "hay una sola candidatura",
    "too-few-stations": "se han reunido muy pocas mesas",
}

HEADINGS = {
    "projection": "Proyección, si lo que falta es como lo reunido, y si no lo es",
    "back-test": "Cuánto yerran tales proyecciones",
    "table-projected": "Votos y porcentajes proyectados",
    "table-ranges": "Porcentajes si lo que falta difiere, y cotas firmes",
    "table-leads": "La ventaja de {leader} sobre {runner_up}: proyección, márgenes y cotas",
    "table-definitions": "La proyección según cada manera de formar los estratos",
    "table-strata": "Estratos con mesas que faltan, y de dónde se toma su razón",
    "table-areas": "Votos proyectados por área",
    "table-back-test": "Errores de la ventaja proyectada al ocultar mesas (en puntos porcentuales)",
    "table-kept": "En cuántos ensayos la verdad estuvo en cada margen",
    "table-definitions-tested": "Errores según la manera de formar los estratos (en puntos porcentuales)",
    "picture-lead": "La ventaja de {leader} sobre {runner_up}: cuánto depende de lo que falta",
    "caption-lead": "Uno tras otro: la ventaja contada, el margen entre maneras de formar los estratos, los "
    "márgenes con inclinación 1, 2 y 3, y las cotas firmes. La marca es la proyección; por debajo de cero iría delante "
    "{runner_up}.",
    "picture-errors": "Errores de la ventaja proyectada al ocultar mesas",
    "caption-errors": "Para cada modo de ocultar mesas, una línea del menor al mayor error, con una marca en el error "
    "medio. Cero es ningún error.",
}

WORDS = {
    "whole": "el total",
    "by-level": "{level}",
    "whole-by-stations": "el total, por número de mesas",
    "size": "áreas superiores por tamaño del centro",
    "place": "centros de votación",
    "registered": "electores inscritos",
    "stations": "número de mesas",
    "counted": "contado",
    "projected": "proyectado",
    "spread": "maneras de formar los estratos",
    "tilt-1": "inclinación 1",
    "tilt-2": "inclinación 2",
    "tilt-3": "inclinación 3",
    "bounds": "cotas firmes",
    "interval": "intervalo del 95 %",
    "own": "mesas reunidas propias",
    "hidden-stations": "mesas al azar",
    "hidden-places": "centros enteros al azar",
    "hidden-areas": "áreas enteras al azar",
    "hidden-share-leader": "más donde el primero es fuerte",
    "hidden-share-rival": "más donde el segundo es fuerte",
    "hidden-smallest": "las más pequeñas",
    "hidden-latest": "las últimas en llegar",
    "hidden-strongholds-leader": "las más fuertes del primero",
    "hidden-strongholds-rival": "las más fuertes del segundo",
    "column-candidate": "Candidatura",
    "column-counted_votes": "Contados",
    "column-missing_votes": "Proyectados para lo que falta",
    "column-votes": "Juntos",
    "column-share_percent": "Porcentaje",
    "column-tilt_1_low_percent": "Inclinación 1, mínimo",
    "column-tilt_1_high_percent": "Inclinación 1, máximo",
    "column-tilt_2_low_percent": "Inclinación 2, mínimo",
    "column-tilt_2_high_percent": "Inclinación 2, máximo",
    "column-tilt_3_low_percent": "Inclinación 3, mínimo",
    "column-tilt_3_high_percent": "Inclinación 3, máximo",
    "column-low_percent": "Mínimo",
    "column-high_percent": "Máximo",
    "column-range": "Margen",
    "column-lead_percent": "Ventaja",
    "column-strata": "Estratos",
    "column-measure": "Medidos por",
    "column-leader_percent": "Primero",
    "column-runner_up_percent": "Segundo",
    "column-stratum": "Estrato",
    "column-stations": "Mesas que faltan",
    "column-voters": "Sus electores inscritos",
    "column-source": "Razón tomada de",
    "column-missing_valid": "Votos proyectados",
    "column-leader_votes": "Por el primero",
    "column-runner_up_votes": "Por el segundo",
    "column-area": "Área",
    "column-held_valid": "Votos contados",
    "column-pattern": "Ocultas",
    "column-trials": "Ensayos",
    "column-hidden": "Mesas",
    "column-mean_error": "Error medio",
    "column-largest_error": "Error mayor",
    "column-counted_error": "Error medio sin proyectar",
    "column-spread": "Estratos",
    "column-tilt_1": "Inclinación 1",
    "column-tilt_2": "Inclinación 2",
    "column-tilt_3": "Inclinación 3",
    "column-bounds": "Cotas firmes",
    "column-interval": "Intervalo del 95 %",
    "axis-range": "Lo que se sabe de lo que falta",
    "axis-lead": "Ventaja en porcentaje de los votos",
    "axis-pattern": "Lo que se ocultó",
    "axis-error": "Error en puntos porcentuales",
    "series-lead": "ventaja",
    "series-error": "error",
    "mark-level": "igualdad",
    "mark-no-error": "sin error",
}

SINGULARS = {
    "1 mesas que faltan no están en ningún registro, así que se proyectan": "1 mesa que falta no está en ningún "
    "registro, así que se proyecta",
    "1 mesas que faltan tienen cero inscritos en el registro, así que no se proyectan votos para ellas": "1 mesa que "
    "falta tiene cero inscritos en el registro, así que no se proyectan votos para ella",
    "Faltan 1 mesas": "Falta 1 mesa",
    "las 1 mesas que faltan votan": "la mesa que falta vota",
    "de las 1 mesas reunidas": "de la mesa reunida",
    "1 mesas contadas que un acta de origen desconocido pone en duda": "1 mesa contada que un acta de origen "
    "desconocido pone en duda",
    "1 mesas especiales que faltan": "1 mesa especial que falta",
    "otras 1 maneras": "otra manera",
    "1 de 1 estratos con mesas que faltan tienen": "El único estrato con mesas que faltan tiene",
    "estos 1 ensayos": "este ensayo",
    "1 ensayos": "1 ensayo",
    "1 mesas reunidas": "1 mesa reunida",
    "1 mesas": "1 mesa",
    "1 votos": "1 voto",
}

METHODS = {
    "projection": Method(
        title="Proyección",
        plain=(
            (
                "Una proyección llena las mesas que faltan con lo que dicen las reunidas de su entorno, en "
                "proporción a sus electores inscritos."
            ),
            (
                "Eso solo acierta si las que faltan son como las reunidas, y nadie sabe si lo son: las mesas no llegan "
                "al azar."
            ),
            (
                "Por eso mostramos cómo se mueve el resultado si las que faltan difieren un poco, claramente o mucho "
                "de sus vecinas, a favor de un lado y del otro."
            ),
            (
                "Al lado están las cotas firmes, que no necesitan esa creencia, y una prueba en que se ocultaron y "
                "proyectaron mesas que sí tenemos."
            ),
            "Nunca se muestra un margen de error como el de una encuesta, porque detrás de estas mesas no hay sorteo.",
        ),
        formulas=(
            (
                "T_c = reunido_c + Σ_h m_h · v_hc / x_h, con v_hc los votos reunidos de c en el estrato h, x_h los "
                "electores inscritos de sus mesas reunidas y m_h los de las que faltan (el número de mesas si no se "
                "conocen electores)"
            ),
            (
                "un estrato con menos mesas reunidas que el mínimo toma la razón del área superior más pequeña que "
                "tiene bastantes; las mesas que solo da un padrón, la del área más pequeña conocida"
            ),
            (
                "inclinación t entre dos: en cada estrato p = w / (w + l) pasa a p' con logit p' = logit p ± t; entre "
                "uno y el resto igual con p = w / válidos; la participación u = válidos / inscritos pasa a u' con "
                "logit u' = logit u ± t"
            ),
            "el margen con inclinación t: menor y mayor valor si p y u de cada estrato se mueven aparte, de −t a t",
            "cotas firmes de la ventaja: (ventaja segura ± posibles) / (votos seguros + posibles)",
            (
                "para quedar iguales: necesario = (1 + ventaja contada / B) / 2, con B los votos proyectados de lo que "
                "falta por los dos"
            ),
        ),
        assumptions=(
            (
                "Las mesas que faltan son como las reunidas de su estrato (base), o difieren como máximo en la "
                "inclinación (márgenes)."
            ),
            (
                "Las cifras contadas son auténticas y están bien leídas; el registro o el padrón es correcto sobre "
                "lo que falta."
            ),
        ),
        limits=(
            "Ninguno de los márgenes tiene una probabilidad: qué inclinación es creíble lo juzga quien lee.",
            "Las mesas especiales se proyectan solo con reunidas de su clase, o no se proyectan.",
            "Las mesas con cero inscritos en el registro se proyectan sin votos.",
            "Las cifras se calculan en coma flotante y se redondean; las cotas firmes son exactas.",
        ),
        references=(
            "Cochran, Sampling Techniques, 3.ª ed. (1977), capítulo 6: estimadores de razón.",
            (
                "Little y Rubin, Statistical Analysis with Missing Data, 3.ª ed. (2019), capítulo 15: faltantes no al "
                "azar."
            ),
            "Manski, Partial Identification of Probability Distributions (2003), capítulo 1: cotas sin supuestos.",
        ),
    ),
    "back-test": Method(
        title="Prueba de la proyección hacia atrás",
        plain=(
            "Tomamos las mesas reunidas, ocultamos tantas como de verdad faltan y las proyectamos.",
            "Como sabemos lo que dicen las ocultas, vemos cuánto erró la proyección.",
            (
                "Se ocultan mesas al azar, por centro, por área, por tamaño, por llegada y por cómo votaron, porque "
                "lo que falta en la realidad puede faltar por cualquiera de esas razones."
            ),
            "La semilla de cada elección al azar es pública, de modo que cualquiera puede ocultar las mismas mesas.",
            "El peor de estos errores, y no el mejor, dice hasta dónde se puede confiar aquí en una proyección.",
        ),
        formulas=(
            (
                "error = ventaja proyectada − ventaja verdadera, ambas como parte de los votos por candidaturas de "
                "todas las mesas reunidas"
            ),
            (
                "al azar: las mesas con los mayores números u; más donde alguien es fuerte: los mayores u^(1/w), w = "
                "e^z, z la ventaja estandarizada (Efraimidis y Spirakis 2006)"
            ),
            (
                "u = (k + 1/2) / 2^53, k los 53 bits superiores de PCG64 iniciado con SHA-256 de semilla LF "
                "'back-test' LF modo y número"
            ),
            (
                "intervalo nominal: R ± 1,96·√V / válidos, V = Σ N²(1 − n/N)s²/n sobre las áreas superiores, z = y₁ "
                "− y₂ − R·válidos"
            ),
            "límites de con qué frecuencia vale un margen: binomial exacta (Clopper–Pearson), unilateral al 95 %",
        ),
        assumptions=("Las cifras de las mesas ocultas son auténticas y están bien leídas.",),
        limits=(
            "Todos los ensayos ocultan mesas de una sola elección y no son independientes entre sí.",
            "Lo que de verdad falta puede ser más extremo que todo lo ocultado aquí.",
            (
                "Las mesas que solo conoce un padrón no se pueden probar; si todas las que faltan son así, el "
                "estrato es el total."
            ),
        ),
        references=("Efraimidis y Spirakis, Information Processing Letters 97 (2006) 181.",),
    ),
}
