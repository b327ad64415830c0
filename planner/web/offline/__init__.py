"""The service as it lies on somebody's own phone: installed, readable without a signal, and what waits to be sent."""
