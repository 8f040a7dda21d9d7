"""The till's tables, each read and written in one module, and the context that the till's objects share."""
