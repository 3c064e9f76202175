"""The improvement plan: what is to be done, by whom, by when, and who is reminded of it."""
