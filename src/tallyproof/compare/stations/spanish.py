"""Cifras por mesa comparadas, en español: qué difiere y en cuánto, y nunca por qué."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "pair-sides": "Comparación mesa por mesa: {left} ({left_kind}, {left_stations} mesas con cifras) y {right} "
    "({right_kind}, {right_stations} mesas con cifras).",
    "pair-joined": "{matched} mesas están en ambos, {only_left} solo en {left} y {only_right} solo en {right}.",
    "pair-none-joined": "Ninguna mesa está en ambos, así que no se compara ninguna cifra. Vea si los dos usan los "
    "mismos "
    "códigos de mesa; si no es así, un archivo de equivalencias en election.toml dice cuál es cuál.",
    "pair-differing": "De las {matched} mesas que están en ambos, en {differing} ({differing_percent}) difiere al "
    "menos "
    "una cifra de votos o papeletas; en {same} no difiere ninguna.",
    "pair-same": "En las {matched} mesas que están en ambos, todas las cifras de votos y papeletas que ambos dan son "
    "iguales.",
    "pair-no-figures": "Ambos no dan ninguna cifra común de votos o papeletas, así que no se compara nada en las "
    "{matched} mesas que están en ambos.",
    "pair-registered": "Los electores inscritos difieren en {differing} de las {compared} mesas en las que ambos los "
    "dan.",
    "pair-with-itself": "En {same} de las {matched} mesas que están en ambos, las cifras de {stage} vienen de {side}, "
    "tal como se importó, y de nada más: allí se compara consigo misma, y que coincida no dice nada.",
    "pair-not-given": "{item}: no se compara, pues {side} no da esa cifra.",
    "pair-margin": "En las mesas que están en ambos, la diferencia de {first} sobre {second} es de {left_margin} votos "
    "en {left} y de {right_margin} votos en {right}: cambia en {effect} votos.",
    "pair-directions": "De las {differing} mesas que difieren, la diferencia de {first} sobre {second} es mayor en "
    "{right} en {up} (en {raised} votos en total), menor en {down} (en {lowered} votos en total) e igual en "
    "{unchanged}. Compensadas entre sí dejan {effect} votos; eso es el {one_sided_percent} de los votos en que mueven "
    "la diferencia, lo demás se cancela.",
    "pair-directions-none": "En ninguna de las {differing} mesas que difieren es otra la diferencia de {first} sobre "
    "{second} en {right} que en {left}.",
    "pair-whole": "En todas las mesas de cada uno, la diferencia de {first} sobre {second} es de {left_whole} votos en "
    "{left} y de {right_whole} votos en {right}. El cambio de {difference} votos viene de cifras que difieren en mesas "
    "que están en ambos ({effect}), de mesas que solo están en {right} ({arrived}) y de mesas que solo están en {left} "
    "({gone}).",
    "pair-groups": "{groups} grupos de mesas que uno de los dos da juntas se comparan por sus sumas.",
    "side-unmatched": "{unmatched} códigos de mesa en {side} no corresponden a ninguna mesa del registro. Se listan "
    "con "
    "los códigos más parecidos y no se comparan con ninguno.",
    "side-repeated": "{repeated} mesas aparecen más de una vez en {side} y quedan fuera, pues no nos toca decir qué "
    "fila "
    "es la correcta: {ids}.",
    "side-left-out": "{rows} filas en {side} no se pudieron usar al importarlo y no se comparan.",
    "side-checked": "Un control retiene fuera de los totales {checked} mesas en {side}. Las fuentes conocidas "
    "coinciden en "
    "sus cifras, que se comparan de todos modos.",
    "side-held-back": "{held_back} mesas en {side} se tienen sin cifras asentadas (retenidas, en disputa o de origen "
    "desconocido) y no se comparan.",
    "side-above-registered": "En {side}, {failed} de {ran} mesas tienen más papeletas que electores inscritos.",
    "side-above-cap": "En {side}, {failed} de {ran} mesas tienen más papeletas de las que permite el tope declarado.",
    "side-identity": "En {side}, la suma {identity} ({formula}) no se cumple en {failed} de {ran} mesas.",
    "not-compared": "No se compara: {reason}.",
    "move-snapshot": "En {snapshot} hay {stations} mesas con {valid} votos válidos; la diferencia de {first} sobre "
    "{second} es de {margin} votos ({margin_percent} de los votos válidos).",
    "move-snapshot-empty": "En {snapshot} hay {stations} mesas sin ningún voto válido.",
    "move-step": "Entre {before} y {after} llegaron {arrived} mesas, {changed} de las que ya estaban tienen otras "
    "cifras, "
    "{withdrawn} ya no están.",
    "move-margin": "Entre {before} y {after} la diferencia de {first} sobre {second} pasa de {before_margin} a "
    "{after_margin} votos: {arrived_margin} de mesas que llegaron, {changed_margin} de cifras que cambiaron, "
    "{withdrawn_margin} de mesas que ya no están.",
    "move-points": "Como parte de los votos válidos la diferencia pasa de {before_percent} a {after_percent}, un "
    "cambio "
    "de {points} puntos porcentuales: {arrived_points} por llegadas, {changed_points} por cambios, {withdrawn_points} "
    "por retiros.",
    "move-arrived": "En las {arrived} mesas que llegaron, {first} tiene el {arrived_first_percent} y {second} el "
    "{arrived_second_percent} de los votos válidos; en las {stations} mesas que había antes, el {before_first_percent} "
    "y el {before_second_percent}.",
    "move-where": "La diferencia en lo que llegó menos la de antes es de {difference} puntos porcentuales. Según "
    "{level}, {composition} de esos puntos corresponden a qué áreas llegaron, {within} a otra diferencia dentro de las "
    "mismas áreas, {new} a áreas de las que no había nada.",
    "sheets-compared": "Se tienen {sheets} actas de cómputo para {stage}: {whole} dicen incluir solo mesas que se "
    "tienen, "
    "{partial} incluyen algunas que no se tienen, {unlisted} no dicen qué mesas incluyen.",
    "sheets-agree": "{agree} de las {whole} actas de cómputo cuyas mesas se tienen todas traen en cada cifra la suma "
    "de "
    "sus mesas.",
    "sheet-altered": "Acta de cómputo {sheet} ({area}): {lines} cifras no son la suma de sus {held} mesas, que se "
    "tienen "
    "todas.",
    "sheet-below": "Acta de cómputo {sheet} ({area}): {lines} cifras son menores que la suma de las {held} mesas suyas "
    "que se tienen, aunque según ella incluye {not_held} más.",
    "sheet-beyond": "Acta de cómputo {sheet} ({area}): sus votos son {beyond} más de los que tienen sus {held} mesas "
    "que "
    "se tienen y permiten los topes de las otras {not_held} juntos.",
    "sheet-not-claimed": "Acta de cómputo {sheet} ({area}): {not_claimed} mesas de su área se tienen y según ella no "
    "están incluidas: {ids}.",
    "sheet-not-held": "Acta de cómputo {sheet} ({area}): {not_held} de las mesas que dice incluir no se tienen: {ids}.",
    "sheet-unknown": "Acta de cómputo {sheet} ({area}): {unknown} de las mesas que dice incluir no están en ningún "
    "registro: {ids}.",
    "sheet-outside": "Acta de cómputo {sheet} ({area}): {outside} de las mesas que dice incluir están en otra área: "
    "{ids}.",
    "sheet-repeated": "Acta de cómputo {sheet} ({area}): {repeated} mesas figuran más de una vez: {ids}.",
    "sheet-shared": "Acta de cómputo {sheet} ({area}): {shared} de sus mesas las incluye también un acta de cómputo de "
    "otra área del mismo nivel: {ids}.",
    "sheet-number": "Acta de cómputo {sheet} ({area}): dice tener {number} mesas y enumera {listed}.",
    "sheet-sum": "Acta de cómputo {sheet} ({area}): en ella no se cumple la suma {identity} ({sum_left} y "
    "{sum_right}).",
    "sheet-unlisted": "Acta de cómputo {sheet} ({area}): sus totales no se comparan con nada, pues no dice qué mesas "
    "incluye.",
    "sheets-more": "Otras {more} afirmaciones sobre actas de cómputo están en los datos.",
}

ASSUMPTIONS = {
    "as-given": "Las cifras son las que dan sus fuentes; una diferencia se cuenta y no se busca su causa.",
    "same-stations": "Un código de mesa designa la misma mesa en ambos.",
    "in-order": "Los conteos se suceden en el orden en que election.toml los enumera.",
    "no-chance": "Qué mesas llegan y cuándo no es obra del azar, así que lo que llegó no anuncia nada.",
    "stations-right": "Las cifras asentadas de las mesas son genuinas y están bien leídas.",
}

REASONS = {
    "without-figures": "no hay cifras asentadas en {side}",
    "without-rows": "en {side} no hay ninguna fila que se pudiera usar",
    "no-code-joined": "ninguno de los {unmatched} códigos de mesa en {side} es una mesa del registro, según su "
    "plantilla o su archivo de equivalencias",
    "one-stage": "menos de dos conteos tienen cifras",
}

WORDS = {
    "whole": "el total",
    "others": "Todos los demás candidatos juntos",
    "rehearsal": "ENSAYO. ",
    "registered": "Electores inscritos",
    "side-stage": "etapa del conteo",
    "side-settled": "lo que dan las actas",
    "side-table": "tabla",
    "side-file": "archivo sin importar",
    "valid": "Votos válidos",
    "arrived": "Llegadas",
    "changed": "Cambios",
    "withdrawn": "Ya no están",
    "together": "En total",
    "column-item": "Cifra",
    "column-compared": "Mesas comparadas",
    "column-differing": "Difieren",
    "column-left": "Izquierda",
    "column-right": "Derecha",
    "column-net": "Derecha − izquierda",
    "column-up": "Más en la derecha",
    "column-down": "Menos en la derecha",
    "column-gained": "Votos de más",
    "column-lost": "Votos de menos",
    "column-one": "Primero de los dos",
    "column-other": "Segundo de los dos",
    "column-left_margin": "Diferencia, izquierda",
    "column-right_margin": "Diferencia, derecha",
    "column-effect": "Efecto en la diferencia",
    "column-area": "Área",
    "column-matched": "En ambos",
    "column-only_left": "Solo izquierda",
    "column-only_right": "Solo derecha",
    "column-station": "Mesa",
    "column-apart": "Votos de distancia",
    "column-left_first": "Primero, izquierda",
    "column-right_first": "Primero, derecha",
    "column-left_second": "Segundo, izquierda",
    "column-right_second": "Segundo, derecha",
    "column-code": "Código",
    "column-nearest": "Los más parecidos",
    "column-side": "En",
    "column-snapshot": "Conteo",
    "column-stations": "Mesas",
    "column-coverage": "De todas las mesas",
    "column-valid": "Votos válidos",
    "column-first": "Primero",
    "column-second": "Segundo",
    "column-margin": "Diferencia",
    "column-margin_percent": "Diferencia, de los votos válidos",
    "column-step": "Hasta",
    "column-event": "Qué ocurrió",
    "column-points": "Puntos porcentuales",
    "column-before": "Había antes",
    "column-before_margin": "Diferencia antes, de los votos válidos",
    "column-arrived": "Llegaron",
    "column-arrived_margin": "Diferencia en lo llegado, de los votos válidos",
    "column-level": "Nivel",
    "column-difference": "Distancia",
    "column-composition": "Otras áreas",
    "column-within": "Mismas áreas",
    "column-new": "Áreas nuevas",
    "column-sheet": "Acta de cómputo",
    "column-claimed": "Dice incluir",
    "column-held": "Se tienen",
    "column-not_held": "No se tienen",
    "column-not_claimed": "Se tienen, no incluidas",
    "column-lines": "Cifras que no pueden ser",
    "column-on_sheet": "En el acta de cómputo",
    "column-of_stations": "Suma de las mesas que se tienen",
    "axis-coverage": "Mesas en el conteo",
    "axis-coverage_percent": "Mesas en el conteo, de todas",
    "axis-margin_percent": "Diferencia, de los votos válidos",
    "series-margin": "En todo lo que había",
    "series-arrived": "En lo llegado desde el anterior",
    "mark-even": "iguales",
}

HEADINGS = {
    "note": "{rehearsal}Entradas 0 a {last}, a las {hour}: provisional, no es el resultado oficial.",
    "pair": "Mesa por mesa: {left} y {right}",
    "movement": "Cómo se movió el conteo",
    "sheets": "Actas de cómputo frente a sus mesas: {stage}",
    "table-pair-items": "Cifras en las mesas que están en ambos, {left} (izquierda) y {right} (derecha)",
    "table-pair-margins": "Diferencias entre cada dos candidatos en las mesas que están en ambos, {left} (izquierda) y "
    "{right} (derecha)",
    "table-pair-areas": "Por área ({level}): mesas, y la diferencia de {first} sobre {second} en las que están en "
    "ambos",
    "table-pair-largest": "Mesas cuyos votos y papeletas más se apartan, {left} (izquierda) y {right} (derecha); "
    "primero es {first}, segundo es {second}",
    "table-pair-unmatched": "Códigos que no corresponden a ninguna mesa del registro",
    "table-move-snapshots": "Los conteos en orden; primero es {first}, segundo es {second}",
    "table-move-events": "De qué se compone la diferencia de {first} sobre {second}, paso por paso",
    "table-move-areas": "Lo que llegó por área ({level}), hasta {after}: la diferencia de {first} sobre {second}",
    "table-move-where": "La diferencia en lo que llegó menos la de antes, hasta {after}, en puntos porcentuales",
    "table-sheets": "Actas de cómputo",
    "table-sheet-lines": "Cifras de actas de cómputo que no pueden ser junto a las de sus mesas",
    "picture-move-margin": "Diferencia de {first} sobre {second} según la cobertura",
    "caption-move-margin": "Un punto por cada uno de {snapshots} conteos, de izquierda a derecha según entraron las "
    "mesas: la diferencia de {first} sobre {second} como parte de los votos válidos, en todas las mesas que había y en "
    "las llegadas desde el conteo anterior. Va de {low_percent} donde es menor a {high_percent} donde es mayor.",
}

SINGULARS = {
    "de 1 mesas": "de 1 mesa",
    "las 1 mesas que están": "la única mesa que está",
    "las 1 mesas que difieren": "la única mesa que difiere",
    "las 1 mesas que llegaron": "la mesa que llegó",
    "las 1 mesas": "la mesa",
    "1 mesas están": "1 mesa está",
    "1 mesas aparecen": "1 mesa aparece",
    "llegaron 1 mesas": "llegó 1 mesa",
    "1 mesas": "1 mesa",
    "1 códigos de mesa en": "1 código de mesa en",
    "1 grupos": "1 grupo",
    "1 filas en": "1 fila en",
    "1 votos": "1 voto",
    "1 cifras no son": "1 cifra no es",
    "1 cifras son menores": "1 cifra es menor",
    "1 cifras": "1 cifra",
    "1 actas de cómputo": "1 acta de cómputo",
    "1 puntos porcentuales": "1 punto porcentual",
    "1 puntos": "1 punto",
    "Otras 1 afirmaciones": "Otra afirmación",
    "1 dicen incluir": "1 dice incluir",
    "1 incluyen": "1 incluye",
    "1 no dicen": "1 no dice",
    "1 ya no están": "1 ya no está",
}

METHODS = {
    "stations-pair": Method(
        title="Mesa por mesa",
        plain=(
            "Dos listas de resultados por mesa se ponen lado a lado: qué mesas están en ambas y cuáles solo en una.",
            "Donde una mesa está en ambas se compara cada cifra, y cada diferencia se cuenta y se suma.",
            (
                "Las diferencias que ayudan a un candidato se compensan con las que ayudan al otro, y así se ve cuánto "
                "se cancela."
            ),
            (
                "Las mesas se unen solo por su código o por un archivo de equivalencias; lo que no encaja se lista y "
                "nunca se adivina."
            ),
            "Una diferencia es un hecho sobre dos listas; por qué difieren no lo dicen las listas.",
        ),
        formulas=(
            "cambio de una cifra en una mesa = derecha − izquierda, donde ambas la dan",
            "neto = Σ cambio = ganado − perdido; ganado = Σ max(cambio, 0), perdido = Σ max(−cambio, 0)",
            "efecto en la diferencia de a sobre b = neto(a) − neto(b)",
            (
                "cambio de las diferencias totales = efecto en las mesas de ambas + diferencia de las mesas solo en la "
                "derecha − diferencia de las mesas solo en la izquierda"
            ),
            "parte de un solo lado = |subido − bajado| / (subido + bajado), de los cambios de la diferencia por mesa",
            "distancia = Σ sobre candidatos y conteos de |cambio|",
            "papeletas = votos emitidos como están escritos, o bien votos válidos calculados + nulos + blancos",
        ),
        assumptions=(
            "Un código de mesa designa la misma mesa en ambas; el archivo de equivalencias es correcto.",
            "Los códigos de una misma mesa se suman, y las mesas que un lado da juntas se comparan por su suma.",
        ),
        limits=(
            (
                "Primero y segundo son los candidatos con más votos en ambas juntas: intercambiar los lados cambia los "
                "signos "
                "y nada más."
            ),
            (
                "Las mesas que aparecen dos veces en un lado y las filas que no se pudieron leer quedan fuera y se "
                "nombran."
            ),
            "Que dos listas coincidan no prueba que una sea correcta, y que difieran no prueba cuál está mal.",
        ),
        references=("NIST SP 1500-100r2, Election Results Common Data Format (términos)",),
    ),
    "stations-movement": Method(
        title="Cómo se movió un conteo",
        plain=(
            (
                "Un conteo que se publica varias veces se guarda como varias listas, y cada una se compara con la "
                "anterior."
            ),
            (
                "Una ventaja solo puede cambiar de tres maneras: llegan mesas, cambian cifras publicadas, se retiran "
                "mesas."
            ),
            "Las tres suman exactamente todo el cambio, en votos y en puntos porcentuales.",
            "Lo que llega tarde suele venir de otros lugares que lo que llega temprano; por eso se muestran las áreas.",
            "Nada de esto dice por qué una mesa llegó cuando llegó.",
        ),
        formulas=(
            "M₁ − M₀ = diferencia de lo llegado + cambio en mesas de ambos − diferencia de lo retirado",
            "M₁/V₁ − M₀/V₀ = Σ sobre los tres de (ΔM − ΔV·M₀/V₀)/V₁, con M la diferencia y V los votos válidos",
            (
                "por áreas, w la parte del área en los votos válidos y s su diferencia relativa, de lo llegado (1) y "
                "de antes "
                "(0): s₁ − s₀ = Σ (w₁ₐ − w₀ₐ)(s₀ₐ − s₀) + Σ w₁ₐ(s₁ₐ − s₀ₐ) + Σ sobre áreas nuevas de w₁ₐ(s₁ₐ − s₀)"
            ),
        ),
        assumptions=(
            "Los conteos se suceden en el orden de election.stages.",
            "Cada corte se guarda como una etapa propia; uno posterior nunca sobrescribe uno anterior.",
        ),
        limits=(
            "Entre dos cortes no se sabe nada: una cifra que cambió dos veces se ve una vez, o ninguna.",
            "El reparto por áreas depende del nivel: con áreas más pequeñas corresponde más a cuáles llegaron.",
            "Los puntos porcentuales de las tablas se redondean a seis decimales.",
        ),
        references=("Kitagawa, E. (1955), Components of a difference between two rates, JASA 50: 1168–1194",),
    ),
    "stations-sheets": Method(
        title="Actas de cómputo frente a sus mesas",
        plain=(
            "Un acta de cómputo da los totales de un municipio o distrito y dice qué mesas incluye.",
            "Sus totales nunca se suman a las mesas: contarían dos veces los mismos votos.",
            "Se comparan con la suma de sus mesas, cifra por cifra, y también se revisa su propia aritmética.",
            "Si algunas de sus mesas no se tienen, sus cifras no pueden ser menores que la suma de las que se tienen.",
            "Un acta de cómputo que difiere de sus mesas muestra que una de las dos está mal, no cuál.",
        ),
        formulas=(
            "si se tienen todas las mesas incluidas: diferencia = acta de cómputo − Σ mesas, y se nombra cada una",
            "si no: acta de cómputo − Σ mesas que se tienen ≥ 0 en cada cifra, y en los votos ≤ Σ topes de las demás",
        ),
        assumptions=(
            "El acta de cómputo incluye las mesas que enumera, o toda su área si así lo dice.",
            "Las cifras asentadas de sus mesas son genuinas y están bien leídas.",
        ),
        limits=(
            "Un acta de cómputo que no dice qué mesas incluye no se compara con nada.",
            "Las sumas con tolerancia declarada no se prueban en totales: la tolerancia es de una mesa.",
        ),
    ),
}
