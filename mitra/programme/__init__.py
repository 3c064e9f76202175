"""The programme's data for monitoring and evaluation: one table a subject, as things stood on a day."""
