"""Five questions on a module, asked as Telegram's quizzes; wrong answers choose what to read next."""
