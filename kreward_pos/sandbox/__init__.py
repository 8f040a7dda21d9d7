"""A Kreward of one's own: the documented API over SQLite on loopback, with faults on demand.

It is a second reading of the published texts and shares no code with the client, so that one mistake cannot
hide in both. `seeds` says who the demo's customers are, `shop` holds the rules, `server` serves them.

This file imports nothing, so that reading the seeds stays cheap.
"""
