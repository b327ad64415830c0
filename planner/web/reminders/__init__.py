"""The pages of reminders: how somebody is reached, what they chose, and what was sent."""
