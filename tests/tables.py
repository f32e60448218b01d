"""People as the three tables of a batch."""

from __future__ import annotations

import pyarrow as pa

from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists


def lists_of(people):
    """The tables; every person needs an id."""
    rows = {"people": [], "medications": [], "conditions": []}
    for number, person in enumerate(people):
        data = person.model_dump(mode="json")
        key = {"person": person.id, "row": number}
        known = {name: data[name] for name in ("age", "pregnant") if data[name] is not None}
        texts = {name: str(value).lower() for name, value in known.items()}
        rows["people"].append(key | texts | {"as_of": data["as_of"]})
        for name in ("medications", "conditions"):
            rows[name] += [key | line | {"codes": None} for line in data[name]]
    schemas = {"people": PEOPLE, "medications": MEDICATIONS, "conditions": CONDITIONS}
    return Lists(**{name: pa.Table.from_pylist(rows[name], schema=schemas[name]) for name in rows})
