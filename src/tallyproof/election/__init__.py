"""The election folder's definition: election.toml, the register and the announcements."""

from tallyproof.election.announcements import load_announcements, parse_announcement
from tallyproof.election.definition import (
    CHECKS,
    ELECTION_FILE,
    FORM_FILE,
    NAMED_FILE,
    REGISTER_FILE,
    Definition,
    load_definition,
    parse_definition,
)
from tallyproof.election.mapping import StationMapping
from tallyproof.election.register import Register, parse_register, register_columns

__all__ = [
    "CHECKS",
    "ELECTION_FILE",
    "FORM_FILE",
    "NAMED_FILE",
    "REGISTER_FILE",
    "Definition",
    "Register",
    "StationMapping",
    "load_announcements",
    "load_definition",
    "parse_announcement",
    "parse_definition",
    "parse_register",
    "register_columns",
]
