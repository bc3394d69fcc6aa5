"""Lo que dicen los indicadores en español: un lugar donde mirar, junto a lo inocente que se ve igual."""

from tallyproof.compare.indicators.spanish_methods import METHODS as METHODS

_P = "p = {p}: {reached} de {resamples} remuestras llegan a ello."

SENTENCES = {
    "place-to-look": "Los indicadores son lugares donde mirar, nunca una prueba: cada uno dice qué tan raro es un "
    "patrón si solo obra el azar que se describe, y ninguno nombra una causa. Pasarlos tampoco prueba nada.",
    "looked-at": "Se examinaron {stations} mesas contadas en {places} centros, con {valid} votos por candidaturas; "
    "quien más tiene es {leader}.",
    "special": "{special} mesas especiales contadas (hospitales, cárceles, mesas móviles o militares y similares, "
    "según el registro) quedan fuera: no se comparan con las mesas corrientes.",
    "chance": "El azar se sorteó {resamples} veces con la semilla pública «{seed}»: la misma semilla y las mismas "
    "cifras dan los mismos valores p, y cualquiera puede tomar otra semilla.",
    "together": "{tests} indicadores tienen un valor p, y en {unadjusted} es como máximo {level_percent}; corregido "
    "por "
    "su número (Holm), lo es en {below}.",
    "not-run": "{indicator}: no se aplicó, porque {reason}.",
    "digits": "De {counts} cifras de al menos {least}, {moved} tendrían que tener otro {digit} dígito para coincidir "
    f"con lo que da el remuestreo; por puro azar son {{moved_by_chance}} en promedio. {_P}",
    "digits-uniform": "Los dígitos finales por igual no son la vara de medir: esa prueba daría aquí p = {uniform_p}, y "
    "se enciende con cifras honestas, porque las cifras pequeñas son más frecuentes que las grandes.",
    "digits-areas": "{flagged} de {areas_tested} áreas resaltan por sí solas (Benjamini y Hochberg al "
    "{level_percent}).",
    "spikes": "{seen} de {stations} mesas tienen {rates} a menos de 0,05 puntos de un porcentaje entero; el remuestreo "
    f"da {{expected}} en promedio (diferencia: {{excess}}) y como máximo {{most}} en 95 de 100 casos. {_P}",
    "spikes-percentages": "{flagged} porcentajes enteros tienen más mesas de las que explican sus vecinos (Benjamini y "
    "Hochberg al {level_percent}); en ellos hay {listed} mesas.",
    "plane": "La participación y el porcentaje de {leader} van juntos con una correlación de {overall} en {stations} "
    "mesas, y de {inside} dentro de {areas} áreas.",
    "plane-no-null": "Esto no tiene valor p: la participación y el apoyo están ligados en elecciones honestas, en un "
    "sentido o en otro, y ninguna hipótesis nula dice cuánto.",
    "turnout-of": "La participación es {ballots} entre electores inscritos; {left_out} mesas quedan fuera, donde los "
    "electores inscritos no se conocen, no hay, o son menos que aquellos.",
    "link": "Entre las mesas de un mismo centro la correlación de participación y porcentaje es {correlation} en "
    f"{{stations}} mesas; repartir al azar los votos del centro entre sus mesas da 0. {_P}",
    "fingerprint": "El modelo mejor ajustado pone {incremental_percent} de {stations} mesas en su parte "
    "«incremental» y {extreme_percent} en la «extrema» (α = {alpha}), que juntas aportan a {leader} votos de "
    "{added_percent} de los electores inscritos. Cuando centros de tamaño parecido intercambian sus porcentajes, es "
    "{by_chance_percent} en "
    "promedio y como máximo {most_percent} en 95 de 100 de {resamples} casos. No se da valor p: donde la participación "
    "crece con el porcentaje dentro de las áreas, también elecciones honestas quedan por encima.",
    "spread": "{rate}: las mesas de un mismo centro difieren {ratio} veces lo que da repartir electores al azar "
    f"(Σ(y − Np)²/Np(1 − p) es {{statistic}} con {{degrees}} grados de libertad, en {{places}} centros). {_P}",
    "spread-places": "{rate}: {flagged} de {places} centros difieren más de lo que da el azar (Benjamini y Hochberg al "
    "{level_percent}).",
    "spread-simulated": "{rate}: en {simulated} de {places} centros alguna mesa espera menos de {least_expected} "
    "votos; "
    "allí se cuentan las remuestras del propio centro.",
    "far": "{flagged} de {stations} mesas están más lejos de su área de lo que dan el azar y la dispersión entre "
    "centros "
    "(Benjamini y Hochberg al {level_percent}; {areas} áreas); {votes} votos las separan de las medianas de sus áreas.",
    "far-p": "La más lejana está a {largest} desviaciones típicas robustas. p = {p} (Simes sobre todas las mesas, con "
    "{draws} remuestras de todas ellas).",
    "far-left-out": "{left_out} mesas quedan fuera: menos de {least_votes} votos, o ningún área por encima tiene "
    "{least_places} centros.",
    "repeats": "{pairs} pares de mesas de una misma área tienen los mismos votos para cada candidatura, entre "
    "{stations} mesas con al menos {least} votos; el remuestreo da {expected} en promedio y como máximo {most} en 95 "
    f"de 100 casos. {_P}",
    "runs": "{seen} de {neighbours} pares de mesas vecinas de un mismo centro tienen los mismos votos para {leader}; "
    f"repartir al azar los votos del centro entre sus mesas da {{expected}} en promedio. {_P}",
    "null-last-digit": "Hipótesis nula: los votos de cada mesa se sortean de nuevo con sus propios porcentajes y sus "
    "votos válidos fijos (multinomial), y pasan por el mismo límite.",
    "null-second-digit": "Hipótesis nula: los votos de cada mesa se sortean de nuevo con sus propios porcentajes y sus "
    "votos válidos fijos (multinomial); la ley de Benford no se usa.",
    "null-whole-percentages": "Hipótesis nula: las boletas y los votos de {leader} se sortean de nuevo en cada mesa "
    "con "
    "su propia participación y porcentaje (binomial), de modo que los denominadores pequeños son los mismos.",
    "null-turnout-share": "Hipótesis nula, solo dentro de centros: los votos de {leader} de cada centro se reparten al "
    "azar entre sus mesas, con tamaños y participación fijos (hipergeométrica multivariante).",
    "null-fingerprint": "Hipótesis nula: cada mesa conserva su participación, y centros de tamaño parecido de un "
    "área intercambian sus porcentajes, y sus mesas las distancias a ellos; la curvatura que viene de áreas desiguales "
    "se mantiene.",
    "null-dispersion": "Hipótesis nula: los votos (y las boletas) de cada centro se reparten al azar entre sus mesas, "
    "con tamaños fijos (hipergeométrica multivariante).",
    "null-far-from-area": "Hipótesis nula: los centros se sortean alrededor de la mediana de su área con la dispersión "
    "de esta, las mesas alrededor de su centro, los votos por azar; lo sorteado pasa por la misma estimación.",
    "null-repeated-votes": "Hipótesis nula: los votos válidos se fijan y se dividen por azar con los porcentajes del "
    "centro; porcentajes demasiado parecidos dan más repeticiones, no menos.",
    "innocent-last-digit": "Causas inocentes que se ven igual: miembros de mesa que redondean o estiman, conteo en "
    "fajos de diez, deslices de tecleo hacia 0 y 5, una tabla que junta mesas, un partido grande con cifras de tamaño "
    "parecido.",
    "innocent-second-digit": "Causas inocentes que se ven igual: mesas de tamaño parecido, un máximo legal por mesa, "
    "voto estratégico, muchas candidaturas; ahí los segundos dígitos no siguen ninguna ley.",
    "innocent-whole-percentages": "Causas inocentes que se ven igual: mesas pequeñas (sus porcentajes solo pueden ser "
    "gruesos), miembros de mesa que redondean, cifras reconstruidas de porcentajes publicados, mesas de 100 o 200 "
    "electores por norma.",
    "innocent-turnout-share": "Causas inocentes que se ven igual: participación diferencial, zonas de origen, ciudad "
    "y campo, edad, hospitales, cuarteles y mesas móviles donde votan casi todos, electores mudados que siguen en el "
    "padrón.",
    "innocent-fingerprint": "Causas inocentes que se ven igual: dos países en uno (lenguas, ciudad y campo, zonas de "
    "origen), bastiones movilizados, mesas pequeñas y especiales con participación total, un ganador cerca del 90 %. "
    "Donde la participación va con el porcentaje de centro a centro, elecciones honestas simuladas llegaron a p ≤ 5 % "
    "en hasta 26 de 100: allí una p pequeña no sorprende.",
    "innocent-dispersion": "Causas inocentes que se ven igual: electores puestos en mesas por apellido, edad, sexo, "
    "calle o fecha de inscripción, mesas especiales (personal, discapacidad, militares), altas tardías en una mesa, "
    "actas cambiadas.",
    "innocent-far-from-area": "Causas inocentes que se ven igual: zonas de origen y lazos familiares, pueblos de una "
    "empresa, comunidades indígenas o religiosas, hospitales, cárceles y mesas móviles, cambios de límites, un barrio "
    "nuevo. Donde unos pocos centros quedan mucho más lejos que la mayoría, elecciones honestas simuladas llegaron a "
    "p ≤ 5 % en hasta 22 de 100.",
    "innocent-repeated-votes": "Causas inocentes que se ven igual: mesas diminutas, elecciones entre dos partidos, un "
    "partido cerca del 100 %, un acta ingresada dos veces por error, una copia archivada con el número de la mesa "
    "vecina.",
    "weak-last-digit": "Lo llaman débil: quienes cambian cifras no tocan los últimos dígitos (Mack y Stoetzer 2019); "
    "Deckert, Myagkov y Ordeshook (2011) sobre dígitos; Comisión de Venecia, CDL-AD(2018)009, párrafo 67: nunca prueba "
    "directa.",
    "weak-second-digit": "Lo llaman débil: el propio Mebane (2006) lo halla inadecuado para máquinas sueltas y mesas "
    "divididas por igual; Deckert, Myagkov y Ordeshook (2011): en sus datos, como lanzar una moneda.",
    "weak-whole-percentages": "Lo llaman débil: Rozenas (2017): los porcentajes gruesos son frecuentes en elecciones "
    "honestas por pura aritmética, y por eso la hipótesis nula conserva cada denominador; Comisión de Venecia, "
    "CDL-AD(2018)009, párrafo 67.",
    "weak-turnout-share": "Lo llaman débil: Deckert, Myagkov y Ordeshook (2011) y Eggers, Garro y Grimmer (2021), "
    "sobre "
    "patrones leídos sin un modelo del voto honesto; Comisión de Venecia, CDL-AD(2018)009, párrafo 67.",
    "weak-fingerprint": "Lo llaman débil: sus autores señalan que regiones desiguales también curvan la nube; Gelman "
    "(2025) sobre tales modelos de mezcla: lo que la parte honesta ajusta mal se cuenta como la otra; Comisión de "
    "Venecia, CDL-AD(2018)009, párrafo 67.",
    "weak-dispersion": "Lo llaman débil: descansa por entero en cómo se pusieron los electores en las mesas (Jiménez "
    "2011 y el debate allí); Comisión de Venecia, CDL-AD(2018)009, párrafo 67.",
    "weak-far-from-area": "Lo llaman débil: Eggers, Garro y Grimmer (2021): ser inusual es corriente; Gelman (2025) "
    "sobre residuos tomados por causas; Comisión de Venecia, CDL-AD(2018)009, párrafo 67.",
    "weak-repeated-votes": "Lo llaman débil: con muchas mesas algunas repeticiones son seguras, y un doble ingreso de "
    "oficina da lo mismo; Comisión de Venecia, CDL-AD(2018)009, párrafo 67.",
}

