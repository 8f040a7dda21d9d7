"""Whether a till can do its work here, told in sentences: `kreward-pos doctor`, and the bundle for support.

Looks and tells; changes nothing. Must know no window.
"""
