"""Lo que dice una verificación de la transcripción en español, con las mismas claves que en inglés."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "no-check": "No se hizo una verificación de la transcripción: {reason}.",
    "release": "La verificación es de la publicación {release}, que cubre las primeras {entries} entradas del "
    "registro público.",
    "scope-all": "Sus unidades son todas las mesas contadas, {units}. De ellas, {bare} se conocen solo por una tabla: "
    "no tienen imagen, y cada una que salga sorteada cuenta como error máximo.",
    "scope-pictures": "Sus unidades son las mesas contadas cuyas cifras se leyeron de imágenes, {units}. Las cifras "
    "de otras mesas contadas, conocidas solo por una tabla ({outside}), se toman como están: nada se dice de ellas.",
    "margin": "Comparaciones de la regla de resultado que se prueban a la vez: {forms}. La más estrecha es {winner} "
    "frente a {loser}, por {margin} votos. Lo más que los errores de lectura podrían quitarle a un margen, sumado "
    "sobre todas las unidades, es U = {total} márgenes; 1 de ellos bastaría para cambiar el resultado.",
    "margin-share": "Comparaciones de la regla de resultado que se prueban a la vez: {forms}. La más estrecha es "
    "{winner} frente a una parte de los votos válidos, por {margin} votos. Lo más que los errores de lectura podrían "
    "quitarle a un margen, sumado sobre todas las unidades, es U = {total} márgenes; 1 de ellos bastaría para cambiar "
    "el resultado.",
    "untested": "Sin probar: {condition}, porque {reason}.",
    "cannot-change": "No hace falta sorteo: los errores de lectura de todas las unidades juntas, cada uno tan grande "
    "como permite su tope, llegan a U = {total} márgenes, y menos de 1 no cambia nada. Imagen contra cifra, no papel "
    "contra imagen.",
    "plan": "Plan: límite de riesgo {limit_percent}, método {method}, error medio esperado {expected_percent} del "
    "máximo. Sorteos necesarios si los errores son los esperados: {draws}; si no hay ninguno: {clean}.",
    "plan-open": "Plan: límite de riesgo {limit_percent}, método {method}, error medio esperado {expected_percent} "
    "del máximo. Con los errores esperados ningún número de sorteos alcanza el límite.",
    "bare": "Las unidades sin imagen ({bare}) suman {bare_total} de U = {total} márgenes, lo que es 1 o más: por sí "
    "solas podrían cambiar el resultado, así que no cabe esperar que una verificación de este alcance termine.",
    "next-publish": "Publique ahora, para que todos puedan leer el plan; después tire 20 dados en público y sortee "
    "con sus caras como semilla.",
    "seed": "Semilla: {seed}. Sorteos: {draws}; actas distintas: {sheets}.",
    "plan-published": "El plan estaba en una publicación antes de que se sorteara nada.",
    "plan-not-published": "El plan no estaba en ninguna publicación antes del sorteo: que se hizo antes de conocer la "
    "semilla es palabra de quien lleva el registro de entradas.",
    "earlier": "Verificaciones de esta contienda que se sortearon antes que esta: {earlier}; de ellas, retiradas: "
    "{withdrawn}. El límite de riesgo es el de una sola: quien sortea {earlier} más tiene más ocasiones de terminar "
    "bien.",
    "waiting": "Falta leer de nuevo {waiting} de {sheets} actas sorteadas, así que nada se calcula con las demás.",
    "stop": "Tras {draws} sorteos P = {p}, que no pasa del límite de riesgo del {limit_percent}: la verificación "
    "termina. Si errores de lectura hubieran cambiado el resultado, una verificación como esta habría terminado así "
    "con una probabilidad de {limit_percent} como máximo. Imagen contra cifra, no papel contra imagen.",
    "go-on": "Tras {draws} sorteos P = {p}, por encima del límite de riesgo del {limit_percent}: la verificación "
    "sigue. Terminaría con {more} sorteos más sin ningún error. Imagen contra cifra, no papel contra imagen.",
    "go-on-open": "Tras {draws} sorteos P = {p}, por encima del límite de riesgo del {limit_percent}, y ningún número "
    "de sorteos más haría terminar esta verificación. Eso no es señal de un resultado equivocado: un acta que no se "
    "puede leer cuenta como el mayor error posible. Queda leer de nuevo todas las actas. Imagen contra cifra, no "
    "papel contra imagen.",
    "rest": "Se leerán también todas las demás actas: {rest}.",
    "all-hold": "Se leyeron de nuevo todas las unidades ({units}), y todas las comparaciones ({forms}) se cumplen "
    "con lo leído, contando en su peor caso las actas que no se pudieron leer o no tienen imagen ({unread}); la más "
    "estrecha por {left} votos. La verificación termina. Imagen contra cifra, no papel contra imagen.",
    "all-differ": "Se leyeron de nuevo todas las unidades ({units}): de {forms} comparaciones, {failing} no se "
    "cumplen con lo leído, contando en su peor caso las actas que no se pudieron leer o no tienen imagen "
    "({unread}). La verificación no las confirma; mire las actas que difieren o que no se pudieron leer. La "
    "verificación termina. Imagen contra cifra, no papel contra imagen.",
    "unrecorded": "Este resultado todavía no está entre las entradas.",
    "errors": "De {sheets} actas, no se pudieron leer o no tienen imagen, y cuentan como error máximo, {unread}; de "
    "las demás, difieren de las cifras aceptadas {differing}, en perjuicio de un margen {against}.",
    "rate": "De {draws} sorteos, {wrong} dieron un acta que difiere o no se pudo leer ({rate_percent}). Con confianza "
    "del 95 %, son así como máximo {bound} de {units} unidades ({bound_percent}), y un sorteo da una en "
    "{chance_percent} de los casos como máximo. Actas distintas: {sheets}; centros: {centres}; formularios: "
    "{layouts}; áreas: {areas}; la verdad es lo que escribieron a partir de la imagen, sin ver las cifras aceptadas, "
    "tantos lectores por acta: {people}.",
    "changed-since": "Desde esa publicación, {changed} unidades tienen otras cifras o ya no se cuentan, y se "
    "agregaron {added} mesas: la verificación habla solo de las cifras de esa publicación.",
    "lapsed": "Nada dice la verificación planeada en la entrada {plan}: {reason}.",
}

ASSUMPTIONS = {
    "picture": "La imagen es la del acta, y lo que muestra se toma aquí por verdad: si el papel es genuino es otra "
    "cuestión.",
    "cap": "Ninguna mesa tiene más votos que su tope, según el registro.",
    "seed": "Nadie conocía la semilla antes de hacer el plan.",
    "anew": "Las actas se leyeron de nuevo sin mirar las cifras aceptadas.",
    "fixed": "El 95 % es el de un número de sorteos fijado de antemano. Cuando una verificación continúa por lo que se "
    "leyó, la cota no alcanza la tasa verdadera más de 5 veces de cada 100: hasta 14 en simulaciones.",
    "table-as-given": "Las cifras de las mesas conocidas solo por una tabla ({outside}) se toman como están.",
}

REASONS = {
    "no-plan": "no hay ninguna planeada, o su plan se retiró",
    "no-conditions": "la contienda no tiene regla de resultado",
    "unsupported-rule": "esta regla no se admite",
    "no-votes-counted": "no hay votos contados",
    "no-rival": "no hay otra candidatura",
    "does-not-hold": "no se cumple con las cifras aceptadas, y una verificación solo puede confirmar lo que se cumple",
    "no-margin": "su margen es 0, y cualquier error podría cambiarla",
    "definition-changed": "se apoya en una definición que se cambió después; planee otra",
}

HEADINGS = {
    "check": "Verificación de la transcripción",
    "table-comparisons": "Lo que se prueba: márgenes en votos",
    "table-differences": "Actas que difieren de las cifras aceptadas o que no se pudieron leer",
    "table-groups": "Actas leídas de nuevo, por formulario y área",
    "picture-risk": "P después de cada sorteo",
    "caption-risk": "P empieza en 1 y baja con cada sorteo sin error. Tras {draws} sorteos es {p}; la verificación "
    "termina en {limit_percent}.",
}

WORDS = {
    "whole": "el total",
    "kaplan-markov": "Kaplan–Markov",
    "alpha": "ALPHA",
    "read": "leída",
    "illegible": "ilegible",
    "missing": "falta la imagen",
    "withheld": "reservada",
    "column-condition": "Condición",
    "column-winner": "Delante",
    "column-loser": "Frente a",
    "column-margin": "Margen",
    "column-station": "Mesa",
    "column-times": "Veces sorteada",
    "column-state": "Estado",
    "column-error_percent": "Error, % de un margen",
    "column-bound_percent": "Cota u, % de un margen",
    "column-taint": "Parte de la cota",
    "column-form": "Formulario",
    "column-area": "Área",
    "column-sheets": "Actas",
    "column-differing": "Difieren",
    "column-unread": "Sin leer",
    "axis-draws": "Sorteos",
    "axis-p": "P",
    "series-p": "P",
    "mark-limit": "Límite de riesgo",
    "form-title": "Lectura de actas de nuevo: {contest}",
    "differs": "difiere",
    "form-rule-1": "Escriba lo que está escrito en el acta de la imagen, cifra por cifra, aunque no sume. No consulte "
    "resultados.",
    "form-rule-2": "Un guion (-) vale por una casilla vacía en el papel. Si alguna cifra no se puede leer, escriba "
    "'illegible' en el estado; 'missing' si no hay imagen, 'withheld' si no se puede ver.",
    "form-rule-3": "Después páselo al archivo CSV del mismo nombre. La segunda persona recibe una copia vacía.",
    "form-state": "Estado (vacío si se leyó todo)",
    "form-picture": "Imagen del acta de {station}",
    "form-no-picture": "Aquí no se puede mostrar ninguna imagen.",
    "form-file": "En la carpeta de la elección: {file}",
}

SINGULARS = {
    "Tras 1 sorteos": "Tras 1 sorteo",
    "De 1 sorteos, 1 dieron": "De 1 sorteo, 1 dio",
    "De 1 sorteos": "De 1 sorteo",
    "1 dieron un acta": "1 dio un acta",
    "1 sorteos más": "1 sorteo más",
    "de 1 actas sorteadas": "de 1 acta sorteada",
    "De 1 actas": "De 1 acta",
    "1 unidades tienen otras cifras o ya no se cuentan": "1 unidad tiene otras cifras o ya no se cuenta",
    "se agregaron 1 mesas": "se agregó 1 mesa",
    "1 unidades": "1 unidad",
    "1 votos": "1 voto",
    "las primeras 1 entradas": "la primera entrada",
}

METHODS = {
    "b4-check": Method(
        title="Verificación de la transcripción",
        plain=(
            "Pregunta si las actas se leyeron mal tantas veces que otra persona estaría delante.",
            "Dados tirados en público eligen actas, y las que podrían hacer más daño salen con más frecuencia.",
            "Personas escriben de nuevo lo que está en las imágenes elegidas, sin ver lo que se leyó antes.",
            "Si pocas difieren, termina con un riesgo declarado; si no, se sortean más actas, al final todas.",
            "Compara imágenes con cifras: si un papel es genuino, o se contó bien, no lo puede decir.",
        ),
        formulas=(
            (
                "Comparaciones: f(v) = Σ peso·v mayor que cero: pluralidad f = w − l para cada perdedor; umbral s: f "
                "= w − s·válidos; ventaja d: f = w − l − d·válidos. Margen V = f(totales aceptados)."
            ),
            "Exceso de la mesa i: e_i = máximo sobre las comparaciones de (f(aceptado_i) − f(hallado_i))/V.",
            (
                "Cota de error: u_i = máximo de (f(aceptado_i) + tope_i·máx(−peso))/V, en la pluralidad (w_i − l_i + "
                "tope_i)/V; redondeada hacia arriba a 10^-18. U = Σ u_i. t = e/u; 1 si el acta no se puede leer."
            ),
            (
                "Si el resultado está equivocado por la lectura, Σ e_i ≥ 1 (el máximo no es menor que el de cada "
                "par), así que una sola prueba vale para todos los pares y condiciones."
            ),
            "Sorteos con reposición, con probabilidad u_i/U, a partir de SHA-256 de semilla, etiqueta y contador.",
            "Kaplan–Markov: P = Π (1 − 1/U)/(1 − t_j).",
            (
                "ALPHA: Y = 1 − máx(t, 0), μ = 1 − 1/U, 1/P = Π [Y_j/μ·(η_j − μ) + 1 − η_j]/(1 − μ); η_j = (d(1 − "
                "esperado) + Σ_{i<j} Y_i)/(d + j − 1), al menos μ + ε_j y como máximo 1 − (1 − μ)/50, d = 100, ε_j = "
                "(1 − μ)/(2√(d + j − 1))."
            ),
            (
                "1/P es una supermartingala no negativa que parte de 1 si el resultado está equivocado, así que P ≤ "
                "límite alguna vez tiene probabilidad de a lo sumo el límite (Ville). Termina cuando P, leído de "
                "nuevo todo lo sorteado, no pasa del límite."
            ),
        ),
        assumptions=(
            "Los topes acotan los votos de una mesa.",
            "La semilla no se conocía cuando se hizo el plan.",
            (
                "Las actas se leen de nuevo bien y sin ver las cifras aceptadas; una imagen que falta, es ilegible o "
                "está reservada cuenta como error máximo."
            ),
        ),
        limits=(
            (
                "Nada dice de papeles falsos, mal contados o nunca fotografiados: imagen contra cifra, no papel "
                "contra imagen."
            ),
            "Habla de las cifras de una publicación; las mesas que faltan están en las cotas del resultado.",
            "Todas las condiciones que se cumplen se prueban juntas: una con margen mínimo alarga la verificación.",
            "Con Kaplan–Markov una sola acta que no se puede leer impide terminar; ALPHA sigue, a un precio.",
        ),
        references=(
            (
                "Stark (2009), Risk-limiting post-election audits: P-values from common probability inequalities, y "
                "Auditing a collection of races simultaneously; SSRN 1443314"
            ),
            "Stark (2022), ALPHA: audit that learns from previously hand-audited ballots, arXiv 2201.02707",
            "Stark (2020), Sets of half-average nulls generate risk-limiting audits (SHANGRLA), arXiv 1911.10035",
            "Spertus y Stark (2023), ONEAudit: overstatement-net-equivalent risk-limiting audit, arXiv 2303.03335",
        ),
    ),
    "b4-rate": Method(
        title="Cuántas actas están mal leídas",
        plain=(
            "Las actas sorteadas para la verificación dicen también cuán frecuentes son los errores de lectura.",
            "Un acta cuenta como equivocada si difieren los votos de cualquier candidatura, o si nadie la pudo leer.",
            "De la parte de sorteos con un acta equivocada se sigue la mayor parte que todavía sería compatible.",
            "Como no todas las actas salen con la misma frecuencia, la cota supone que fallan las que menos salen.",
            "Una tasa pequeña no dice que el resultado sea correcto, ni una grande que no lo sea.",
        ),
        formulas=(
            (
                "x de n sorteos con error; cota superior p de la probabilidad de un sorteo con error: P(Binomial(n, "
                "p) ≤ x) = 5 % (Clopper–Pearson)."
            ),
            "Cota superior del número de unidades con error: el mayor k cuyas k menores u suman como máximo p·U.",
        ),
        assumptions=(
            "Los sorteos son independientes, con probabilidad u_i/U.",
            "Su número se fijó de antemano.",
        ),
        limits=(
            "Errores demasiado pequeños para cambiar un margen cuentan tanto como los grandes.",
            "Con u iguales la cota es la binomial: 300 sorteos sin error acotan la tasa en 1,0 %.",
        ),
        references=("Clopper y Pearson (1934), Biometrika 26, 404",),
    ),
}