ASSUMPTIONS = {
    "figures": "Las cifras son las contadas; una cifra mal leída también es un patrón.",
    "chance-alone": "Cada elector decide por su cuenta con las tasas que dice la hipótesis nula; si no, esta no vale.",
    "assigned": "Los electores de un centro se ponen en sus mesas sin atender a cómo votan ({assigned_source}).",
}

REASONS = {
    "gate": "se han contado menos mesas de las que pide la definición antes de comparar candidaturas",
    "no-stations": "no se ha contado ninguna mesa",
    "no-votes": "las mesas contadas no tienen votos por candidaturas",
    "one-station": "solo se ha contado una mesa",
    "one-candidate": "solo hay una candidatura",
    "no-register": "todavía no hay registro",
    "too-few-large-counts": "hay menos de 200 cifras de al menos 100",
    "too-few-two-digit-counts": "hay menos de 200 cifras de al menos 10",
    "too-few-large-stations": "hay muy pocas mesas con 100 electores o votos",
    "registered-unknown": "los electores inscritos no se conocen, o son menos que las boletas, en todas las mesas",
    "too-few-with-turnout": "muy pocas mesas tienen electores inscritos conocidos y no menos que las boletas",
    "not-assigned-at-random": "la definición no dice que los electores de un centro se asignan al azar a sus mesas "
    "(indicators.assigned_at_random)",
    "too-few-places": "menos de diez centros tienen dos mesas o más",
    "too-few-places-in-area": "ningún área tiene 20 centros con mesas de al menos 10 votos",
    "too-few-stations": "menos de 20 mesas tienen 50 votos",
    "off-by-default": "la definición no lo pide (indicators.second_digit)",
}

