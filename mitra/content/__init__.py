"""What Mitra says: topics, modules and messages, read from content/."""
