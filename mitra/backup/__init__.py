"""Backups: all tables in one file, made while Mitra runs, for SQLite and PostgreSQL alike; and putting them back."""