HEADINGS = {
    "indicators": "Indicadores: lugares donde mirar, nunca una prueba",
    "last-digit": "Últimos dígitos",
    "second-digit": "Segundos dígitos",
    "whole-percentages": "Porcentajes enteros",
    "turnout-share": "Participación y porcentaje",
    "fingerprint": "La huella",
    "dispersion": "Las mesas de un mismo centro",
    "far-from-area": "Mesas lejos de su área",
    "repeated-votes": "Votos repetidos",
    "table-indicators": "Indicadores: valores p, y después de Holm",
    "table-last-digit": "Últimos dígitos de cifras de al menos {least}",
    "table-second-digit": "Segundos dígitos de cifras de al menos {least}",
    "table-digit-areas": "Áreas donde mirar",
    "table-percentages": "Porcentajes enteros donde mirar",
    "table-percentage-stations": "Mesas en estos porcentajes",
    "table-dispersion": "Centros donde mirar",
    "table-far": "Mesas donde mirar",
    "table-repeats": "Mesas con los mismos votos",
    "table-runs": "Mesas vecinas con los mismos votos para {leader}",
    "picture-last-digit": "Últimos dígitos, vistos y por azar",
    "caption-last-digit": "Barras: cifras de al menos {least} según su último dígito. Línea con banda: lo que da "
    "remuestrear cada mesa, y el 95 % de las remuestras. Tampoco por azar son todos los dígitos igual de frecuentes.",
    "picture-second-digit": "Segundos dígitos, vistos y por azar",
    "caption-second-digit": "Barras: cifras de al menos {least} según su segundo dígito. Línea con banda: lo que da "
    "remuestrear cada mesa, y el 95 % de las remuestras.",
    "picture-spikes-turnout": "Mesas en porcentajes enteros de participación",
    "caption-spikes-turnout": "Línea: mesas cuya participación es un porcentaje entero. Banda: el 95 % de las "
    "remuestras, con cada denominador como es.",
    "picture-spikes-share": "Mesas en porcentajes enteros de {leader}",
    "caption-spikes-share": "Línea: mesas donde el porcentaje de {leader} es entero. Banda: el 95 % de las remuestras, "
    "con cada denominador como es.",
    "picture-inside": "Participación y porcentaje de {leader}, como distancias al área",
    "caption-inside": "Mesas según cuánto distan la participación y el porcentaje de la media de su área, en puntos; "
    "marca más grande, más mesas. Una pendiente no indica nada por sí sola: en elecciones honestas también van "
    "ligados.",
    "picture-plane": "Participación y porcentaje de {leader}",
    "caption-plane": "Mesas según participación y porcentaje; marca más grande, más mesas. Varias nubes, o una cola, "
    "vienen también de áreas desiguales, bastiones y mesas especiales.",
    "picture-curve": "Votos de {leader} entre electores inscritos",
    "caption-curve": "Partes de todas las mesas según esa tasa: lo visto, lo ajustado y la banda del 95 % de los "
    "intercambios entre centros parecidos.",
}

