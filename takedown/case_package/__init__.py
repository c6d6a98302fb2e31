"""The package of a case: notices, evidence index, tables, machine formats, records; written as one folder."""
