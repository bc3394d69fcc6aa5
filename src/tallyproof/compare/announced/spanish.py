"""What statements, assumptions and reasons say in Spanish. Never 'fraude': a claim holds with its assumptions only."""

from tallyproof.compare.announced.spanish_methods import METHODS as METHODS

SENTENCES = {
    "counts-sum": "Los votos anunciados suman los {total} votos válidos anunciados.",
    "counts-do-not-sum": "Los votos anunciados suman {sum}, no los {total} votos válidos anunciados "
    "(diferencia: {difference}).",
    "percentages-sum": "Los porcentajes anunciados suman {sum_percent}, como permite el redondeo.",
    "percentages-do-not-sum": "Los porcentajes anunciados suman {sum_percent}; el redondeo explica como máximo "
    "{tolerance} puntos de diferencia con 100 %.",
    "percentages-above-100": "Los porcentajes anunciados de {number} candidaturas suman {sum_percent}, más que el "
    "total; el redondeo explica como máximo {tolerance} puntos.",
    "percentages-follow": "Cada uno de los {number} porcentajes anunciados se sigue de sus votos y de un total "
    "de {total}.",
    "percentage-does-not-follow": "{candidate}: {count} de {total} votos son {computed_percent}, no el "
    "{printed_percent} anunciado.",
    "percentage-likely-misprint": "{candidate}: {count} de {total} votos son {computed_percent}, no el "
    "{printed_percent} anunciado. Puede ser una errata ({slip}); se deja como se anunció.",
    "count-percentage-follows": "{count_id}: el {printed_percent} anunciado se sigue de {count} de "
    "{base_votes} ({base}).",
    "count-percentage-does-not-follow": "{count_id}: {count} de {base_votes} ({base}) son {computed_percent}, "
    "no el {printed_percent} anunciado, y ningún otro total anunciado lo da.",
    "count-percentage-not-checked": "{count_id}: no se comprobó si el {printed_percent} anunciado se sigue, porque "
    "{reason}.",
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
    "{cap} votos de todo lo demás. Eso no prueba que alguno de los dos sea correcto. (Padrón «{roll}».)",
    "failure-cap": "Con esto solo, puede disolverse únicamente si fuera hay al menos {extra} votos más de lo que "
    "permite el tope de {cap}.",
    "failure-cap-never": "Ningún número de votos adicionales fuera la disuelve: sin tope alguno quedan al "
    "menos {distance_uncapped} votos de distancia.",
    "failure-coverage-lower": "Con esto solo, puede disolverse únicamente si el conteo cubrió como máximo "
    "{at_most} {claim_unit}, no al menos {low} como se afirma.",
    "failure-coverage-higher": "Con esto solo, puede disolverse únicamente si el conteo cubrió al menos "
    "{at_least} {claim_unit}, no como máximo {high} como se afirma.",
    "failure-coverage-never": "Ninguna otra cobertura la disuelve: se mantiene sean cuales sean las mesas contadas.",
    "failure-all-held": "Con esto solo, puede disolverse únicamente si al menos {left_out} de estas {stations} "
    "mesas no están en el conteo anunciado.",
    "failure-figures": "Con esto solo, puede disolverse únicamente si al menos {false_stations} de estas "
    "{stations} mesas tienen cifras erróneas, por erróneas que sean.",
    "failure-figures-never": "Ninguna cifra errónea en estas {stations} mesas la disuelve, por muchas y por erróneas "
    "que sean.",
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
    "no-false-station-lead": "Con los {cap} votos aún posibles en lo demás (padrón «{roll}»), {announced_leader} "
    "podría anular la ventaja de {leader} por {lead} votos sin ninguna mesa falsa.",
    "no-false-station-own-lead": "Con los {cap} votos aún posibles en lo demás (padrón «{roll}»), {announced_leader} "
    "podría anular la ventaja de {leader} por {lead} votos sin ninguna mesa falsa.",
    "no-false-station-margin": "Con los {cap} votos aún posibles en lo demás (padrón «{roll}»), {announced_leader} "
    "podría alcanzar la ventaja anunciada de {announced_margin} sin ninguna mesa falsa.",
    "failure-all-held-never": "Que algunas de estas mesas no estén en el conteo anunciado no la disuelve.",
    "percentage-above-100": "{candidate}: se anunció {printed_percent}, que es más que el total.",
    "misprint-count": "{candidate}: con {meant} en vez de los {printed} votos anunciados, las cifras sumarían "
    "los {total} anunciados; tal como están suman {sum}. Puede ser una errata ({slip}; cifras en que un solo "
    "desliz bastaría: {possible}). Se deja como se anunció.",
    "misprint-count-borne-out": "{candidate}: con {meant} en vez de los {printed} votos anunciados, las cifras "
    "sumarían los {total} anunciados, no {sum}, y el porcentaje anunciado se seguiría. Puede ser una errata "
    "({slip}; cifras en que es así: {possible}). Se deja como se anunció.",
    "misprint-total": "El total: con {meant} en vez de los {printed} votos anunciados, las cifras lo sumarían; "
    "tal como están suman {sum}. Puede ser una errata ({slip}; cifras en que un solo desliz bastaría: "
    "{possible}). Se deja como se anunció.",
    "misprint-total-borne-out": "El total: con {meant} en vez de los {printed} votos anunciados, las cifras lo "
    "sumarían ({sum}) y los porcentajes anunciados se seguirían. Puede ser una errata ({slip}; cifras en que "
    "es así: {possible}). Se deja como se anunció.",
    "misprint-count-by-percentage": "{candidate}: con {meant} en vez de los {printed} votos anunciados, se "
    "seguiría el {printed_percent} anunciado de {total}; un solo desliz no da otro número así. Puede ser una "
    "errata ({slip}); se deja como se anunció.",
    "misprint-percentage-by-sum": "{candidate}: con {meant_percent} en vez del {printed_percent} anunciado, "
    "los porcentajes sumarían 100 %. Puede ser una errata ({slip}; posibilidades así en total: {possible}). Se "
    "deja como se anunció.",
    "valid-above-cast": "Se anunciaron {total} votos válidos y {cast} votos emitidos: {difference} más los "
    "válidos que los emitidos.",
    "cast-above-registered": "Se anunciaron {cast} votos emitidos y {registered} electores inscritos: "
    "{difference} votos más que electores.",
    "identity-holds": "Las sumas anunciadas concuerdan como la definición exige ({left} = {right}): {left_sum}.",
    "identity-fails": "Las sumas anunciadas no concuerdan como la definición exige ({left} = {right}): "
    "{left_sum} frente a {right_sum}, una diferencia de {difference}.",
    "turnout-above-100": "Se anunció una participación de {printed_percent}, que es más que todos los inscritos.",
    "turnout-follows": "La participación anunciada de {printed_percent} se sigue de {cast} votos emitidos de "
    "{registered} electores inscritos.",
    "turnout-does-not-follow": "{cast} votos emitidos de {registered} electores inscritos son una "
    "participación de {computed_percent}, no la anunciada de {printed_percent}.",
    "turnout-likely-misprint": "{cast} votos emitidos de {registered} electores inscritos son una "
    "participación de {computed_percent}, no la anunciada de {printed_percent}. Puede ser una errata ({slip}); "
    "se deja como se anunció.",
    "coverage-fell": "Se afirma haber contado {after_percent} («{said_unit}»), menos que el {before_percent} "
    "del anuncio anterior «{earlier}». Un conteo que sigue solo puede crecer.",
    "electors-above-roll": "El anuncio habla de {announced} electores inscritos, {difference} más que los "
    "{roll_registered} electores del padrón «{roll}».",
    "held-papers-above-announced": "{candidate}: {held} según {held_kind}, {difference} más que los "
    "{announced} anunciados. Para que ambos sean correctos, al menos {difference} de ellos tienen que ser de "
    "mesas que no están en el conteo anunciado.",
    "failure-universe-electors": "Con esto solo, puede disolverse únicamente si hay al menos {extra} electores "
    "más que los {roll_registered} del padrón «{roll}».",
    "failure-universe-stations": "Con esto solo, puede disolverse únicamente si hay al menos {more} mesas más "
    "que las {roll_stations} del padrón «{roll}», con {per_station} votos cada una.",
    "failure-electors-lower": "Con esto solo, puede disolverse únicamente si las mesas contadas tienen como "
    "máximo {at_most} electores, no al menos {low} como en esta lectura.",
    "failure-electors-higher": "Con esto solo, puede disolverse únicamente si las mesas contadas tienen al menos "
    "{at_least} electores, no como máximo {high} como en esta lectura.",
    "failure-as-printed": "Con esto solo, puede disolverse únicamente si las cifras anunciadas están equivocadas "
    "en al menos {distance} votos en total.",
    "false-stations-own-lead": "{leader} aventaja a {announced_leader} por {lead} votos según {held_kind}. "
    "Para anular esa ventaja habría que quitar {removed} mesas, intercambiar a los dos en {swapped}, o que "
    "{arbitrary} fueran arbitrariamente erróneas; solo esta última es una cota inferior.",
    "false-stations-own-lead-with-missing": "Aunque {announced_leader} recibiera todos los {cap} votos aún "
    "posibles en lo demás (padrón «{roll}»), anular la ventaja de {leader} exigiría quitar {removed} mesas, "
    "intercambiar a los dos en {swapped}, o que {arbitrary} fueran arbitrariamente erróneas; solo esta última "
    "es una cota inferior.",
    "missing-below-zero": "{candidate}: si todas estas mesas están en el conteo anunciado, todas las demás "
    "juntas tendrían que mostrar {fewer} votos por debajo de cero, lo que ninguna mesa puede.",
    "missing-turnout": "Si todas estas mesas están en el conteo anunciado, las demás tendrían que aportar "
    "{wanted} votos: una participación de al menos {turnout_percent} de sus {electors} electores (padrón "
    "«{roll}»).",
    "missing-turnout-impossible": "Si todas estas mesas están en el conteo anunciado, las demás tendrían que "
    "aportar {wanted} votos de {electors} electores (padrón «{roll}»): {turnout_percent} de ellos, más de los "
    "que hay.",
    "missing-nobody": "Si todas estas mesas están en el conteo anunciado, {wanted} votos tendrían que venir de "
    "otra parte, donde al padrón «{roll}» no le queda ningún elector.",
    "missing-nothing": "No falta nada: todos los electores del padrón «{roll}» son de estas mesas, y el "
    "anuncio no necesita ningún voto de otra parte.",
    "missing-share-lead": "Para igualar a {leader}, {announced_leader} necesitaría al menos {share_percent} de "
    "los {cap} votos aún posibles en lo demás, si todos fueran para uno de los dos (ventaja: {lead}; padrón "
    "«{roll}»).",
    "missing-share-lead-impossible": "Para igualar a {leader}, {announced_leader} necesitaría {share_percent} "
    "de los {cap} votos aún posibles en lo demás: más de los que hay (ventaja: {lead}; padrón «{roll}»).",
    "missing-share-margin": "Para alcanzar la ventaja anunciada de {announced_margin}, {announced_leader} "
    "necesitaría al menos {share_percent} de los {cap} votos aún posibles en lo demás, si todos fueran para "
    "uno de los dos (ventaja de {leader}: {lead}; padrón «{roll}»).",
    "missing-share-margin-impossible": "Para alcanzar la ventaja anunciada de {announced_margin}, "
    "{announced_leader} necesitaría {share_percent} de los {cap} votos aún posibles en lo demás: más de los "
    "que hay (ventaja de {leader}: {lead}; padrón «{roll}»).",
    "areas-sum": "Las {number} cifras por área suman, en las {areas} áreas, las anunciadas para el total.",
    "areas-do-not-sum": "{candidate}: las {areas} áreas suman {sum}, no los {announced} anunciados para el "
    "total (diferencia: {difference}).",
    "area-not-computed": "Sin comparar: el área {area}, porque {reason}.",
    "areas-not-computed": "Para {number} de las {areas} áreas anunciadas no se resolvió nada ({area} es una), "
    "porque {reason}.",
    "areas-held-above-announced": "En {areas} áreas se tienen más votos que los anunciados allí: {number} "
    "cifras, {difference} votos en total. Para que ambos sean correctos, al menos esos votos de {held_kind} "
    "tienen que ser de mesas que no están en el conteo anunciado.",
    "areas-no-contradiction": "No se halló contradicción por áreas entre este anuncio y {held_kind}: "
    "{reading}, en {areas} áreas separadas unas de otras. Eso no prueba que alguno de los dos sea correcto.",
    "areas-cannot-both-be-right": "Por áreas, este anuncio y {held_kind} no pueden ser correctos a la vez: "
    "{reading}, se mantienen a distancia en {contradicted} de {areas} áreas, ninguna dentro de otra, por al "
    "menos {distance} votos en total; al menos {moved} votos tendrían que cambiar de lugar.",
}

