"""The claims of a whole city that does not exist: each with its way, its award and its money.

What was awarded is what the benefit rules say, in the order in which it was approved; who did what
and when is drawn. Everything follows from a seed and a day, as members.city says.
"""
