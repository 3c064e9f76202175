"""The figures an enterprise watches: what they are, asked for, read, shown."""
