"""What statements, assumptions and reasons say in Spanish. Never 'fraude': a claim holds with its assumptions only."""

SENTENCES = {
    "counts-sum": "Los votos anunciados suman los {total} votos válidos anunciados.",
    "counts-do-not-sum": "Los votos anunciados suman {sum}, no los {total} votos válidos anunciados "
    "(diferencia: {difference}).",
    "percentages-sum": "Los porcentajes anunciados suman {sum_percent}, como permite el redondeo.",
    "percentages-do-not-sum": "Los porcentajes anunciados suman {sum_percent}; el redondeo explica como máximo "
    "{tolerance} puntos de diferencia con 100 %.",
    "percentages-follow": "Cada uno de los {number} porcentajes anunciados se sigue de sus votos y de un total "
    "de {total}.",
    "percentage-does-not-follow": "{candidate}: {count} de {total} votos son {computed_percent}, no el "
    "{printed_percent} anunciado.",
    "percentage-likely-misprint": "{candidate}: {count} de {total} votos son {computed_percent}, no el "
    "{printed_percent} anunciado; difieren como por el desliz de una cifra, así que puede ser una errata. Se "
    "deja como se anunció.",
    "count-percentage-follows": "{count_id}: el {printed_percent} anunciado se sigue de {count} de "
    "{base_votes} ({base}).",
    "count-percentage-does-not-follow": "{count_id}: {count} de {base_votes} ({base}) son {computed_percent}, "
    "no el {printed_percent} anunciado, y ningún otro total anunciado lo da.",
    "counts-on-grid": "Las {number} cifras anunciadas son las que se obtienen al multiplicar {total} votos por "
    "porcentajes con {decimals} decimales y redondear: ninguna se aparta más de {largest_residual} votos de un "
    "porcentaje así, cuando entre uno y otro hay {step} votos. Que alguien leyera cifras derivadas es una "
    "causa posible.",
    "counts-off-grid": "Las cifras anunciadas no son las que se obtienen al multiplicar {total} votos por "
    "porcentajes con {decimals} decimales y redondear: lo son {on_grid} de {number}.",
    "grid-rarity": "Qué tan raro es, en un modelo donde toda división de {total} votos en {number} cifras es "
    "igual de probable: 1 entre {one_in}; contando las {tests} pruebas hechas (boletines: {bulletins}; números "
    "de decimales: {decimals_tried}): 1 entre {adjusted_one_in}. Mide la rareza en el modelo, no una causa.",
    "grid-rarity-bound": "Qué tan raro es, en un modelo donde toda división de {total} votos en {number} "
    "cifras es igual de probable: como máximo 1 entre {one_in}; contando las {tests} pruebas hechas "
    "(boletines: {bulletins}; números de decimales: {decimals_tried}): como máximo 1 entre {adjusted_one_in}. "
    "Mide la rareza en el modelo, no una causa.",
    "count-fell": "{candidate}: se anuncian {after} votos, {difference} menos que los {before} del anuncio "
    "anterior «{earlier}». Un conteo que sigue solo puede crecer.",
    "counts-grew": "Ninguna de las {number} cifras es menor que en el anuncio anterior «{earlier}».",
    "not-run": "Sin comprobar: {check}, porque {reason}.",
    "not-computed": "Sin calcular: {check}, porque {reason}.",
    "reading-not-computed": "Sin calcular: {check} ({reading}; padrón «{roll}»), porque {reason}.",
    "contested-set-aside": "Fuera de esta comparación: {contested} mesas impugnadas por un acta de origen "
    "desconocido. Sus {contested_votes} votos por candidaturas están en el total, pero en ninguna cifra "
    "reunida de las que siguen; en su lugar, cada una de ellas pudo aportar votos hasta su tope.",
    "annulled-set-aside": "Fuera de esta comparación: {annulled} mesas anuladas, que el anuncio pudo haber "
    "contado; cada una de ellas pudo aportar votos hasta su tope.",
    "announced-above-roll": "El anuncio cuenta {announced} votos, {difference} más que los {roll_registered} "
    "electores del padrón «{roll}».",
    "held-above-announced": "{candidate}: {held} votos según {held_kind}, {difference} más que los {announced} "
    "anunciados. Para que ambos sean correctos, al menos {difference} de esos votos tienen que ser de mesas "
    "que no están en el conteo anunciado.",
    "cannot-both-be-right": "Este anuncio y {held_kind} no pueden ser correctos a la vez: {reading}, y con "
    "hasta {cap} votos de todo lo demás, quedan al menos {distance} votos de distancia; al menos {moved} votos "
    "tendrían que cambiar de lugar. (Padrón «{roll}»: {roll_stations} mesas, {roll_registered} electores.)",
    "no-contradiction": "No se halló contradicción entre este anuncio y {held_kind}: {reading}, y con hasta "
    "{cap} votos de todo lo demás. Eso no prueba que ninguno sea correcto. (Padrón «{roll}».)",
    "failure-cap": "Solo puede disolverse si fuera hay al menos {extra} votos más de lo que permite el tope de {cap}.",
    "failure-cap-never": "Ningún número de votos adicionales fuera la disuelve: sin tope alguno quedan al "
    "menos {distance_uncapped} votos de distancia.",
    "failure-coverage-lower": "Solo puede disolverse si el conteo cubrió como máximo {at_most} {claim_unit}, "
    "no al menos {low} como se afirma.",
    "failure-coverage-higher": "Solo puede disolverse si el conteo cubrió al menos {at_least} {claim_unit}, no "
    "como máximo {high} como se afirma.",
    "failure-coverage-never": "Ninguna otra cobertura la disuelve: se mantiene sean cuales sean las mesas contadas.",
    "failure-all-held": "Solo puede disolverse si al menos {left_out} de estas {stations} mesas no están en el "
    "conteo anunciado.",
    "failure-figures": "Solo puede disolverse si al menos {false_stations} de estas {stations} mesas tienen "
    "cifras erróneas, por erróneas que sean.",
    "failure-not-computed": "El menor fallo del supuesto «{assumption}» no se calculó: {reason}.",
    "same-leader": "{leader} va primero tanto en el anuncio como según {held_kind}.",
    "false-stations-lead": "{leader} aventaja a {announced_leader} por {lead} votos según {held_kind}. Para "
    "anular esa ventaja habría que quitar {removed} mesas, intercambiar a los dos en {swapped}, o que "
    "{arbitrary} fueran arbitrariamente erróneas; solo esta última es una cota inferior.",
    "false-stations-lead-with-missing": "Aunque {announced_leader} recibiera todos los {cap} votos aún "
    "posibles en lo demás (padrón «{roll}»), anular la ventaja de {leader} exigiría quitar {removed} mesas, "
    "intercambiar a los dos en {swapped}, o que {arbitrary} fueran arbitrariamente erróneas; solo esta última "
    "es una cota inferior.",
    "false-stations-margin": "Para convertir la ventaja de {leader} por {lead} votos según {held_kind} en la "
    "ventaja anunciada de {announced_leader} por {announced_margin}, habría que quitar {removed} mesas, "
    "intercambiar a los dos en {swapped}, o que {arbitrary} fueran arbitrariamente erróneas; solo esta última "
    "es una cota inferior.",
    "false-stations-margin-with-missing": "Aunque {announced_leader} recibiera todos los {cap} votos aún "
    "posibles en lo demás (padrón «{roll}»), alcanzar la ventaja anunciada de {announced_margin} exigiría "
    "quitar {removed} mesas, intercambiar a los dos en {swapped}, o que {arbitrary} fueran arbitrariamente "
    "erróneas; solo esta última es una cota inferior.",
    "failure-all-held-never": "Que algunas de estas mesas no estén en el conteo anunciado no la disuelve.",
}

