"""Coming in, being open on several devices, and leaving."""
