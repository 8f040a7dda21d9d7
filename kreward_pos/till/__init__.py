"""The till in pure Python: it looks up, stamps, redeems, undoes and enrols, and its outbox loses nothing.

`counter` holds what the window and scripts call; `records` reads and writes the tables, `sending` sends what waits and
settles lost answers, `storage` is the encrypted database below them, and `model` the values that they all share.

Knows no window and no camera; to be called from worker threads only.
"""