ASSUMPTIONS = {
    "as-printed": "Las cifras se anunciaron tal como aquí constan.",
    "total-valid": "Los porcentajes son de los {total} votos válidos anunciados.",
    "total-sum": "Los porcentajes son de los {total} votos que suman las cifras anunciadas; no se anunció un total.",
    "same-count": "Ambos anuncios son del mismo conteo, que sigue.",
    "model-compositions": "Modelo: toda división de {total} votos en {number} cifras es igual de probable.",
    "cap": "Fuera de lo reunido hay como máximo {cap} votos ({cap_source}).",
    "universe": "En total hay {roll_stations} mesas y {roll_registered} electores ({roll_source}).",
    "figures-table": "Las cifras de las {stations} mesas de la tabla publicada son auténticas y están bien "
    "copiadas de las actas; aquí no se leyó imagen alguna de ellas.",
    "figures-sheets": "Las {stations} actas son auténticas y están bien leídas de sus imágenes.",
    "figures-mixed": "Las {read} actas leídas de imágenes son auténticas y están bien leídas, y las cifras de "
    "las otras {table} mesas de la tabla publicada son auténticas y están bien copiadas.",
    "any-subset": "Cualquiera de las mesas reunidas, o parte de ellas, puede estar o no en el conteo anunciado.",
    "all-held": "Todas las mesas reunidas están en el conteo anunciado.",
    "coverage-stations": "El conteo anunciado cubre {claimed_percent} de todas las mesas (se afirma de "
    "«{said_unit}»), redondeado: de {low} a {high} mesas, sean cuales sean.",
    "coverage-electors": "El conteo anunciado cubre mesas con {claimed_percent} de todos los electores (se "
    "afirma de «{said_unit}»), redondeado: de {low} a {high} electores, sean cuales sean las mesas.",
}

