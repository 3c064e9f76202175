"""How well messages are understood: figures, a committed baseline, and the comparison of pipelines."""
