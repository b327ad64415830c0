"""The pages of accounts: signing in, what opens an account, where it is open. Flask-Security does the ceremonies."""
