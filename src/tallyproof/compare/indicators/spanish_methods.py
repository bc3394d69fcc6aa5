"""Los indicadores explicados en español: cinco frases para periodistas, todo para especialistas."""

from tallyproof.compare.indicators.references import (
    ANSCOMBE,
    COCHRAN,
    COMMON,
    DECKERT,
    EGGERS,
    GELMAN,
    JIMENEZ,
    KLIMEK,
    KOBAK,
    MACK,
    MEBANE,
    MYAGKOV,
    ROZENAS,
    SIMES,
    VENICE,
)
from tallyproof.compare.phrasing import Method

METHODS = {
    "indicators": Method(
        title="Los indicadores, y lo que no pueden decir",
        plain=(
            "Algunas maneras de cambiar cifras dejan patrones, y estas pruebas buscan tales patrones.",
            "Cada prueba dice qué tan raro es su patrón si solo obra el azar, lo que nunca es del todo así.",
            "Quien hace muchas pruebas algo encuentra, y por eso todos los valores p se corrigen por su número.",
            "Lo que resalta es un lugar donde mirar los papeles; no prueba nada y no nombra ninguna causa.",
            "Cifras que pasan todas las pruebas pueden ser falsas: muchas maneras de cambiarlas no dejan patrón.",
        ),
        formulas=(
            "p = (1 + b)/(1 + n): b de n remuestras llegan a lo visto; así p nunca es 0",
            (
                "después de Holm: de m valores p en orden creciente, el i-ésimo se multiplica por m − i + 1, ninguno "
                "por debajo de uno anterior"
            ),
            (
                "después de Benjamini y Hochberg: el i-ésimo de m se multiplica por m/i, ninguno por encima de uno "
                "posterior; dentro de una lista"
            ),
            "dos preguntas en una familia: el menor p, por dos",
            (
                "flujo de una etiqueta: Philox de NumPy, clave = primeros 16 bytes de SHA-256(semilla, salto de "
                "línea, etiqueta), big-endian"
            ),
        ),
        assumptions=(
            "La hipótesis nula de cada indicador, impresa a su lado.",
            "La semilla no se eligió por su resultado: está impresa, y puede tomarse otra.",
        ),
        limits=(
            (
                "Un valor p trata de la hipótesis nula, no de la honestidad; una elección honesta no tiene por qué "
                "seguirla."
            ),
            "Con muchas mesas, diferencias sin importancia tienen valores p pequeños: hay que mirar el efecto.",
            "Los sorteos se repiten exactamente con la misma versión de NumPy; si no, dentro del error del remuestreo.",
        ),
        references=(VENICE, *COMMON),
    ),
    "digits": Method(
        title="Últimos y segundos dígitos",
        plain=(
            "Quien inventa números suele preferir unos últimos dígitos a otros.",
            (
                "En conteos honestos los últimos dígitos de cifras grandes son casi, pero no del todo, igual de "
                "frecuentes."
            ),
            "Por eso no comparamos con dígitos iguales: dejamos que cada mesa vote otra vez por azar, muchas veces.",
            "Si los dígitos verdaderos distan más que casi todas esas repeticiones, hay un lugar donde mirar.",
            "Quien mueve votos o agrega boletas no toca los últimos dígitos, así que pasar dice poco.",
        ),
        formulas=(
            "cifras de al menos 100 (segundo dígito: 10), de todas las candidaturas; O_d de ellas terminan en d",
            (
                "remuestra: (y*_1, …, y*_k) ~ Multinomial(N, y/N) en cada mesa, N sus votos válidos; el límite vale "
                "para y*"
            ),
            (
                "q_d = parte media de las cifras que terminan en d, de las remuestras y las verdaderas; "
                "T = Σ (O_d − n·q_d)²/(n·q_d), p "
                "por remuestreo"
            ),
            "con otro dígito = ½·Σ |O_d − n·q_d|",
            "áreas del nivel superior con al menos 100 cifras así: lo mismo, Benjamini y Hochberg sobre ellas",
        ),
        assumptions=("Los electores de una mesa deciden uno por uno con los porcentajes propios de la mesa.",),
        limits=(
            (
                "El remuestreo alisa un poco la distribución de las cifras; con cifras de al menos 100 eso mueve los "
                "dígitos menos que el azar."
            ),
            "El segundo dígito está apagado: ninguna ley dice cómo se distribuye en mesas de tamaño parecido.",
        ),
        references=(DECKERT, MEBANE, MACK, VENICE),
    ),
    "whole-percentages": Method(
        title="Porcentajes enteros",
        plain=(
            "Quien fija un resultado de antemano puede fijar un porcentaje redondo, como 70 % de participación.",
            "Contamos las mesas cuya participación o cuyo porcentaje de quien va primero es un entero.",
            "Las mesas pequeñas tienen porcentajes gruesos, y 1/2 o 2/3 son frecuentes por pura aritmética.",
            "Por eso cada mesa vota otra vez por azar con sus propios números, y con eso comparamos.",
            "Un exceso en 70, 75 u 80 % dice dónde mirar, no por qué.",
        ),
        formulas=(
            "porcentaje entero m: |100·y/N − m| ≤ 0,05, exacto en enteros: (2000·y + N) mod 20·N ≤ 2·N; 1 ≤ m ≤ 98",
            (
                "participación: boletas entre electores inscritos, al menos 100; porcentaje: votos de quien va "
                "primero entre votos válidos, al menos 100"
            ),
            (
                "remuestra: y* ~ Binomial(N, y/N) para cada tasa; T = mesas en un entero por una de ellas, p por "
                "remuestreo"
            ),
            (
                "solo en m: de las n mesas con round(100·y/N) = m se espera la parte que dan las remuestras; cola "
                "binomial exacta, Benjamini y Hochberg sobre todo m y ambas tasas"
            ),
        ),
        assumptions=("Los electores de una mesa deciden uno por uno con la participación y el porcentaje de la mesa.",),
        limits=(
            (
                "En mesas de miles de electores el azar es más estrecho que un punto: el remuestreo conserva "
                "entonces los picos, y la prueba pierde potencia."
            ),
            "Solo se mira el porcentaje de quien va primero, y no las mesas cerca de 0 y 100 %.",
        ),
        references=(KOBAK, ROZENAS, VENICE),
    ),
    "turnout-share": Method(
        title="Participación y porcentaje",
        plain=(
            "Boletas agregadas suben la participación y el porcentaje de una candidatura en las mismas mesas.",
            "La imagen muestra cada mesa por ambas.",
            "Las elecciones honestas también tienen pendientes: los bastiones movilizan, la ciudad difiere del campo.",
            "Por eso entre centros mostramos y describimos, sin valor p.",
            (
                "Solo donde los electores de un centro se asignan al azar a sus mesas hay una prueba: ahí la "
                "participación y el porcentaje de las mesas no van ligados por azar."
            ),
        ),
        formulas=(
            "correlación dentro de áreas: de t − media del área y s − media del área, sobre mesas; un área necesita 10",
            "dentro de centros: L = Σ (y − N·p)(t − t̄), p y t̄ del centro; valor p de |L| por reparto",
            (
                "reparto: y* hipergeométrica multivariante, los votos del centro para quien va primero entre los "
                "votos válidos de sus mesas"
            ),
            (
                "por qué 0: si cada elector es, independiente, de A, de otra o abstención, A dados los votos válidos "
                "N es Binomial(N, a/(a + b)), sea cual sea la participación"
            ),
        ),
        assumptions=("Dentro de centros: los electores se asignan a mesas sin atender a cómo votan.",),
        limits=(
            "La participación diferencial da una pendiente entre centros en elecciones honestas.",
            "Agregados en la misma proporción en todas las mesas de un centro no dejan huella dentro de él.",
        ),
        references=(MYAGKOV, DECKERT, EGGERS, VENICE),
    ),
    "fingerprint": Method(
        title="La huella",
        plain=(
            "Dibujadas por participación y porcentaje, las mesas de muchas elecciones forman una nube.",
            "Boletas agregadas corren la nube hacia la esquina donde todos votan por una candidatura.",
            "Se ajusta un modelo con tres clases de mesas para ver cuánto corrimiento hay.",
            (
                "Regiones desiguales también corren la nube, y por eso se ajusta igual cuando centros parecidos han "
                "intercambiado sus porcentajes."
            ),
            "Solo lo que va más allá de ese intercambio llama la atención, y aun así puede ser un bastión.",
        ),
        formulas=(
            (
                "w = votos de quien va primero/inscritos; como se votó: w = a·v; incremental: w = a·v + x·(1 − a) + "
                "x^α·(1 − v)·a, x = |Normal(0, σ_x)|; extrema: x = 1 − |Normal(0, 0,075)|"
            ),
            (
                "a, v normales alrededor de las modas de participación y porcentaje, con la dispersión por debajo de "
                "la moda, dentro de [0, 1]; σ_x de la dispersión del porcentaje por encima de su moda"
            ),
            (
                "f_i, f_e ≥ 0, f_i + f_e ≤ 1 y α en {1, 1,5, 2, 2,5, 3, 4} minimizan Σ (h − m)²/(h + 1/n) sobre 100 "
                "clases de w"
            ),
            (
                "hipótesis nula: grupos de unos 10 centros de tamaño parecido en un área intercambian sus "
                "porcentajes, y sus mesas las distancias al centro, todas conservan t; con esto se coteja lo que "
                "f_i y f_e agregan a la media de w, sin valor p"
            ),
            "moda: cima de la parábola por los logaritmos de las clases suavizadas de al menos la mitad de su altura",
        ),
        assumptions=("Dentro de un área, participación y porcentaje de centros de tamaño parecido no van ligados.",),
        limits=(
            (
                "Donde van ligados honestamente (participación diferencial) también queda por encima de la hipótesis "
                "nula; por eso no tiene valor p ni parte en la corrección de Holm."
            ),
            (
                "El núcleo es el del artículo; minimizar exactamente en el triángulo y no en una cuadrícula, y la "
                "hipótesis nula, son nuestros."
            ),
            "Agregados que no son como las dos partes, por ejemplo en mesas sueltas, apenas se ven.",
            "Muchos agregados pequeños mueven la moda y la dispersión tomadas por honestas, y quedan subestimados.",
            "Mesas con menos de 100 electores quedan fuera, como en el artículo.",
        ),
        references=(KLIMEK, GELMAN, VENICE),
    ),
    "dispersion": Method(
        title="Las mesas de un mismo centro",
        plain=(
            "Donde los electores de un centro se reparten por azar entre sus mesas, estas difieren solo por azar.",
            "Cuánto es eso se sabe exactamente: como al repartir naipes.",
            "Mesas que difieren mucho más son un lugar donde mirar las actas.",
            "Donde los electores se ordenan por apellido, edad o calle, las mesas difieren honestamente.",
            "Por eso la prueba se aplica solo donde la definición dice, con su fuente, que no se ordenan.",
        ),
        formulas=(
            (
                "X² = Σ (y − N·p)²/(N·p·(1 − p)) sobre las mesas de un centro, p = Σy/ΣN; porcentaje: y votos de "
                "quien va primero, N votos válidos; participación: y boletas, N inscritos"
            ),
            (
                "total: ΣX² sobre centros contra el reparto (hipergeométrica multivariante), p por remuestreo; dos "
                "tasas, el menor p por dos"
            ),
            (
                "un centro: p = cola χ² con mesas − 1 grados de libertad en min(X², G²), G² la razón de "
                "verosimilitudes, cuya cola lejana es correcta donde se esperan pocos votos; por debajo de 5 "
                "esperados, sus propias remuestras"
            ),
            "Benjamini y Hochberg sobre centros",
        ),
        assumptions=("Los electores se asignan a las mesas de un centro sin atender a cómo votan.",),
        limits=(
            "El mismo cambio en todas las mesas de un centro no deja huella.",
            "Con muchos electores basta un orden leve para un p pequeño: hay que mirar la razón, 1 por azar.",
        ),
        references=(JIMENEZ, COCHRAN, VENICE),
    ),
    "far-from-area": Method(
        title="Mesas lejos de su área",
        plain=(
            "Una mesa que vota muy distinto de todo lo que la rodea merece una mirada.",
            (
                "Cuánto distan los centros de costumbre se mide en cada área por su mitad central, para que unos "
                "pocos raros no cuenten."
            ),
            "Lo que pocas boletas dan por azar se descuenta.",
            "Entre miles de mesas algunas distan mucho por azar, y la lista se corrige por eso.",
            "Casi todo lo que queda tiene una razón: una cárcel, un cuartel, el pueblo natal de un candidato.",
        ),
        formulas=(
            "g = arcsen √((y + 3/8)/(N + 3/4)), de varianza 1/(4N + 2) por azar, sea cual sea el porcentaje",
            (
                "área: la más baja con 20 centros; mediana de g de sus centros; τ² = max(0, (1,4826·MAD)² − mediana "
                "de la varianza del azar), abajo y arriba aparte"
            ),
            "ω²: lo mismo dentro de centros, sobre el total; z = (g − mediana)/√(τ² + ω² + 1/(4N + 2))",
            (
                "hipótesis nula: g* = mediana + τ·Normal (centro) + ω·Normal (mesa), y* ~ Binomial(N, sen² g*), "
                "estimado de nuevo; colas de |z*| por clases de 20–49, 50–199 y 200 centros o más"
            ),
            "Benjamini y Hochberg sobre mesas; el p del total es el de Simes, el menor ajustado",
        ),
        assumptions=("Los centros de un área están normalmente alrededor de su mediana, en la escala de g.",),
        limits=(
            "Las áreas honestas tienen colas más largas que la normal: bastan dos comunidades en un área.",
            "Un cambio que mueve la mitad de un área mueve también su mediana.",
        ),
        references=(ANSCOMBE, SIMES, EGGERS, GELMAN, VENICE),
    ),
    "repeated-votes": Method(
        title="Votos repetidos",
        plain=(
            "Quien inventa muchas actas puede copiar una.",
            "Buscamos mesas de un área con exactamente los mismos votos para cada candidatura.",
            "En mesas pequeñas eso ocurre por azar, y por eso el azar se sortea muchas veces con los mismos tamaños.",
            "También miramos mesas vecinas de un centro con los mismos votos para quien va primero.",
            "Un acta ingresada dos veces por error se ve igual.",
        ),
        formulas=(
            "pares: mesas de un área del nivel más bajo, al menos 50 votos cada una, iguales en cada candidatura",
            (
                "remuestra: y* ~ Multinomial(N, p), N fijo; p = (Y_centro + κ·P_área)/(N_centro + κ), κ por momentos "
                "del porcentaje de quien va primero (beta-binomial)"
            ),
            (
                "vecinas: mesas seguidas de un centro según su código, iguales votos de quien va primero, contra el "
                "reparto"
            ),
            "p por remuestreo para cada una; dos preguntas, el menor p por dos",
        ),
        assumptions=("Los electores deciden uno por uno con porcentajes no más parecidos entre sí que p.",),
        limits=(
            "Acercar los porcentajes al centro y al área hace más frecuentes las repeticiones por azar: es cautelosa.",
            "Copias con una sola cifra cambiada no se hallan.",
        ),
        references=(VENICE,),
    ),
}
