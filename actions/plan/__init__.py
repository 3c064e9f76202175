"""/rencana and /tugas: the improvement plan, one's own tasks, and what people answer about them."""
