"""What leaves the service for other people and programs: letters, notes, lists and sheets."""
