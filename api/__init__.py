"""The HTTP face: routes, web pages and errors. What they need of the house is in `services.py`."""
