"""Lo que dice un conteo rápido en español, con las mismas claves que en inglés."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "title": "Conteo rápido (una muestra probabilística de mesas): {contest}",
    "state": "{rehearsal}Han llegado {arrived} de {drawn} mesas sorteadas ({arrived_percent}); provisional, el orden "
    "de llegada no es aleatorio, a las {hour}, no es el resultado oficial.",
    "origin": "De ellas, {pictures} se leyeron de imágenes de actas y {table} vienen de una tabla publicada.",
    "complete": "Han llegado todas las mesas de la muestra: nada depende de cuáles faltan.",
    "lead": "{leader} aventaja a {runner_up} en {lead_percent} de los votos válidos (intervalo del "
    "{confidence_percent}: de {low_percent} a {high_percent}), con {arrived} de {drawn} mesas sorteadas "
    "({arrived_percent}).",
    "lead-open": "No se puede decir que alguien vaya delante: la ventaja de {leader} sobre {runner_up} se estima en "
    "{lead_percent} (intervalo del {confidence_percent}: de {low_percent} a {high_percent}, que incluye el cero), con "
    "{arrived} de {drawn} mesas sorteadas ({arrived_percent}).",
    "lead-bounds": "Digan lo que digan las {missing} mesas de la muestra que faltan, la ventaja de {leader} sobre "
    "{runner_up} en toda la muestra está entre {low_percent} (todos sus votos posibles para {runner_up}) y "
    "{high_percent} (todos para {leader}).",
    "lead-bounds-reversed": "Estas cotas incluyen el cero: quién va delante depende todavía de que las mesas que "
    "faltan sean como las que llegaron en el mismo estrato.",
    "bounds-unknown": "No se calcula lo que podrían cambiar las {missing} mesas que faltan: {reason}.",
    "no-estimate": "Sin estimación: {reason}.",
    "turnout": "La participación se estima en {turnout_percent} de los electores inscritos (intervalo del "
    "{confidence_percent}: de {low_percent} a {high_percent}).",
    "no-turnout": "No se calcula la participación: {reason}.",
    "arrival": "La llegada difiere por estrato: de {low_arrived} de {low_drawn} en {low_name} a {high_arrived} de "
    "{high_drawn} en {high_name}.",
    "arrival-even": "De cada estrato ha llegado la misma parte de su muestra.",
    "arrival-size": "Las mesas que llegaron tienen en promedio {own} electores inscritos, todas las sorteadas {all}.",
    "borrowed": "{name}: han llegado menos de dos unidades sorteadas, así que lo que falta allí se estima con el área "
    "superior ({parent}).",
    "reserve": "La reserva sorteada de antemano forma parte de esta muestra, toda ella. Eso se decide antes de ver "
    "resultados.",
    "others-held": "Se tienen otras {others} mesas que no se usan: no fueron sorteadas.",
    "register-incomplete": "No consta que el registro esté completo: la muestra habla de las mesas que contiene y de "
    "ninguna otra.",
    "left-out": "El plan dejó {left_out} mesas fuera del universo de la muestra: la muestra no habla de ellas.",
    "register-changed": "El registro cambió desde el sorteo: el sorteo no se pudo repetir con él, solo se comparó la "
    "huella de la muestra.",
    "drawn-again": "El sorteo se repitió con la semilla y el registro: las mismas mesas.",
    "weights": "Cada mesa pesa el inverso de su probabilidad de ser sorteada; los porcentajes son razones de sumas "
    "ponderadas, sus errores se linealizan, con {degrees} grados de libertad.",
    "not-at-random": "El intervalo cubre solo el azar del sorteo. Vale si las mesas que faltan son como las que "
    "llegaron en el mismo estrato, y si las cifras son genuinas y están bien leídas.",
    "design-title": "Diseño de un conteo rápido: {contest}",
    "design-stations": "{size} mesas sorteadas entre {universe} en {strata} estratos, una a una y sin reposición.",
    "design-centres": "{size} centros sorteados en proporción a {measure} entre {units} en {strata} estratos, y "
    "{per_centre} mesas en cada uno: {stations} de {universe} mesas.",
    "design-reserve": "Reserva sorteada en el mismo orden: {reserve} mesas. Nunca sustituyen a otras: se suma a la "
    "muestra toda la reserva o nada de ella.",
    "design-half-width": "Semiancho prometido para un porcentaje: {half_width_percent} con confianza del "
    "{confidence_percent}, si las mesas difieren tanto como se declaró.",
    "design-effect": "El efecto de diseño que eso supone: {effect} (frente a otros tantos electores sorteados uno a "
    "uno, con participación del {turnout_percent} y un porcentaje del {share_percent}).",
    "design-no-half-width": "No se promete un semiancho: no se declaró cuánto difieren las mesas.",
    "design-earlier": "Dispersión según la tabla anterior: contiene {matched} de {universe} mesas.",
    "design-seed": "Semilla: {seed}",
    "design-next": "Publique el plan antes de sortear la semilla, y design.json y sample.csv antes de que empiece el "
    "conteo.",
}

REASONS = {
    "nothing-arrived": "no ha llegado ninguna de las mesas sorteadas",
    "below-report-from": "han llegado menos mesas sorteadas que las que pide el plan ({report_from_percent})",
    "fewer-than-two-units": "han llegado menos de dos unidades sorteadas, lo que nada dice del error",
    "no-votes": "las mesas que llegaron no tienen votos válidos",
    "cap-unknown": "no se sabe cuántos votos puede traer alguna mesa que falta: ni tope ni electores inscritos",
    "cast-unknown": "alguna mesa que llegó no tiene la cifra de votos emitidos",
    "registered-unknown": "no se conocen los electores inscritos de alguna mesa que llegó",
    "registered-zero": "las mesas que llegaron no tienen electores inscritos",
}

HEADINGS = {
    "quick-count": "Conteo rápido",
    "table-shares": "Porcentajes de los votos válidos, con lo que podrían hacer de ellos las mesas de la muestra "
    "que faltan",
    "table-strata": "Llegada por estrato",
    "picture-shares": "Porcentajes de los votos válidos: estimación, intervalo y cotas",
    "caption-shares": "Para cada candidatura, la estimación con {arrived} de {drawn} mesas sorteadas, su intervalo y, "
    "detrás, las cotas si todas las mesas de la muestra que faltan votaran igual.",
}

WORDS = {
    "column-low_percent": "Intervalo desde",
    "column-high_percent": "Intervalo hasta",
    "column-least_percent": "Al menos",
    "column-most_percent": "Como máximo",
    "axis-candidate": "Candidato",
    "axis-share": "Porcentaje de los votos válidos",
    "series-interval": "Intervalo",
    "series-bounds": "Si lo que falta fuera todo a uno",
    "column-candidate": "Candidato",
    "column-share_percent": "Porcentaje",
    "column-error_percent": "Error estándar",
    "interval": "Intervalo del {confidence}",
    "bounds": "Si lo que falta fuera todo a uno",
    "turnout": "Participación",
    "column-stratum": "Estrato",
    "column-drawn": "Sorteadas",
    "column-arrived": "Llegadas",
    "stations": "Mesas",
    "units": "Unidades",
    "spread": "Dispersión S",
    "reserve": "Reserva",
    "whole": "el total",
    "rehearsal": "ENSAYO. ",
    "to": "a",
    "registered": "sus electores inscritos",
    "measure-stations": "sus mesas",
    "by-stratum": "declarada para él",
    "earlier": "tabla anterior",
    "borrowed": "la mayor conocida",
    "default": "declarada",
    "design-effect": "efecto de diseño",
    "equal": "no declarada",
}

SINGULARS = {
    "1 se leyeron de imágenes de actas": "1 se leyó de una imagen de su acta",
    "1 vienen de": "1 viene de",
    "Se tienen otras 1 mesas que no se usan: no fueron sorteadas": "Se tiene otra mesa que no se usa: no fue sorteada",
    "las 1 mesas de la muestra que faltan": "la mesa de la muestra que falta",
    "Digan lo que digan la mesa": "Diga lo que diga la mesa",
    "las 1 mesas que faltan": "la mesa que falta",
    "dejó 1 mesas": "dejó 1 mesa",
    "en 1 estratos": "en 1 estrato",
    "1 mesas": "1 mesa",
    "1 centros": "1 centro",
    "1 grados": "1 grado",
}

METHODS = {
    "b3-design": Method(
        title="Conteo rápido: la muestra",
        plain=(
            "Antes del conteo todos ven un plan: cuántas mesas, y de qué áreas.",
            "Después, números que nadie podía conocer, como dados tirados en público, deciden qué mesas.",
            "Cualquiera puede repetir el sorteo con el plan, el registro y los dados: nadie eligió mesas amigas.",
            "Ninguna mesa se sustituye porque tarde, quede lejos o esté cerrada: así fallaron otros conteos.",
            "Las mesas que llegaron por sí solas no son una muestra, por muchas que sean.",
        ),
        formulas=(
            (
                "Asignación: los n_h enteros que minimizan V = Σ W_h²S_h²(1/n_h − 1/N_h) (Wright); sin límites, la de "
                "Neyman, n_h ∝ N_h·S_h."
            ),
            "Tamaño para un margen e: n = (ΣW_hS_h)²/(e²/z² + ΣW_h²S_h²/N_h), hacia arriba hasta que V ≤ e²/z².",
            "Probabilidad de inclusión de una mesa: n_h/N_h; de una de las B_c de un centro: n_h·M_c/M_h·m/B_c.",
            "Reserva: sorteada en el mismo orden; se suma toda a la muestra, o nada.",
        ),
        assumptions=(
            "La semilla no se conocía cuando se hizo el plan.",
            "El registro contiene las mesas de las que se habla.",
        ),
        limits=(
            "Un semiancho prometido descansa en cuánto se dijo que difieren las mesas.",
            (
                "Una mesa por centro con pesos iguales daría sesgo: los centros grandes votan de otro modo que los "
                "pequeños."
            ),
        ),
        references=(
            "Cochran (1977), Sampling Techniques, 3.ª ed., capítulos 5 y 9A",
            "Wright (2012), The American Statistician 66, 217",
            "Estok, Nevitte y Cowan (2002), The Quick Count and Election Observation, NDI",
        ),
    ),
    "b3-estimate": Method(
        title="Conteo rápido: la estimación",
        plain=(
            "Solo con las mesas sorteadas se estiman los porcentajes y la participación de todas.",
            (
                "Cada mesa pesa según lo raro que es sortear una como ella: lugares grandes y pequeños cuentan por su "
                "tamaño."
            ),
            "El intervalo dice cuánto puede engañar el azar del sorteo.",
            "Nada dice de actas falsas o mal leídas, ni de las mesas sorteadas que todavía faltan.",
            "Para esas están al lado las cotas: lo que diría la muestra si todas ellas votaran igual.",
        ),
        formulas=(
            "R = Σwy/Σwx, w = 1/probabilidad de inclusión, x votos válidos (en la participación, electores inscritos).",
            (
                "Mesas: V = ΣN_h²(1 − f_h)s²_zh/n_h/(Σwx)², z = y − R·x; centros: varianza entre las sumas "
                "ponderadas de los centros (conglomerados últimos)."
            ),
            (
                "Intervalo: R ± t·√V, t de Student con unidades menos estratos grados de libertad; la ventaja es una "
                "sola razón, y = y₁ − y₂."
            ),
            "Cotas: cada mesa sorteada que falta lleva todos los votos de su tope a una candidatura, o a la otra.",
        ),
        assumptions=(
            (
                "Las mesas que faltan son como las que llegaron en el mismo estrato; un estrato con menos de dos toma "
                "prestado del área superior."
            ),
            "Las cifras son genuinas y están bien leídas.",
        ),
        limits=(
            "Por debajo de la parte declarada de mesas llegadas no se estima nada.",
            "Alguien va delante solo si el intervalo de la ventaja excluye el cero.",
        ),
        references=(
            "Cochran (1977), Sampling Techniques, 3.ª ed., capítulos 6 y 11",
            "Kish (1965), Survey Sampling",
        ),
    ),
}
