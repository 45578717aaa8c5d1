"""Who reviews and who judges the replies of the county's organs."""

COUNTY_GOVERNMENT, COURT = "清河县人民政府", "清河县人民法院"
"""For the organs of the county."""

SUPERIOR, SUPERIOR_COURT = "清江市人民政府", "清江市中级人民法院"
"""For the county's government itself."""
