"""What happens when things go wrong on purpose: workers killed, databases stopped, codes guessed, rows changed."""
