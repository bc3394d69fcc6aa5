"""Columns of the register that would be published for nothing, or that look as if they were about persons."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from tallyproof.election import REGISTER_FILE, Definition
from tallyproof.election.register import register_columns

# Words in the name of a column, in plain letters. A warning too many costs a look; one too few cannot be recalled.
PERSONAL = frozenset(
    [
        "apellido",
        "apellidos",
        "birth",
        "birthday",
        "born",
        "cedula",
        "celular",
        "correo",
        "curp",
        "dni",
        "email",
        "firma",
        "lastname",
        "member",
        "miembro",
        "mobile",
        "movil",
        "nacimiento",
        "nid",
        "nif",
        "officer",
        "operador",
        "operator",
        "passport",
        "pasaporte",
        "phone",
        "presidente",
        "responsable",
        "rut",
        "secretario",
        "signature",
        "staff",
        "surname",
        "telefono",
        "telephone",
        "testigo",
        "testigos",
        "whatsapp",
        "witness",
        "witnesses",
    ]
)


def column_warnings(definition: Definition) -> Iterator[str]:
    """Give what to tell whoever publishes about the columns of the register; nothing where all are needed."""
    header = _header(definition)
    mapping = definition.file.register_
    used = register_columns(mapping, definition.file.levels)
    unused = [name for name in header if name not in used]
    personal = [name for name in header if _looks_personal(name)]
    if personal:
        yield (
            f"{REGISTER_FILE}: these columns look as if they were about persons, and the whole file is published: "
            f"{', '.join(personal)}. Delete them in a spreadsheet and save it as CSV before anybody copies the site: "
            "what was published cannot be recalled."
        )
    if unused:
        yield (
            f"{REGISTER_FILE}: election.toml does not use these columns, and the whole file is published: "
            f"{', '.join(unused)}. Delete them in a spreadsheet and save it as CSV; after the first reading that is a "
            "change of the definition, which the site names."
        )


def _header(definition: Definition) -> Sequence[str]:
    data, mapping = definition.files.get(REGISTER_FILE, b""), definition.file.register_
    # The register was read with this encoding when the definition was loaded.
    text = data.decode("utf-8-sig" if mapping.encoding.lower() in ("utf-8", "utf8") else mapping.encoding)
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter), [])


def _looks_personal(name: str) -> bool:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return not PERSONAL.isdisjoint(re.split(r"[^a-z]+", plain))
