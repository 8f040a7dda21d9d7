"""The Kreward External API as a client library. Knows no till.

`client` makes the calls, `bodies` reads both dialects, `failures` says what a failed call proves, `pace` keeps
to the rate limit, `wire` is the one place that knows HTTP.
"""