ASSUMPTIONS = {
    "as-printed": "Las cifras se anunciaron tal como aquí constan.",
    "total-valid": "Los porcentajes son de los {total} votos válidos anunciados.",
    "total-sum": "Los porcentajes son de los {total} votos que suman las cifras anunciadas; no se anunció un total.",
    "same-count": "Ambos anuncios son del mismo conteo, que sigue.",
    "model-compositions": "Modelo: toda división de {total} votos en {number} cifras es igual de probable.",
    "cap": "Fuera de lo reunido hay como máximo {cap} votos ({cap_source}).",
    "cap-held": "Erróneas o no las cifras, ninguna de estas mesas tiene más votos que su tope en el registro, o que "
    "sus cifras donde estas lo superan.",
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
    "turnout-counted": "La participación afirmada de {claimed_percent} es la de las mesas contadas: estas "
    "tienen de {low} a {high} electores, sean cuales sean.",
    "registered-counted": "Los {announced_registered} electores inscritos anunciados son los de las mesas "
    "contadas, sean cuales sean.",
    "papers": "El tope es de votos emitidos: también cuentan para él los que no son para ninguna candidatura.",
    "areas-apart": "De las {areas} áreas ninguna está dentro de otra.",
    "cap-by-area": "Fuera de lo reunido cada área tiene como máximo los votos de su propio tope; de varios "
    "padrones se usa el más favorable al anuncio.",
}

