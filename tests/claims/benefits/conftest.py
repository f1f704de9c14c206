from hypothesis import settings

# How long an example takes says more of the machine than of a rule: no clock in a test.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
