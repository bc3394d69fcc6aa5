"""The three tables of the journal. The database itself refuses to change or remove their rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Record(models.Model):
    """One record of the journal: its public part is the log entry, its private part never leaves."""

    index: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    kind: models.CharField[str, str] = models.CharField(max_length=64)
    v: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    public: models.BinaryField[bytes, Any] = models.BinaryField()
    private: models.BinaryField[bytes | None, Any] = models.BinaryField(null=True)

    objects: ClassVar[models.Manager[Record]] = models.Manager()

    class Meta:
        db_table = "journal_record"


class Batch(models.Model):
    """What one idempotency key appended: `count` records from `start`."""

    key: models.TextField[str, str] = models.TextField(primary_key=True)
    start: models.BigIntegerField[int, int] = models.BigIntegerField()
    count: models.BigIntegerField[int, int] = models.BigIntegerField()

    objects: ClassVar[models.Manager[Batch]] = models.Manager()

    class Meta:
        db_table = "journal_batch"


class Owner(models.Model):
    """The election that this database belongs to; never more than one row."""

    election_id: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)

    objects: ClassVar[models.Manager[Owner]] = models.Manager()

    class Meta:
        db_table = "journal_owner"
