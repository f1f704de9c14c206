"""The fault rig: `make faults`. Real processes on private engines, killed where it hurts.

A scenario is a function that walks a part of the money's life while something breaks, and says in
one sentence what happened. It is run twice: as the house is built, when every invariant has to hold
afterwards; and with a protection taken off, when the damage has to show. A scenario whose control
stays green proves nothing and fails.
"""
