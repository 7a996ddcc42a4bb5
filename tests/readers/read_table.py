"""Reads the same table as CSV with pandas, as Parquet with pyarrow and DuckDB, and as xlsx with openpyxl, and prints the names of the
columns, their types and the cells as text, as JSON, for tests/readers.rs."""

import datetime
import json
import sys

import duckdb
import openpyxl
import pandas
import pyarrow.parquet


def text(value):
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime.datetime():
            return value.date().isoformat()
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)


def rows(lines):
    return [[text(value) for value in line] for line in lines]


base = sys.argv[1]
csv = pandas.read_csv(f"{base}.csv", dtype=str, keep_default_na=False, encoding="utf-8")
guessed = pandas.read_csv(f"{base}.csv", encoding="utf-8")
parquet = pyarrow.parquet.read_table(f"{base}.parquet")
table = duckdb.sql(f"SELECT * FROM '{base}.parquet'")
sheet = openpyxl.load_workbook(f"{base}.xlsx").active
lines = list(sheet.iter_rows(values_only=True))
whole = lambda value: int(value) if isinstance(value, float) and value.is_integer() else value
print(
    json.dumps(
        {
            "pandas": {
                "columns": list(csv.columns),
                "rows": csv.values.tolist(),
                "numbers": [column for column in guessed.columns if pandas.api.types.is_numeric_dtype(guessed[column]) and guessed[column].notna().any()],
            },
            "pyarrow": {
                "columns": parquet.column_names,
                "rows": rows(zip(*(parquet.column(index).to_pylist() for index in range(parquet.num_columns)))),
                "types": [str(field.type) for field in parquet.schema],
            },
            "duckdb": {"columns": table.columns, "rows": rows(table.fetchall()), "types": [str(of) for of in table.types]},
            "openpyxl": {"columns": list(lines[0]), "rows": [[whole(value) for value in line] for line in lines[1:]], "frozen": sheet.freeze_panes},
        },
        default=text,
    )
)