REASONS = {
    "no-counts": "no se anunciaron cifras de votos",
    "counts-incomplete": "no se anunciaron los votos de cada candidato",
    "no-valid-count": "no se anunció un total de votos válidos con que comparar la suma",
    "no-percentages": "no se anunciaron porcentajes",
    "percentages-incomplete": "no se anunció el porcentaje de cada candidato",
    "total-unknown": "el total del que son los porcentajes no se anunció y no se puede sumar",
    "no-votes": "el total anunciado es cero",
    "no-pairs": "ningún candidato tiene a la vez votos y porcentaje",
    "grid-finer-than-a-vote": "hay tan pocos votos que cualquier cifra corresponde a algún porcentaje",
    "nothing-common": "los dos anuncios no tienen ninguna cifra en común",
    "no-cap": "la definición no declara un tope de votos fuera; añada register.cap con su fuente",
    "cap-unknown": "los votos aún posibles fuera de lo reunido no están acotados: falta un tope",
    "no-universe": "la definición no dice para esta área cuántas mesas hay ni que el registro esté completo",
    "roll-smaller-than-held": "este padrón es menor que lo ya reunido",
    "registered-unknown": "no se conocen los electores inscritos de alguna mesa reunida",
    "no-stations-held": "no se tiene ninguna mesa de esta área",
    "area-unknown": "el área anunciada no está en el registro",
    "contest-unknown": "la elección anunciada no está en la definición",
    "register-unknown": "todavía no hay registro",
    "solver-failed": "el programa de optimización no halló un óptimo",
    "claimed-coverage-below-held": "la cobertura afirmada es menor que lo reunido, así que alguna mesa reunida "
    "queda fuera",
    "fewer-than-two-counts": "se anunciaron los votos de menos de dos candidatos",
    "each-roll-apart": "en su lugar, cada padrón declarado se resuelve aparte",
}

WORDS = {
    "unknown": "un número desconocido de",
    "not-enough": "más que todas las",
    "others": "Todos los demás candidatos juntos",
    "stations": "mesas",
    "electors": "electores",
    "cast": "votos emitidos",
    "valid": "votos válidos",
    "registered": "electores inscritos",
    "assumption-cap": "tope",
    "assumption-universe": "padrón",
    "assumption-any-subset": "cualquier subconjunto",
    "assumption-all-held": "todas las mesas reunidas, contadas",
    "assumption-coverage-stations": "cobertura de mesas",
    "assumption-coverage-electors": "cobertura de electores",
    "assumption-figures-table": "cifras de la tabla publicada",
    "assumption-figures-sheets": "cifras de las actas",
    "assumption-figures-mixed": "cifras reunidas",
    "counts-sum": "si las cifras suman",
    "percentages-sum": "si los porcentajes suman 100 %",
    "percentages-follow": "si cada porcentaje se sigue de sus votos",
    "count-percentage-follows": "si el porcentaje de una cifra se sigue de ella",
    "grid": "si las cifras caen en una cuadrícula de porcentajes",
    "growth": "si las cifras crecieron",
    "feasibility": "si el anuncio y lo reunido pueden ser correctos a la vez",
    "false-stations": "cuántas mesas tendrían que ser falsas",
    "table": "la tabla publicada ({stations} mesas)",
    "sheets": "este conjunto de actas ({stations} mesas)",
    "mixed": "lo reunido ({read} mesas leídas de actas, {table} de la tabla publicada)",
    "any-subset": "sean cuales sean las mesas de estas que se contaron",
    "all-held": "si se contaron todas estas mesas",
    "coverage-stations": "si el {claimed_percent} afirmado es la parte de todas las mesas que se contó, sean "
    "cuales sean",
    "coverage-electors": "si el {claimed_percent} afirmado es la parte de todos los electores cuyas mesas se "
    "contaron, sean cuales sean",
}

HEADINGS = {
    "source": "Fuente",
    "held": "Reunido",
    "arithmetic": "Las cifras anunciadas por sí solas (A1)",
    "feasibility": "El anuncio y lo reunido (A2)",
    "roll": "Según el padrón «{roll}» ({roll_source})",
    "assumptions": "Todo esto vale bajo estos supuestos",
    "residuals": "Distancia de cada cifra al porcentaje más cercano con {decimals} decimales, en votos",
    "further": "Cuántas mesas tendrían que ser falsas",
}

SINGULARS = {
    "con 1 decimales": "con un decimal",
    "las 1 pruebas hechas": "la única prueba hecha",
    "las otras 1 mesas": "la otra mesa",
    "las 1 mesas": "la mesa",
    "Las 1 actas": "El acta",
    "1 mesas impugnadas": "1 mesa impugnada",
    "1 mesas anuladas": "1 mesa anulada",
    "1 mesas": "1 mesa",
    "1 actas": "1 acta",
    "1 votos": "1 voto",
    "1 electores": "1 elector",
}
