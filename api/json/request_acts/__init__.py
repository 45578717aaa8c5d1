"""The acts on a request over the JSON API and the command line, by chapter.

Each class is the body of one act and knows how to do it; `ALL` in `every` lists them.
"""
