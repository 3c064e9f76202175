"""The committee at work: its lists, deciding, papers, rules."""
