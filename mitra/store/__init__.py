"""SQLAlchemy models and the database."""
