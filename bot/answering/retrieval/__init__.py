"""How each record resembles a question: by its words, its meaning, and the questions that lead to it."""
