"""The Kreward External API as a client library. Knows no till.

`client` makes the calls, `parsing` reads both dialects, `errors` says what a failed call proves, `rate_limit` limits
the calls a minute, and only `transport` knows HTTP.
"""
