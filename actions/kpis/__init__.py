"""Figures (KPIs): their list, one of them, setting them up, reporting them."""
