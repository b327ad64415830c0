"""The drawings of a plan and of one step: where each day stands, and the words beside it."""
