"""The methods for announcements, explained in Spanish."""

from tallyproof.compare.phrasing import Method

METHODS = {
    "a1-sums": Method(
        title="¿Concuerdan entre sí las cifras anunciadas?",
        plain=(
            "Un anuncio suele dar votos, un total y porcentajes, y todos dependen unos de otros.",
            "Sumamos los votos y comparamos la suma con el total, y los porcentajes con 100 %.",
            "También calculamos cada porcentaje a partir de sus votos y vemos si el anunciado es ese, redondeado.",
            "Votos emitidos, votos nulos, electores inscritos y participación se comparan entre sí del mismo modo.",
            "Una diferencia muestra que alguna cifra anunciada no es correcta, pero no cuál ni por qué.",
        ),
        formulas=(
            "diferencia = Σ votos − total; el total es el anunciado, o la suma donde se dan todos los candidatos.",
            "Los porcentajes p_1 … p_k con d_i decimales suman si |Σ p_i − 100| ≤ Σ 10^(−d_i)/2.",
            "Un porcentaje p con d decimales se sigue de c votos de N si |100·c/N − p| ≤ 10^(−d)/2.",
            "La participación t se sigue de B votos emitidos de R electores si |100·B/R − t| ≤ 10^(−d)/2.",
        ),
        assumptions=(
            "Las cifras se anunciaron tal como aquí constan.",
            "Los porcentajes de candidatos son de los votos válidos; la base de cualquier otro se nombra.",
        ),
        limits=(
            "Donde no se anunció una cifra, la comprobación no se hizo; nada se completa.",
            "Más votos emitidos que inscritos no es un error donde se pueden añadir electores el mismo día.",
        ),
        references=("Las cifras anunciadas y su fuente están en el informe; la aritmética es de fracciones.",),
    ),
    "a1-misprints": Method(
        title="¿Puede ser una errata?",
        plain=(
            "Quien teclea o lee números cambia un dígito, intercambia dos vecinos, omite uno o lo duplica.",
            "Donde las cifras no concuerdan buscamos números que un desliz así haya podido convertir en el anunciado.",
            "Solo los nombramos si harían concordar una suma, un total o un porcentaje.",
            "También se dice cuántas posibilidades hay, porque entre muchas cifras alguna puede encajar por azar.",
            "Nunca se corrige nada: el anuncio queda como se hizo.",
        ),
        formulas=(
            "Para cada cifra c: c + total − Σ cifras, nombrada si un desliz la separa de c; para el total: Σ cifras.",
            "Deslices: un dígito cambiado; dos vecinos intercambiados; uno que falta; uno duplicado.",
        ),
        assumptions=("Como máximo una cifra tiene un solo desliz.",),
        limits=(
            "Un desliz que encaja es posible, no demostrado; dos deslices, o un error que encaja, no se encuentran.",
            "Los porcentajes se buscan por su suma solo donde los votos no dicen cuál no concuerda; máximo tres.",
        ),
    ),
    "a1-grid": Method(
        title="¿Parecen los votos anunciados porcentajes multiplicados?",
        plain=(
            "Los votos se cuentan uno por uno, así que pueden ser cualquier número.",
            "Si alguien toma un total y porcentajes redondos y multiplica, los votos caen en una cuadrícula gruesa.",
            "Medimos, en votos, a qué distancia está cada cifra anunciada del punto más cercano de esa cuadrícula.",
            "Si todas están a menos de medio voto, son lo que se obtiene al multiplicar y redondear.",
            "Que alguien leyera cifras derivadas es una causa posible; la aritmética no nombra ninguna.",
        ),
        formulas=(
            "Paso s = N / 10^(d+2) para N votos y d decimales; residuo r = c − s·round(c/s).",
            "En la cuadrícula: |r| < 1/2, es decir c = round(p·N) para un porcentaje p con d decimales.",
        ),
        assumptions=("Los porcentajes son del total anunciado, o de la suma donde no se anunció ninguno.",),
        limits=(
            "No se hace donde la cuadrícula es tan fina como un voto (s ≤ 1).",
            "Cada residuo se da con su signo.",
        ),
    ),
    "a1-rarity": Method(
        title="¿Qué tan raro es que todas las cifras caigan en la cuadrícula?",
        plain=(
            "Que todas las cifras caigan en una cuadrícula puede ser azar, así que preguntamos cada cuánto ocurre.",
            "El modelo es simple: toda manera de dividir el total en tantas cifras es igual de probable.",
            "Contamos las maneras que caen en la cuadrícula y dividimos entre todas.",
            "Como miramos varios boletines y números de decimales, una regla hace el resultado menos llamativo.",
            "Mide la rareza en este modelo y nada más; las elecciones reales no salen de él.",
        ),
        formulas=(
            "P = composiciones de N en k cifras en la cuadrícula / C(N+k−1, k−1); exacta hasta tres cifras.",
            (
                "Más allá: P ≤ C(M+k−1, k−1)/C(N+k−1, k−1), M = 10^(d+2), si s > k/2; si no, "
                "P ≤ (M+1)^(k−1)/C(N+k−1, k−1)."
            ),
            "Holm: con m pruebas en el orden de P, P_(i) ajustada = máximo para j ≤ i de min(1, (m−j+1)·P_(j)).",
            "Una prueba es un boletín con un número de decimales; la que alguna cifra no cumple pesa 1.",
        ),
        assumptions=("Todas las composiciones del total son igual de probables: un modelo, impreso al lado.",),
        limits=(
            "Las cuadrículas de uno y de dos decimales no son independientes; la regla de Holm vale igual.",
            "Solo se tiene en cuenta lo que se probó aquí, no lo que otros probaron antes.",
        ),
        references=("Holm, Scandinavian Journal of Statistics 6 (1979) 65.",),
    ),
    "a1-growth": Method(
        title="¿Un boletín posterior solo añade?",
        plain=(
            "Un conteo que sigue solo puede crecer: los votos contados quedan contados.",
            "Comparamos cada cifra anunciada con la misma en cada boletín anterior del mismo conteo.",
            "Una cifra que bajó se nombra con ambos números.",
            "También una parte de actas contadas que bajó, si ambas están en la misma unidad.",
            "En conteos honestos hay correcciones; la que se hace debería anunciarse como tal.",
        ),
        formulas=("diferencia = antes − después para cada cifra que ambos anuncios dan.",),
        assumptions=("Ambos anuncios son de la misma elección, vuelta, etapa y área.",),
        limits=("Crecer no prueba nada; una corrección anunciada como tal no es una contradicción.",),
    ),
    "a2-feasibility": Method(
        title="¿Pueden ser correctos a la vez el anuncio y las mesas que se tienen?",
        plain=(
            "Tenemos las cifras de muchas mesas, y el anuncio es una suma de mesas que nadie ha enumerado.",
            "Dejamos que un programa elija, del modo más favorable al anuncio, qué mesas contó.",
            "A eso puede añadir votos de otra parte, hasta un tope declarado, repartidos como quiera.",
            "Si aun así sobran o faltan votos, el anuncio y las cifras de las mesas no pueden ser correctos a la vez.",
            "El número de esos votos viene con una prueba breve que cualquiera puede recalcular con números enteros.",
        ),
        formulas=(
            "Minimizar Σ(s⁺_c + s⁻_c) sujeto a Σ x_i·c_i + v_c + s⁺_c − s⁻_c = anunciado_c, 0 ≤ x_i ≤ 1, v, s ≥ 0.",
            "Σ v_c ≤ tope; cobertura: bajo ≤ Σ w_i·x_i + y ≤ alto, 0 ≤ y ≤ fuera, w = 1 o electores inscritos.",
            "Una participación t de las mesas contadas: electores de 100·B/(t+h) a 100·B/(t−h), h media unidad.",
            (
                "cota = Σ λ_c·anunciado_c − max(0, λ)·tope + μ⁺·bajo − μ⁻·alto + fuera·min(0, −μ) "
                "+ Σ min(0, −λ·c_i − μ·w_i)."
            ),
            (
                "Por dualidad débil es una cota inferior para todo λ con |λ| ≤ 1 y todo μ: HiGHS propone, "
                "las fracciones prueban."
            ),
            "distancia = ⌈cota⌉; al menos ⌈cota/2⌉ votos tendrían que cambiar de lugar.",
        ),
        assumptions=(
            "El tope de votos fuera, el padrón, cifras auténticas y bien leídas, el anuncio tal como consta.",
            "En cada lectura: qué mesas se contaron, o de qué es la cobertura o participación afirmada.",
        ),
        limits=(
            "Las mesas pueden contarse en parte (x entre 0 y 1), lo que solo favorece al anuncio.",
            "No hallar contradicción no prueba que alguno de los dos sea correcto; sin tope no se dice nada.",
        ),
        references=(
            "Boyd y Vandenberghe, Convex Optimization (2004), capítulo 5.",
            "Huangfu y Hall, Mathematical Programming Computation 10 (2018) 119 (HiGHS).",
        ),
    ),
    "a2-failures": Method(
        title="¿Qué disolvería la contradicción?",
        plain=(
            "Una contradicción descansa en supuestos, y cada uno puede ser falso.",
            "Para cada uno calculamos el menor fallo que podría hacer que todo vuelva a encajar.",
            "Pueden ser más votos fuera, un padrón mayor, otra cobertura o mesas con cifras erróneas.",
            "Así el lector puede juzgar cuál de esos fallos es creíble.",
            "Menos que el fallo indicado, con los demás supuestos en pie, no basta.",
        ),
        formulas=(
            "Tope: menor Σ v − tope con s = 0 (o la cota sin tope alguno, donde sigue por encima de 0).",
            "Cobertura: menor distancia de Σ w·x + y a su intervalo con s = 0, dividida por el multiplicador μ.",
            "Cifras: el menor número de mesas cuyos votos + topes suman la cota, de mayor a menor.",
            "Anuncio: las cifras juntas tienen que estar equivocadas en al menos la cota.",
        ),
        assumptions=("Falla un supuesto a la vez; los demás se cumplen.",),
        limits=(
            "Se enuncia como necesario, no como suficiente.",
            "Donde un padrón mayor cambiaría también la cobertura, cada padrón declarado se resuelve aparte.",
        ),
    ),
    "a2-false-stations": Method(
        title="¿Cuántas mesas tendrían que ser falsas?",
        plain=(
            "Si alguien dice que las cifras de las mesas son falsas, la pregunta es cuántas tendrían que serlo.",
            "Damos tres números, porque una mesa puede ser falsa de distintas maneras.",
            "Puede no existir, tener intercambiados a los dos candidatos o tener cifras arbitrariamente erróneas.",
            "Solo lo último es una cota inferior: ningún otro error de una mesa mueve más votos.",
            "Los damos con y sin que el segundo reciba todos los votos que faltan.",
        ),
        formulas=(
            (
                "Desplazamiento de una mesa: w − l si se quita, 2·(w − l) si se intercambia, w − "
                "l + tope si es arbitraria."
            ),
            "Número = menor n cuyos n mayores desplazamientos suman lo necesario: la ventaja, o ventaja + margen.",
            "Con todos los votos que faltan: lo necesario menos el tope fuera.",
        ),
        assumptions=("Los topes de las mesas; para el margen anunciado, que todas las reunidas se contaron.",),
        limits=(
            "No dice que ninguna mesa sea falsa.",
            "Un empate en el primer lugar no tiene ganador: no se hace.",
        ),
    ),
    "a2-missing": Method(
        title="¿Qué tendrían que mostrar las mesas que faltan?",
        plain=(
            "Algunas mesas no se tienen, y el anuncio puede descansar en ellas.",
            "Si se contaron todas las reunidas, las demás tienen que aportar justo lo anunciado menos lo reunido.",
            "Decimos qué votos, partes y participación serían.",
            "Quien necesitaría menos de cero votos, o una participación de más de 100 %, muestra que es imposible.",
            "Donde es posible solo decimos cómo tendría que ser.",
        ),
        formulas=(
            (
                "necesario_c = anunciado_c − reunido_c; participación = Σ max(0, necesario_c) / "
                "(electores del padrón − electores reunidos)."
            ),
            (
                "Parte de todos los votos posibles fuera para igualar: (1 + ventaja/tope)/2; "
                "para la ventaja anunciada: (1 + (ventaja + margen anunciado)/tope)/2."
            ),
        ),
        assumptions=("El padrón y su tope; todas las mesas reunidas están en el conteo; solo dos candidatos.",),
        limits=("Los porcentajes se redondean hacia abajo, para que «al menos» siga siendo cierto.",),
    ),
    "a2-areas": Method(
        title="El anuncio por áreas",
        plain=(
            "Donde se anunciaron cifras por área, cada área puede compararse con sus propias mesas.",
            "Eso es más preciso que el total, porque los votos de más aquí no compensan los de menos allá.",
            "Los votos que quedan a distancia se suman por áreas.",
            "Solo se suman áreas de las que ninguna está dentro de otra, para no contar dos veces ningún voto.",
            "Cada área tiene su propio tope de votos del resto de esa área.",
        ),
        formulas=("distancia = ⌈Σ por áreas de max(0, cota del área)⌉, con la menor cota entre sus padrones.",),
        assumptions=("El tope de cada área; áreas separadas; lo demás como para el total.",),
        limits=("Un área sin padrón o sin tope no añade nada.",),
    ),
}
