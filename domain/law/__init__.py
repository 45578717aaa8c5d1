"""The law as data: tables with article numbers and dates, correctable without a change of code."""
