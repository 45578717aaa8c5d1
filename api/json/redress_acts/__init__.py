"""The acts on 更正 and 投诉、举报 over the JSON API and the command line, by case file.

Each class is the body of one act and knows how to do it; `FORMS` of each module lists them.
"""
