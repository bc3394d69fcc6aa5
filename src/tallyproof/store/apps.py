"""The store as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables of one election's journal."""

    name = "tallyproof.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
