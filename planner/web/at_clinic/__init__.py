"""What a patient sees of the clinic that reviews their plan: joining, what it sees, notes, who looked, leaving."""