REASONS = {
    "no-counts": "no se anunciaron cifras de votos",
    "counts-incomplete": "no se anunciaron los votos de cada candidato",
    "no-valid-count": "no se anunció un total de votos válidos con que comparar la suma",
    "no-percentages": "no se anunciaron porcentajes",
    "percentages-incomplete": "no se anunció el porcentaje de cada candidato",
    "total-unknown": "el total del que son los porcentajes no se anunció y no se puede sumar",
    "no-votes": "el total anunciado es cero",
    "no-such-count": "la cifra misma no se anunció",
    "zero-registered": "el número anunciado de electores inscritos es cero",
    "no-pairs": "ningún candidato tiene a la vez votos y porcentaje",
    "grid-finer-than-a-vote": "hay tan pocos votos que toda cifra, o casi toda, corresponde a algún porcentaje",
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
    "identity-incomplete": "no se anunciaron todas las cifras de {left} = {right}",
    "no-cast": "no se anunció el número de votos emitidos",
    "no-registered": "no se anunció el número de electores inscritos",
    "claim-above-100": "la parte afirmada es más que el total",
    "turnout-beyond-roll": "esta participación exigiría más electores de los que tiene el padrón",
    "registered-beyond-roll": "se anunciaron más electores inscritos de los que tiene el padrón",
    "papers-unknown": "no se conocen de todas las mesas reunidas los votos que no son para candidaturas",
    "cap-not-by-roll": "este tope no se sigue solo del padrón",
    "announced-tie": "en el anuncio hay empate en el primer lugar",
    "held-tie": "en lo reunido hay empate en el primer lugar",
    "outside-unknown": "no se conocen los electores fuera de lo reunido",
    "areas-are-not-all": "las áreas anunciadas no son todas las de un mismo nivel",
    "nothing-common-with-areas": "ninguna cifra se anunció a la vez para el total y en cada área",
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
    "identity": "si las sumas anunciadas concuerdan",
    "turnout-follows": "si la participación se sigue de votos y electores",
    "missing-turnout": "qué participación tendrían que mostrar las mesas que no se tienen",
    "areas-sum": "si las áreas suman el total",
    "false-stations-margin": "cuántas mesas tendrían que ser falsas para la ventaja anunciada",
    "papers-any-subset": "sean cuales sean las mesas de estas que se contaron, y con los votos que no son para "
    "candidaturas",
    "papers-all-held": "si se contaron todas estas mesas, y con los votos que no son para candidaturas",
    "turnout-counted": "si la participación afirmada de {claimed_percent} es la de las mesas que se contaron, "
    "sean cuales sean",
    "registered-counted": "si los {announced_registered} electores inscritos anunciados son los de las mesas "
    "que se contaron, sean cuales sean",
    "assumption-turnout-counted": "participación de las mesas contadas",
    "assumption-registered-counted": "electores inscritos de las mesas contadas",
    "assumption-papers-any-subset": "cualquier subconjunto, con todos los votos emitidos",
    "assumption-papers-all-held": "todas las mesas reunidas, contadas, con todos los votos emitidos",
    "assumption-as-printed": "cifras tal como se anunciaron",
    "digit-changed": "un dígito cambiado",
    "digits-swapped": "dos dígitos vecinos intercambiados",
    "digit-missing": "falta un dígito",
    "digit-doubled": "un dígito duplicado",
    "whole": "el total",
    "yes": "sí",
    "no": "no",
    "count:_rest": "Votos que no son para candidaturas",
    "result-contradiction": "no pueden ser correctos a la vez",
    "result-none": "no se halló contradicción",
    "result-not-computed": "sin calcular",
    "never": "nada lo haría",
    "changed-votes-outside": "más votos fuera",
    "changed-electors": "más electores en el padrón",
    "changed-stations": "más mesas en el padrón",
    "changed-at-most": "cubrió como máximo",
    "changed-at-least": "cubrió al menos",
    "changed-left-out": "mesas reunidas fuera",
    "changed-false-stations": "mesas con cifras erróneas",
    "changed-announced": "votos anunciados erróneos",
    "target-lead": "para anular la ventaja",
    "target-lead-with-missing": "para anular la ventaja, con todos los votos que faltan",
    "target-own-lead": "para anular la ventaja",
    "target-own-lead-with-missing": "para anular la ventaja, con todos los votos que faltan",
    "target-margin": "para alcanzar la ventaja anunciada",
    "target-margin-with-missing": "para alcanzar la ventaja anunciada, con todos los votos que faltan",
    "share-lead": "parte de todos los votos posibles para igualar",
    "share-margin": "parte de todos los votos posibles para la ventaja anunciada",
    "share-turnout": "participación para las cifras anunciadas",
    "column-candidate": "Candidatura o cifra",
    "column-count": "Anunciado",
    "column-percentage": "Porcentaje más cercano",
    "column-residual": "Distancia en votos",
    "column-on_grid": "A menos de medio voto",
    "column-printed": "Porcentaje anunciado",
    "column-roll": "Padrón",
    "column-reading": "Lectura",
    "column-cap": "Máximo de votos en lo demás",
    "column-bound": "Cota exacta",
    "column-distance": "Votos de distancia, al menos",
    "column-moved": "Votos que tendrían que cambiar de lugar",
    "column-result": "Resultado",
    "column-assumption": "Supuesto",
    "column-failure": "Lo que tendría que ser distinto",
    "column-least": "Al menos, o como máximo",
    "column-announced": "Anunciado",
    "column-held": "Reunido",
    "column-needed": "Necesario de todas las demás mesas",
    "column-held_share": "Parte en lo reunido",
    "column-needed_share": "Parte necesaria en lo demás",
    "column-target": "Para qué",
    "column-votes": "Votos que mover",
    "column-removed": "Mesas quitadas",
    "column-swapped": "Mesas con intercambio",
    "column-arbitrary": "Mesas arbitrariamente erróneas (cota inferior)",
    "column-area": "Área",
    "column-stations": "Mesas reunidas",
    "column-any_subset": "Votos de distancia, cualquier subconjunto",
    "column-all_held": "Votos de distancia, todas contadas",
    "column-summed": "En la suma",
    "axis-residual": "Votos hasta el porcentaje más cercano",
    "axis-candidate": "Candidatura",
    "axis-votes": "Votos",
    "axis-percent": "Porcentaje",
    "axis-believed": "Lo que tendría que darse",
    "axis-stations": "Mesas",
    "axis-way": "Modo de ser falsas",
    "series-residual": "Residuo",
    "series-announced": "Anunciado",
    "series-held": "Reunido",
    "series-needed": "Necesario de todas las demás mesas",
    "series-believed": "Necesario",
    "series-lead": "Para anular la ventaja",
    "series-own-lead": "Para anular la ventaja",
    "series-margin": "Para la ventaja anunciada",
    "series-lead-with-missing": "Para anular la ventaja, con todos los votos que faltan",
    "series-own-lead-with-missing": "Para anular la ventaja, con todos los votos que faltan",
    "series-margin-with-missing": "Para la ventaja anunciada, con todos los votos que faltan",
    "removed": "quitadas",
    "swapped": "intercambiadas",
    "arbitrary": "arbitrariamente erróneas",
    "mark-half-below": "medio voto por debajo",
    "mark-half-above": "medio voto por encima",
    "mark-whole": "todos los que hay",
    "mark-cap": "máximo de votos en lo demás",
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
    "areas": "Por áreas",
    "table-residuals": "Distancia de cada cifra al porcentaje más cercano con {decimals} decimales",
    "table-bounds": "Cada padrón y lectura de «{title}»",
    "table-failures": "El menor fallo de cada supuesto que disolvería una contradicción",
    "table-announced-held": "Anunciado, reunido, y lo que tendrían que aportar todas las demás mesas si se "
    "contaron todas las reunidas",
    "table-false-stations": "Cuántas de las {stations} mesas tendrían que ser falsas",
    "table-areas": "El anuncio por áreas",
    "picture-residuals": "Distancia de cada cifra al porcentaje más cercano con {decimals} decimales",
    "caption-residuals": "Cada barra va de 0 a la distancia de una de {number} cifras anunciadas; si termina "
    "entre las dos marcas, la cifra es el redondeo de un porcentaje con {decimals} decimales. Así es en "
    "{on_grid} de {number}; entre un porcentaje y otro hay {step} votos.",
    "picture-needed": "Lo que tendrían que aportar todas las demás mesas (padrón «{roll}»)",
    "caption-needed": "Si todas las mesas reunidas están en el conteo anunciado de «{title}», la segunda barra "
    "de cada candidatura muestra lo que tendría que aportar todo lo demás junto; por debajo de cero es "
    "imposible, y también más de {cap} votos en total.",
    "picture-believed": "Lo que hay que creer para que el anuncio se sostenga (padrón «{roll}»)",
    "caption-believed": "Cada franja va del menor porcentaje necesario en las mesas que no se tienen hasta 100 "
    "%, que es todo lo que hay; lo que empieza más allá de 100 % es imposible. Votos posibles en lo demás: "
    "{cap}.",
    "picture-false-stations": "Cuántas mesas reunidas tendrían que ser falsas",
    "caption-false-stations": "Mesas quitadas, con los dos candidatos intercambiados, o arbitrariamente "
    "erróneas, de {stations} reunidas; solo la última es una cota inferior. Una barra ausente exigiría más que "
    "todas.",
}

SINGULARS = {
    "En 1 áreas": "En un área",
    "las 1 áreas": "el área",
    "1 áreas": "1 área",
    "1 electores más": "1 elector más",
    "1 mesas más": "1 mesa más",
    "1 votos más": "1 voto más",
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