WORDS = {
    "all": "Todos los indicadores",
    "whole": "el total",
    "last-digit": "Últimos dígitos",
    "second-digit": "Segundos dígitos",
    "whole-percentages": "Porcentajes enteros",
    "turnout-share": "Participación y porcentaje",
    "fingerprint": "La huella",
    "dispersion": "Las mesas de un mismo centro",
    "far-from-area": "Mesas lejos de su área",
    "repeated-votes": "Votos repetidos",
    "link": "Participación y porcentaje dentro de centros",
    "last": "último",
    "second": "segundo",
    "share": "porcentaje",
    "turnout": "participación",
    "rate-share": "Porcentaje de {leader}",
    "rate-turnout": "Participación",
    "rates-both": "una participación o un porcentaje de {leader}",
    "rates-share": "un porcentaje de {leader}",
    "ballots-cast": "votos emitidos",
    "ballots-valid": "votos válidos",
    "ran": "aplicado",
    "described": "descrito, sin valor p",
    "did-not-run": "no se aplicó",
    "column-indicator": "Indicador",
    "column-state": "Estado",
    "column-p": "p",
    "column-adjusted": "p después de Holm",
    "column-adjusted_p": "p después de Benjamini y Hochberg",
    "column-digit": "Dígito",
    "column-seen": "Visto",
    "column-expected": "Por azar",
    "column-low": "de",
    "column-high": "a",
    "column-area": "Área",
    "column-counts": "Cifras",
    "column-moved": "Con otro dígito",
    "column-rate": "Tasa",
    "column-percentage": "Porcentaje",
    "column-station": "Mesa",
    "column-neighbour": "Mesa siguiente",
    "column-place": "Centro",
    "column-stations": "Mesas",
    "column-statistic": "Σ(y − Np)²/Np(1 − p)",
    "column-votes": "Votos",
    "column-share_percent": "Porcentaje",
    "column-area_percent": "Mediana del área",
    "column-z": "z",
    "axis-digit": "Dígito",
    "axis-counts": "Cifras",
    "axis-percentage": "Porcentaje entero",
    "axis-stations": "Mesas",
    "axis-turnout": "Participación",
    "axis-share": "Porcentaje de los votos válidos",
    "axis-turnout-away": "Participación, puntos desde la media del área",
    "axis-share-away": "Porcentaje, puntos desde la media del área",
    "axis-of-registered": "Votos entre electores inscritos",
    "axis-part": "Parte de las mesas",
    "series-seen": "visto",
    "series-chance": "por azar",
    "series-fitted": "modelo ajustado",
    "series-stations": "mesas",
}

SINGULARS = {
    "1 mesas especiales contadas": "1 mesa especial contada",
    "1 mesas contadas en 1 centros": "1 mesa contada en 1 centro",
    "en 1 centros": "en 1 centro",
    "1 indicadores tienen": "1 indicador tiene",
    "1 mesas quedan fuera": "1 mesa queda fuera",
    "en ellos hay 1 mesas": "en ellos hay 1 mesa",
    "1 porcentajes enteros tienen": "1 porcentaje entero tiene",
    "1 pares de mesas de una misma área tienen": "1 par de mesas de una misma área tiene",
    "1 mesas": "1 mesa",
    "1 votos": "1 voto",
    "1 áreas": "1 área",
}
