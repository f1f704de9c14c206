"""A whole city of people who do not exist, for trying and measuring at full size.

Everything follows from a seed and a day: the same two give the same city, whatever the machine.
It is drawn a quarter at a time, so that processes can share the work, and written by COPY.
"""
