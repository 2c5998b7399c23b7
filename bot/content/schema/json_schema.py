"""`python -m bot.content.schema.json_schema`: writes the JSON Schema of each file kind, for editors' programs."""

import json
from pathlib import Path
from typing import Any

from bot.content.schema.kinds import ALL, Form, Kind

FOLDER = Path("briefings/schema")


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a whole file of `kind`."""
    schema = kind.model.model_json_schema(by_alias=True)
    if kind.form is Form.ONE:
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    definitions = schema.pop("$defs", {})
    if kind.form is Form.KEYED:
        key = schema["properties"].pop("id")
        schema["required"].remove("id")
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": kind.name,
            "type": "object",
            "propertyNames": {name: value for name, value in key.items() if name != "title"},
            "additionalProperties": schema,
            "$defs": definitions,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        "type": "array",
        "items": schema,
        "$defs": definitions,
    }


def write_schemas(folder: Path = FOLDER) -> None:
    """Writes one file a kind."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ALL:
        text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        (folder / f"{kind.name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
