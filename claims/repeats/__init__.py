"""What another claim has as well: told to the office alone, and never a reason by itself."""
