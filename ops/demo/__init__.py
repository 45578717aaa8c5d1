"""The demonstration county 清河县: organs, officers and records that never were, as plain data."""
