"""What the lines of a photographed paper say: its fields, found by their labels and neighbours.

Pure but for `child`, the process that turns a picture into lines. Nothing found is ever taken for
true: the member is offered it, the reviewer sees it beside what was typed.
"""
