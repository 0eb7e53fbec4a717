"""Lists of audits, one audit and what is decided about it, what stores see of it and object to, and other rules tried on it."""
