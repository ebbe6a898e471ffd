"""
The statements of a step without the query builder, which would cost more than the database's answer.

Every step of every case in the city runs these four: read rows, lock and read one, insert, update. The SQL
is made once per model from its fields; values pass through the fields' own conversions. Everything rarer
uses the ORM.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class _Table:
    """What is known about a model's table."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        quote = connection.ops.quote_name
        self.name = quote(model._meta.db_table)
        self.attributes = [field.attname for field in fields]
        self.columns = ", ".join(f"{self.name}.{quote(field.column or field.name)}" for field in fields)
        self.json = [n for n, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self.written = [field for field in fields if not field.primary_key]
        written = ", ".join(quote(field.column or field.name) for field in self.written)
        self.insert = f"INSERT INTO {self.name} ({written}) VALUES "  # noqa: S608 - names of our own fields
        self.values = "(" + ", ".join(["%s"] * len(self.written)) + ")"
        self.assignments = {field.attname: f"{quote(field.column or field.name)} = %s" for field in fields}
        self.assignments |= {field.name: self.assignments[field.attname] for field in fields}
        self.fields = {field.name: field for field in fields}
        self.foreign = [field for field in fields if field.is_relation]


@cache
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)


def fetch(model: type[Row], where: str, parameters: Sequence[Any]) -> list[Row]:
    """Read the rows of a model; *where* is what follows WHERE, written in this package only."""
    table = _table(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table.columns} FROM {table.name} WHERE {where}", parameters)  # noqa: S608
        found = cursor.fetchall()
    return [_made(model, table, values) for values in found]


def _made(model: type[Row], table: _Table, values: Sequence[Any]) -> Row:
    plain = list(values)
    for position in table.json:
        plain[position] = json.loads(plain[position])
    return model.from_db("default", table.attributes, plain)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give them their keys."""
    table = _table(type(rows[0]))
    parameters: list[Any] = []
    for row in rows:
        _take_keys(row, table)
        parameters += [
            field.get_db_prep_save(getattr(row, field.attname), connection) for field in table.written
        ]
    places = ", ".join([table.values] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{table.insert}{places} RETURNING id", parameters)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding = False
            row._state.db = "default"


def _take_keys(row: models.Model, table: _Table) -> None:
    """Take over the keys of related rows that were inserted after they were set."""
    cached = row._state.fields_cache
    for field in table.foreign:
        related = cached.get(field.name)
        if related is not None:
            setattr(row, field.attname, related.pk)


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write some fields of a row."""
    table = _table(type(row))
    names = list(names)
    changes = ", ".join(table.assignments[name] for name in names)
    parameters = [
        table.fields[name].get_db_prep_save(getattr(row, table.fields[name].attname), connection)
        for name in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.name} SET {changes} WHERE id = %s", [*parameters, row.pk])  # noqa: S608
